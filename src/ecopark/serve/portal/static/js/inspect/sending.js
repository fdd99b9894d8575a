// Sends what waits: one sender at a time over all tabs and the service worker, each inspection under its own id, so that a
// repeated send is one record. What was sent without an answer is sent again unchanged.
"use strict";

const Sending = (() => {
  const LOCK = "ecopark-inspections-sending";
  const LEASE_MS = 30000;

  class Stop extends Error {
    constructor(state) { super(state); this.state = state; }
  }

  async function request(method, path, body, headers = {}, seconds = 30) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), seconds * 1000);
    try {
      const lang = (await Kept.fact("lang")) ?? "vi";
      return await fetch(path, {
        method, body, signal: stop.signal, credentials: "same-origin", cache: "no-store", redirect: "error",
        headers: { "Accept-Language": lang, Accept: "application/json", ...headers },
      });
    } catch {
      throw new Stop("offline");
    } finally {
      clearTimeout(timer);
    }
  }

  // Who is signed in, and how far this phone's clock stands before the server's.
  async function session() {
    const before = Date.now();
    const answer = await request("GET", "/inspect/session", undefined, {}, 15);
    if (!answer.ok) throw new Stop("trouble");
    const who = await answer.json();
    const after = Date.now();
    who.offset_s = Math.round(((before + after) / 2 - Date.parse(who.server_time)) / 100) / 10;
    await Kept.setFact("who", { user: who.user, name: who.name, may_send: who.may_send, offset_s: who.offset_s });
    return who;
  }

  async function all(told = () => {}) {
    return locked(async () => {
      try {
        return await round(told);
      } catch (stopped) {
        if (stopped instanceof Stop) return { state: stopped.state };
        throw stopped;
      }
    });
  }

  async function round(told) {
    const waiting = (await Kept.all()).filter((i) => i.state === "waiting" || i.state === "stored");
    if (!waiting.length) return { state: "done" };
    const who = await session();
    if (!who.signed_in) return { state: "sign_in" };
    if (!who.may_send) return { state: "not_allowed" };
    let others = 0;
    for (const item of waiting) {
      if (item.user && item.user !== who.user) others += 1;
      else {
        await inspection(item.id, who);
        await told();
      }
    }
    return { state: others ? "other_person" : "done" };
  }

  async function inspection(id, who) {
    let item = await Kept.get(id);
    if (!item || (item.state !== "waiting" && item.state !== "stored")) return;
    if (item.state === "waiting") {
      item = await Kept.change(id, (i) => {
        if (i.state !== "waiting") return; // opened for correction a moment ago
        i.payload ??= { ...i.content, clock_offset_s: who.offset_s };
        i.unsure = true; // from here on it may be stored there: it must not change any more
      });
      if (item?.state !== "waiting") return;
      const answer = await request("POST", "/api/v1/inspections", JSON.stringify(item.payload), {
        "Content-Type": "application/json", "X-CSRF-Token": who.csrf,
      });
      if (!answer.ok) return refused(item, answer);
      item = await Kept.change(id, (i) => { i.state = "stored"; i.unsure = false; i.reason = ""; });
    }
    for (const photo of item.photos.filter((p) => !p.sent && !p.refused)) await send(item, photo, who);
    await Kept.change(id, (i) => { i.state = "sent"; i.sent_at = new Date().toISOString(); });
  }

  async function send(item, photo, who) {
    const bytes = await Kept.photo(item.id, photo.sha256);
    let refusal = null;
    if (bytes) {
      const headers = { "Content-Type": photo.content_type, "X-CSRF-Token": who.csrf };
      const path = `/api/v1/inspections/${encodeURIComponent(item.id)}/photos/${photo.sha256}`;
      const answer = await request("PUT", path, bytes, headers, 120);
      if (!answer.ok) refusal = await reason(answer);
    } else refusal = "lost";
    const alter = (i) => {
      const line = i.photos.find((p) => p.sha256 === photo.sha256);
      if (refusal) line.refused = refusal;
      else line.sent = true;
    };
    await (refusal ? Kept.change(item.id, alter) : Kept.dropPhoto(item.id, photo.sha256, alter));
  }

  async function refused(item, answer) {
    const why = await reason(answer);
    await Kept.change(item.id, (i) => {
      i.state = "refused";
      i.reason = why;
      i.unsure = false;
      i.conflict = answer.status === 409;
      i.payload = null;
    });
  }

  // The server's own words; stops the round where the trouble is not about this inspection.
  async function reason(answer) {
    if (answer.status === 401) throw new Stop("sign_in");
    if (answer.status === 408 || answer.status === 421 || answer.status === 429 || answer.status >= 500) throw new Stop("trouble");
    const problem = await answer.json().catch(() => ({}));
    if (problem.code?.startsWith("serve.csrf.")) throw new Stop("trouble"); // the session changed meanwhile
    const places = (problem.errors ?? []).map((e) => `${e.where}: ${e.detail}`).join("; ");
    return [problem.detail || problem.title || `HTTP ${answer.status}`, places].filter(Boolean).join(" ");
  }

  async function locked(work) {
    if (self.navigator.locks) {
      return self.navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : { state: "busy" }));
    }
    return leased(work);
  }

  // Without Web Locks (plain http): a lease in the database, renewed while the work lasts.
  async function leased(work) {
    const me = Hash.uuid();
    const take = () => Kept.run(["facts"], "readwrite", (t, give) => {
      const store = t.objectStore("facts");
      store.get(LOCK).onsuccess = (event) => {
        const held = event.target.result?.value;
        const free = !held || held.me === me || held.until < Date.now();
        if (free) store.put({ name: LOCK, value: { me, until: Date.now() + LEASE_MS } });
        give(free);
      };
    });
    if (!(await take())) return { state: "busy" };
    const renewing = setInterval(take, LEASE_MS / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      await Kept.setFact(LOCK, null);
    }
  }

  return { all, session, request, Stop };
})();

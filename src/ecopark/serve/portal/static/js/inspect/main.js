// Starts the form: service worker, kept plan and places, sending when there is a network, language.
"use strict";

const Main = (() => {
  const { t } = Words;
  const root = document.getElementById("content");
  const known = { places: [], plan: [], fetched: null, sending: "idle", signedOut: false };
  const ATTEMPT_MS = [5000, 15000, 60000, 300000];
  let attempts = 0;
  let later = 0;

  const home = () => Tray.draw(root, known, { open, start, send, signedIn });
  const redraw = () => { if (!Form.writing) return home(); };

  async function open(id) {
    const item = await Kept.change(id, (i) => {
      if (i.state === "waiting" && !i.unsure) i.state = "draft"; // being corrected: not to be sent meanwhile
    });
    if (!item || (item.state !== "draft" && item.state !== "refused")) return home();
    window.history.replaceState(null, "", `#${id}`);
    await Form.open(item, root, known, closed);
  }

  async function start(planned) {
    const who = await Kept.fact("who");
    const item = Content.fresh(planned ? { kind: planned.kind, place: planned.place, planned: planned.id } : {});
    if (item.form.kind === "sample") item.form.sample.id = `M-${item.id.slice(0, 8).toUpperCase()}`;
    item.user = who?.user ?? null;
    await Kept.put(item);
    await open(item.id);
  }

  async function closed(outcome) {
    window.history.replaceState(null, "", window.location.pathname);
    await home();
    window.scrollTo(0, 0);
    if (outcome === "finished") await send();
  }

  async function send() {
    window.clearTimeout(later);
    if (known.sending !== "sending") {
      known.sending = "sending";
      await redraw();
    }
    let state = "trouble";
    try {
      ({ state } = await Sending.all(redraw));
    } catch (error) {
      Tray.trouble(error);
    }
    known.sending = state === "done" ? "idle" : state;
    if (state === "sign_in") known.signedOut = true;
    await redraw();
    if (state === "done") attempts = 0;
    else if (state === "offline" || state === "trouble" || state === "busy") again();
  }

  function again() {
    later = window.setTimeout(send, ATTEMPT_MS[Math.min(attempts, ATTEMPT_MS.length - 1)]);
    attempts += 1;
    navigator.serviceWorker?.ready.then((registered) => registered.sync?.register("inspections")).catch(() => {});
  }

  async function signedIn() {
    await refresh();
    await send();
  }

  // The newest plan and names; what is kept stays where there is no network or nobody is signed in.
  async function refresh() {
    try {
      const who = await Sending.session();
      known.signedOut = !who.signed_in;
      if (who.may_send) {
        const answer = await Sending.request("GET", "/inspect/places");
        if (answer.ok) await Kept.setFact("known", { ...(await answer.json()), fetched: new Date().toISOString() });
      }
    } catch (stopped) {
      if (!(stopped instanceof Sending.Stop)) throw stopped; // without a network: what is kept has to do
    }
    Object.assign(known, (await Kept.fact("known")) ?? {});
    await redraw();
  }

  function network() {
    const chip = document.querySelector("[data-network]");
    chip.dataset.network = navigator.onLine ? "on" : "off";
    chip.textContent = t(navigator.onLine ? "online" : "offline");
  }

  function frame() {
    document.title = t("title");
    for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === Words.lang));
    document.querySelector("[data-portal]").textContent = t("portal");
    network();
  }

  async function begin() {
    await Words.use((await Kept.fact("lang")) ?? "vi");
    frame();
    Object.assign(known, (await Kept.fact("known")) ?? {});
    navigator.storage?.persist?.().catch(() => {}); // asks the browser not to tidy the database away
    const writing = window.location.hash.slice(1);
    await (writing && (await Kept.get(writing)) ? open(writing) : home());
    document.documentElement.dataset.ready = "yes";
    if (navigator.serviceWorker) {
      navigator.serviceWorker.addEventListener("message", redraw);
      navigator.serviceWorker.register("/inspect-worker.js", { scope: "/inspect", updateViaCache: "none" }).catch(Tray.trouble);
    }
    await refresh();
    await send();
  }

  window.addEventListener("online", () => { network(); attempts = 0; refresh().then(send); });
  window.addEventListener("offline", () => { network(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && known.sending !== "sending") send(); });
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", async () => {
      await Words.use(button.dataset.lang);
      frame();
      await (Form.writing ? open(Form.writing) : home());
    });
  }
  begin().catch(Tray.trouble);
  return { send, refresh };
})();

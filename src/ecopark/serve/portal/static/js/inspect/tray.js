// First view: what is planned, what is being written, what waits, what was sent or refused; sign-in without leaving the page.
"use strict";

const Tray = (() => {
  const { t, el, field } = Words;
  const SHOWN = 30;

  const line = (item, places, open) => {
    const at = places.find((p) => p.id === item.form.place);
    const kind = item.form.kind ? t(`kind_${item.form.kind}`) : t("no_kind");
    const refusedPhotos = item.photos.filter((p) => p.refused);
    return el("li", { class: `item ${item.state}`, "data-item": item.id, "data-state": item.state },
      el("div", {}, el("strong", {}, `${kind}${item.form.place ? ` · ${at ? Words.name(at) : item.form.place}` : ""}`),
        el("span", { class: "code" }, `${Words.when(item.form.started_at)}${item.photos.length ? ` · ${t("photo_count", { count: item.photos.length })}` : ""}`),
        el("span", { class: `state ${item.state}` }, t(`state_${item.state}`)),
        item.reason && item.state === "refused" ? el("p", { class: "says bad" }, item.reason) : null,
        item.conflict && item.state === "refused" ? el("p", { class: "says" }, t("conflict")) : null,
        refusedPhotos.map((p) => el("p", { class: "says bad" }, p.refused === "lost" ? t("photo_lost") : p.refused))),
      buttons(item, open));
  };

  function buttons(item, open) {
    const button = (text, act, more = {}) => el("button", { type: "button", class: "quiet", onclick: act, ...more }, text);
    if (item.state === "draft") return button(t("go_on"), () => open(item.id));
    if (item.state === "waiting" && !item.unsure) return button(t("correct"), () => open(item.id));
    if (item.state !== "refused") return null;
    return item.conflict ? button(t("as_new"), () => again(item.id, open)) : button(t("correct"), () => open(item.id), { "data-correct": true });
  }

  // Another record with the same words, for what the server has differently under this id.
  async function again(id, open) {
    const old = await Kept.get(id);
    const copy = { ...structuredClone(old), id: Hash.uuid(), state: "draft", payload: null, conflict: false, unsure: false, reason: "" };
    const photos = await Promise.all(old.photos.map(async (p) => [p.sha256, await Kept.photo(id, p.sha256)]));
    await Kept.run(["inspections", "photos"], "readwrite", (tx) => {
      tx.objectStore("inspections").put(copy);
      for (const [sha256, bytes] of photos) if (bytes) tx.objectStore("photos").put({ key: `${copy.id}/${sha256}`, bytes });
    });
    await Kept.remove(id);
    open(copy.id);
  }

  function planned(plan, places, items, start) {
    if (!plan.length) return el("p", { class: "hint" }, t("plan_none"));
    return el("ul", { class: "list" }, plan.map((p) => {
      const begun = items.filter((i) => i.form.planned === p.id).length;
      const at = places.find((x) => x.id === p.place);
      return el("li", { class: "item" }, el("button", { type: "button", class: "choice", "data-planned": p.id, onclick: () => start(p) },
        el("strong", {}, at ? Words.name(at) : p.place),
        el("span", {}, Words.lang === "vi" ? p.why_vi : p.why_en),
        el("span", { class: "code" }, [p.place, p.due ? t("due", { day: p.due.slice(0, 10).split("-").reverse().join("/") }) : ""].filter(Boolean).join(" · ")),
        begun ? el("span", { class: "state sent" }, t("plan_begun", { count: begun })) : null));
    }));
  }

  function signIn(done) {
    const user = Parts.input("", () => {}, { autocomplete: "username", autocapitalize: "none", name: "user", required: true });
    const password = el("input", { type: "password", autocomplete: "current-password", name: "password", required: true });
    const says = el("p", { class: "says bad", role: "alert" });
    return el("form", { class: "sign-in", "data-lang-of": Words.lang, onsubmit: async (event) => {
      event.preventDefault();
      says.textContent = "";
      try {
        const answer = await Sending.request("POST", "/api/v1/sign-in", JSON.stringify({ user: user.value, password: password.value }), { "Content-Type": "application/json" });
        if (answer.ok) return done();
        says.textContent = (await answer.json()).detail ?? t("trouble");
      } catch { says.textContent = t("offline_sign_in"); }
    } }, el("h2", {}, t("sign_in_title")), el("p", {}, t("sign_in_why")), field(t("user"), user), field(t("password"), password), says,
    el("button", { type: "submit", class: "main" }, t("sign_in")));
  }

  async function draw(root, known, acts) {
    const items = await Kept.all();
    const by = (...states) => items.filter((i) => states.includes(i.state)).reverse();
    const waiting = by("waiting", "stored");
    const group = (title, found) => (found.length
      ? el("section", {}, el("h2", {}, title), el("ul", { class: "list" }, found.map((i) => line(i, known.places, acts.open)))) : null);
    const typing = root.querySelector(`.sign-in[data-lang-of=${Words.lang}]`); // half a password stays where it is
    const focused = typing?.contains(document.activeElement) ? document.activeElement : null;
    root.replaceChildren(...[
      el("h1", {}, t("title")),
      window.isSecureContext ? null : el("p", { class: "message warn" }, t("insecure")),
      el("section", { class: "status", "data-sending": known.sending, "data-waiting": waiting.length },
        el("p", { "aria-live": "polite" }, el("strong", {}, waiting.length ? t("waiting_count", { count: waiting.length }) : t("waiting_none")), " ", known.sending === "idle" ? "" : t(`sending_${known.sending}`)),
        waiting.length ? el("button", { type: "button", class: "main", "data-send": true, onclick: acts.send }, t("send_now")) : null),
      known.signedOut ? typing ?? signIn(acts.signedIn) : null,
      group(t("refused"), by("refused")), group(t("drafts"), by("draft")), group(t("waiting"), waiting),
      el("section", {}, el("h2", {}, t("plan")), planned(known.plan, known.places, items, acts.start),
        el("p", { class: "hint" }, known.fetched ? t("fetched", { when: Words.when(known.fetched), count: known.places.length }) : t("fetched_never"))),
      group(t("sent"), by("sent").slice(0, SHOWN)),
      el("div", { class: "thumb" }, el("button", { type: "button", class: "main", "data-new": true, onclick: () => acts.start(null) }, t("new"))),
    ].filter(Boolean));
    focused?.focus();
  }

  // Something the phone could not do, said where it is seen.
  function trouble(error) {
    const line = document.querySelector("[data-trouble]");
    line.textContent = t("phone_trouble", { reason: error?.name ?? String(error) });
    line.hidden = false;
  }

  return { draw, trouble };
})();

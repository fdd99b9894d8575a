// One inspection being written. Every change is kept at once; closing the tab loses nothing.
"use strict";

const Form = (() => {
  const { t, el, field } = Words;
  let item = null;
  let root = null;
  let leave = () => {};
  let known = { places: [], plan: [] };
  let saving = Promise.resolve();

  const place = () => known.places.find((p) => p.id === item.form.place) ?? null;
  // What can be read there: on the display of the meter, or with another instrument.
  const streams = () => (place()?.streams ?? []).map(({ display, reference, ...stream }) =>
    ({ ...stream, ...(item.form.kind === "meter_reading" ? display : reference) }));

  // Change the draft, keep it, and let the changed part draw itself.
  function edit(alter, draw) {
    alter(item.form);
    const form = structuredClone(item.form);
    saving = saving.then(() => Kept.change(item.id, (i) => { i.form = form; })).catch(Tray.trouble);
    draw?.(item.form);
    clear();
  }

  const clear = () => root.querySelectorAll(".fault").forEach((fault) => fault.remove());

  async function open(given, where, kept, left) {
    item = given;
    root = where;
    known = kept;
    leave = left;
    draw();
    window.scrollTo(0, 0);
    if (!item.form.location && !item.form.no_location_reason) locate();
  }

  function draw() {
    const { form } = item;
    const parts = form.kind && form.place ? Parts[form.kind](form, streams(), edit, draw) : [];
    root.replaceChildren(...[
      el("h1", { tabindex: "-1" }, t("form_title")),
      item.state === "refused" ? el("p", { class: "message bad" }, item.reason) : null,
      el("section", { "data-at": "kind" }, el("h2", {}, t("what")), kinds(form)),
      el("section", { "data-at": "place" }, el("h2", {}, t("where")), form.place ? chosen() : chooser()),
      toDo(form),
      form.kind && form.place ? el("section", { "data-at": "fields" }, el("h2", {}, t(`kind_${form.kind}`)), parts) : null,
      el("section", { "data-at": "photos" }, el("h2", {}, t("photos")), photos()),
      el("section", { "data-at": "location" }, el("h2", {}, t("location")), location()),
      el("section", { "data-at": "note" }, field(t("note"), el("textarea", {
        rows: "3", maxlength: "2000", name: "note", value: form.note, oninput: (e) => edit((f) => { f.note = e.target.value; }),
      })), el("p", { class: "hint" }, t("started", { when: Words.when(form.started_at) })),
      el("button", { type: "button", class: "linkish", onclick: discard }, t("discard"))),
      el("div", { class: "thumb" },
        el("button", { type: "button", class: "quiet", onclick: () => saved() }, t("later")),
        el("button", { type: "button", class: "main", "data-done": true, onclick: done }, t("done"))),
    ].filter(Boolean));
  }

  const kinds = (form) => el("div", { class: "tiles", role: "radiogroup", "aria-label": t("what") }, Content.KINDS.map((kind) =>
    el("button", {
      type: "button", role: "radio", class: "tile", "data-kind": kind, "aria-checked": String(form.kind === kind),
      onclick: () => {
        edit((f) => {
          f.kind = kind;
          if (kind === "sample") f.sample.id ||= `M-${item.id.slice(0, 8).toUpperCase()}`;
        });
        draw();
      },
    }, t(`kind_${kind}`))));

  // What the plan asks for at this place, to be read on site.
  function toDo(form) {
    const planned = known.plan.find((p) => p.id === form.planned);
    if (!planned) return null;
    return el("details", { class: "to-do", open: !form.kind }, el("summary", {}, t("to_do")),
      el("ul", {}, (Words.lang === "vi" ? planned.what_vi : planned.what_en).map((text) => el("li", {}, text))));
  }

  function chosen() {
    const at = place();
    return el("div", { class: "chosen" },
      el("div", {}, el("strong", {}, at ? Words.name(at) : item.form.place), el("span", { class: "code" }, item.form.place)),
      el("button", { type: "button", class: "quiet", onclick: () => { edit((f) => { f.place = ""; f.planned = null; }); draw(); } }, t("change")));
  }

  function chooser() {
    const list = el("div", { class: "choices" });
    const search = Parts.input("", (text) => show(text), { type: "search", "data-search": true, placeholder: t("search_place"), "aria-label": t("search_place") });
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
    const pick = (id) => { edit((f) => { f.place = id; }); draw(); };
    const show = (text) => {
      const wanted = plain(text).split(/\s+/).filter(Boolean);
      const found = known.places.filter((p) => wanted.every((w) => plain(`${p.id} ${p.name_vi} ${p.name_en} ${p.firm_name}`).includes(w)));
      list.replaceChildren(
        ...found.slice(0, 12).map((p) => el("button", { type: "button", class: "choice", "data-place": p.id, onclick: () => pick(p.id) },
          el("strong", {}, Words.name(p)), el("span", { class: "code" }, `${p.id}${p.firm_name ? ` · ${p.firm_name}` : ""}`))),
        found.length > 12 ? el("p", { class: "hint" }, t("more_places", { count: found.length - 12 })) : "",
        !found.length && text.trim() ? el("button", { type: "button", class: "choice", onclick: () => pick(text.trim()) }, t("other_place", { id: text.trim() })) : "",
      );
    };
    show("");
    return el("div", {}, search, list);
  }

  function photos() {
    const box = el("div", {});
    const show = () => box.replaceChildren(
      el("ul", { class: "photos" }, item.photos.map((photo, i) => el("li", {},
        el("img", { src: photo.thumb, alt: t("photo_number", { number: i + 1 }) }),
        el("button", { type: "button", class: "quiet", onclick: async () => {
          item = await Kept.dropPhoto(item.id, photo.sha256, (kept) => { kept.photos = kept.photos.filter((p) => p.sha256 !== photo.sha256); });
          show();
        } }, t("remove"))))),
      el("label", { class: "button" }, t("take_photo"), el("input", {
        type: "file", accept: "image/*", capture: "environment", multiple: true, class: "sr", "data-photo": true,
        onchange: async (event) => {
          const box = event.target.closest("section");
          box.querySelectorAll(".says").forEach((old) => old.remove());
          for (const file of event.target.files) {
            try {
              await saving;
              item.photos = (await Photos.add(item.id, file)).photos;
            } catch (error) {
              box.append(el("p", { class: "says bad", role: "alert" }, t(error.message === "photo_unreadable" ? "photo_unreadable" : "photo_full")));
            }
          }
          show();
        },
      })));
    show();
    return box;
  }

  function location() {
    const { location: at, no_location_reason: why } = item.form;
    if (at) {
      const six = (x) => x.toFixed(5).replace(".", Words.lang === "vi" ? "," : ".");
      return el("div", { class: "chosen" }, el("p", {}, t("located", { latitude: six(at.latitude), longitude: six(at.longitude), accuracy: Words.number(at.accuracy_m) })),
        el("button", { type: "button", class: "quiet", onclick: locate }, t("locate_again")));
    }
    return el("div", {}, field(t("no_location"), Parts.input(why, (v) => edit((f) => { f.no_location_reason = v; }), { name: "no_location" })),
      el("button", { type: "button", class: "quiet", onclick: locate }, t("locate")));
  }

  // Where the phone is, or why it does not know: denied, not available, too slow, no secure page.
  function locate() {
    const mine = item.id;
    const take = (alter) => {
      if (item?.id !== mine || !root.isConnected) return;
      edit(alter);
      root.querySelector("[data-at=location]")?.replaceChildren(el("h2", {}, t("location")), location());
    };
    const cannot = (why) => take((f) => { f.location = null; f.no_location_reason = t(why); });
    if (!navigator.geolocation || !window.isSecureContext) return cannot("location_insecure");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => take((f) => {
        f.location = { latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy * 10) / 10 };
        f.no_location_reason = "";
      }),
      (error) => cannot({ 1: "location_denied", 2: "location_none" }[error.code] ?? "location_slow"),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  }

  async function done() {
    clear();
    const faults = Content.faults(item.form, place(), streams());
    if (faults.length) return show(faults);
    edit((f) => { f.ended_at = Words.stamp(); });
    await saving;
    const who = await Kept.fact("who");
    const content = Content.composed(item, streams(), who?.name ?? who?.user ?? "");
    await Kept.change(item.id, (i) => {
      i.state = "waiting";
      i.content = content;
      i.user ??= who?.user ?? null;
      i.reason = "";
    });
    finish("finished");
  }

  function show(faults) {
    for (const fault of faults) {
      const at = root.querySelector(`[data-number="${CSS.escape(fault.at)}"]`)?.closest(".field")
        ?? root.querySelector(`[data-at="${CSS.escape(fault.at)}"]`) ?? root.querySelector("[data-at=fields]") ?? root;
      if (!at.querySelector(":scope > .fault")) at.append(el("p", { class: "fault says bad", role: "alert" }, fault.text));
    }
    root.querySelector(".fault")?.parentElement.scrollIntoView({ block: "center" });
  }

  async function saved() {
    await saving;
    finish("");
  }

  async function discard() {
    if (!window.confirm(t("discard_sure"))) return;
    await saving;
    await Kept.remove(item.id);
    finish("");
  }

  function finish(outcome) {
    const left = leave;
    item = null;
    left(outcome);
  }

  return { open, get writing() { return item?.id ?? null; } };
})();

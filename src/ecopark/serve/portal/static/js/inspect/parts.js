// Fields of the form, per kind. Each changes the draft through `edit(form => ...)` and is drawn again by the form.
"use strict";

const Parts = (() => {
  const { t, el, field } = Words;
  const METHODS = ["handheld", "standard_solution", "volumetric", "other"];
  const SEALS = ["intact", "broken", "missing", "replaced"];
  const MATRICES = ["wastewater", "surface_water", "groundwater", "sludge", "air", "other"];

  const select = (options, chosen, text, change) => {
    const made = el("select", { onchange: (e) => change(e.target.value) },
      options.map((option) => el("option", { value: option, selected: option === chosen }, text(option))));
    made.value = chosen;
    return made;
  };

  const input = (value, change, more = {}) =>
    el("input", { type: "text", autocomplete: "off", value: value ?? "", oninput: (e) => change(e.target.value), ...more });

  const numeric = { inputmode: "decimal", enterkeyhint: "next" };

  // How the typed number was understood, and the question where it is unusual.
  function understood(form, key, stream, edit) {
    const found = Content.numberOf(form, key);
    const unit = stream?.unit_text ?? "";
    if (found.empty) return [];
    if (found.fault) return [el("p", { class: "says bad", role: "alert" }, t("number_fault"))];
    if (found.choices) {
      const pick = (value) => edit((f) => { f.chosen[key] = { text: f.numbers[key], value }; });
      return [el("p", { class: "says warn" }, t("number_choose")), el("div", { class: "pair" }, found.choices.map((value) =>
        el("button", { type: "button", class: "quiet", onclick: () => pick(value) }, `${Words.number(value)} ${unit}`)))];
    }
    const says = [el("p", { class: "says" }, t("number_understood", { value: `${Words.number(found.value)} ${unit}`.trim() }))];
    if (stream && Content.outside(stream, found.value)) {
      if (form.sure[key] === form.numbers[key]) says.push(el("p", { class: "says" }, t("number_confirmed")));
      else {
        says.push(el("p", { class: "says warn" }, question(stream)), el("button", {
          type: "button", class: "quiet", "data-sure": key, onclick: () => edit((f) => { f.sure[key] = f.numbers[key]; }),
        }, t("number_yes")));
      }
    }
    return says;
  }

  function question(stream) {
    const unit = stream.unit_text;
    if (stream.register && stream.last !== null) return t("number_below_last", { last: `${Words.number(stream.last)} ${unit}` });
    const side = (value) => (value === null ? "…" : Words.number(value));
    return t("number_far_range", { low: side(stream.low), high: side(stream.high), unit });
  }

  function number(form, key, stream, label, edit) {
    const says = el("div", { class: "understood", "aria-live": "polite" });
    const draw = (f) => says.replaceChildren(...understood(f, key, stream, (alter) => edit(alter, draw)));
    const control = input(form.numbers[key], (value) => edit((f) => { f.numbers[key] = value; }, draw),
      { ...numeric, "data-number": key, name: key });
    draw(form);
    const last = stream && stream.last !== null
      ? el("p", { class: "hint" }, t("last_value", { value: `${Words.number(stream.last)} ${stream.unit_text}`, when: Words.when(stream.last_time) })) : null;
    const row = field(label, el("div", { class: "with-unit" }, control, el("span", {}, stream?.unit_text ?? "")), says, last);
    row.querySelector("label").htmlFor = control.id = `n-${key}`;
    return row;
  }

  const FEW = 2;

  // Where many things are measured, the person taps what was read; the others stay out of the way.
  function picked(form, streams, edit, redraw) {
    if (streams.length <= FEW) return [streams, null];
    const on = (stream) => form.picked?.includes(stream.id) || Boolean(form.numbers[stream.id]);
    const flip = (stream) => {
      edit((f) => {
        f.picked = on(stream) ? (f.picked ?? []).filter((id) => id !== stream.id) : [...(f.picked ?? []), stream.id];
        if (!f.picked.includes(stream.id)) delete f.numbers[stream.id];
      });
      redraw();
    };
    return [streams.filter(on), el("div", { class: "tiles", role: "group", "aria-label": t("which") }, streams.map((stream) =>
      el("button", { type: "button", class: "tile", "aria-pressed": String(on(stream)), "data-stream": stream.id, onclick: () => flip(stream) }, Words.name(stream))))];
  }

  function meter_reading(form, streams, edit, redraw) {
    const [shown, tiles] = picked(form, streams, edit, redraw);
    return [tiles, ...shown.map((stream) => number(form, stream.id, stream, Words.name(stream), edit))];
  }

  function sensor_check(form, streams, edit, redraw) {
    const [shown, tiles] = picked(form, streams, edit, redraw);
    return [
      tiles, field(t("method"), select(METHODS, form.method ?? "handheld", (m) => t(`method_${m}`), (v) => edit((f) => { f.method = v; }))),
      ...shown.flatMap((stream) => [
        number(form, stream.id, stream, t("reference_value", { name: Words.name(stream) }), edit),
        el("details", { open: Boolean(form.numbers[`${stream.id} ±`]) }, el("summary", {}, t("uncertainty")),
          number(form, `${stream.id} ±`, null, t("uncertainty_of", { unit: stream.unit_text }), edit)),
      ]),
    ];
  }

  function sample(form, _streams, edit) {
    const of = (name, label, more = {}) =>
      field(label, input(form.sample[name], (value) => edit((f) => { f.sample[name] = value; }), { name, "data-sample": name, ...more }));
    return [
      of("id", t("sample_id"), { autocapitalize: "characters" }),
      field(t("matrix"), select(MATRICES, form.sample.matrix ?? "wastewater", (m) => t(`matrix_${m}`),
        (v) => edit((f) => { f.sample.matrix = v; }))),
      of("bottle", t("bottle")), of("preservation", t("preservation")), of("seal", t("sample_seal")),
      of("temperature", t("temperature"), numeric), of("to", t("handed_to")),
    ];
  }

  function seal(form, _streams, edit, redraw) {
    const rows = form.seals.map((one, i) => el("fieldset", {}, el("legend", {}, t("seal_number", { number: i + 1 })),
      field(t("seal_id"), input(one.seal, (v) => edit((f) => { f.seals[i].seal = v; }), { "data-seal": i, autocapitalize: "characters" })),
      el("div", { class: "tiles", role: "radiogroup", "aria-label": t("seal_state") }, SEALS.map((state) => el("button", {
        type: "button", role: "radio", class: "tile", "aria-checked": String(one.state === state), "data-state": state,
        onclick: () => { edit((f) => { f.seals[i].state = state; }); redraw(); },
      }, t(`seal_${state}`)))),
      one.state === "replaced"
        ? field(t("seal_new"), input(one.replaced_by, (v) => edit((f) => { f.seals[i].replaced_by = v; }), { autocapitalize: "characters" })) : null));
    return [...rows, el("button", {
      type: "button", class: "quiet",
      onclick: () => { edit((f) => f.seals.push({ seal: "", state: "intact", replaced_by: "" })); redraw(); },
    }, t("seal_more"))];
  }

  const site_visit = () => [];

  return { meter_reading, sensor_check, sample, seal, site_visit, input, METHODS, MATRICES };
})();

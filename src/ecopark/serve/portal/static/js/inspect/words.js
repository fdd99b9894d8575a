// Texts in both languages (from the page), times as people write them, and elements without a framework.
"use strict";

const Words = (() => {
  const TEXTS = JSON.parse(document.documentElement.dataset.texts);
  let lang = "vi";

  function t(name, given = {}) {
    const text = TEXTS[lang][name];
    if (text === undefined) throw new Error(`no text ${name}`);
    return text.replace(/{(\w+)}/g, (_, field) => String(given[field] ?? ""));
  }

  const number = (value) => Numbers.write(value, lang);
  const name = (thing) => (lang === "vi" ? thing.name_vi : thing.name_en) || thing.id;
  const when = (iso) => {
    const at = stamp(new Date(iso));
    return `${at.slice(8, 10)}/${at.slice(5, 7)} ${at.slice(11, 16)}`;
  };

  // The phone's time with its offset: 2026-11-22T09:10:00+07:00.
  function stamp(date = new Date()) {
    const east = -date.getTimezoneOffset();
    const two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
    const local = new Date(date.getTime() + east * 60000).toISOString().slice(0, 19);
    return `${local}${east < 0 ? "-" : "+"}${two(east / 60)}:${two(east % 60)}`;
  }

  function el(tag, given = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(given)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (key === "value") made.value = value;
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  }

  // A field: label, control, hint below.
  let fields = 0;
  function field(label, control, ...below) {
    fields += 1;
    control.id ||= `f${fields}`;
    return el("div", { class: "field" }, el("label", { for: control.id }, label), control, ...below);
  }

  return {
    t, number, name, when, stamp, el, field,
    get lang() { return lang; },
    async use(chosen) {
      lang = chosen === "en" ? "en" : "vi";
      document.documentElement.lang = lang;
      await Kept.setFact("lang", lang);
    },
  };
})();

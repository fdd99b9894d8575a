// Numbers as people type them. A comma is the decimal mark in Vietnamese; where a text can mean two numbers, both are offered.
"use strict";

const Numbers = (() => {
  const plain = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null);
  const grouped = (text, mark) => new RegExp(`^-?\\d{1,3}(\\${mark}\\d{3})+$`).test(text);

  // {value} understood, {choices: [a, b]} two meanings, {empty: true}, {fault: true} not a number.
  function read(given, lang) {
    const text = String(given ?? "").trim().replace(/[\s\u00a0\u202f'’]/g, "").replace(/^[\u2212\u2013]/, "-");
    if (text === "") return { empty: true };
    if (!/^-?[\d.,]+$/.test(text)) return { fault: true };
    const dots = text.split(".").length - 1;
    const commas = text.split(",").length - 1;
    if (dots && commas) {
      const decimal = text.lastIndexOf(",") > text.lastIndexOf(".") ? "," : ".";
      const [whole, part] = [text.slice(0, text.lastIndexOf(decimal)), text.slice(text.lastIndexOf(decimal) + 1)];
      const mark = decimal === "," ? "." : ",";
      return grouped(whole, mark) ? known(`${whole.replaceAll(mark, "")}.${part}`) : { fault: true };
    }
    const mark = dots ? "." : ",";
    if (dots + commas > 1) return grouped(text, mark) ? known(text.replaceAll(mark, "")) : { fault: true };
    if (dots + commas === 0) return known(text);
    const decimal = plain(text.replace(mark, "."));
    if (decimal === null) return { fault: true };
    const usual = lang === "vi" ? "," : ".";
    const zero = /^-?0/.test(text); // 0,125 can only be a decimal
    if (mark === usual || zero || !grouped(text, mark)) return { value: decimal };
    return { choices: [Number(text.replace(mark, "")), decimal] };
  }

  const known = (text) => {
    const value = plain(text);
    return value === null ? { fault: true } : { value };
  };

  const write = (value, lang) =>
    new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 9 }).format(value);

  return { read, write };
})();

// From what stands in the form to the inspection that is sent; and what is still missing or doubtful before that.
"use strict";

const Content = (() => {
  const KINDS = ["meter_reading", "sample", "sensor_check", "seal", "site_visit"];
  const FAR = 0.5; // beyond the plausible range by half its width: asked once, never refused

  function fresh(given = {}) {
    return {
      id: Hash.uuid(), state: "draft", created_at: new Date().toISOString(), user: null, photos: [], payload: null,
      unsure: false, reason: "",
      form: {
        kind: "", place: "", planned: null, started_at: Words.stamp(), location: null, no_location_reason: "", note: "",
        numbers: {}, chosen: {}, sure: {}, seals: [{ seal: "", state: "intact", replaced_by: "" }], sample: {}, ...given,
      },
    };
  }

  // What a typed number means; a choice made among two meanings counts while the text stays the same.
  function numberOf(form, key) {
    const text = form.numbers[key] ?? "";
    const found = Numbers.read(text, Words.lang);
    if (found.choices && form.chosen[key]?.text === text) return { value: form.chosen[key].value };
    return found;
  }

  function outside(stream, value) {
    const { low, high } = stream;
    const width = low !== null && high !== null ? (high - low) * FAR : Math.abs(high ?? low ?? 0) * FAR;
    if (low !== null && value < low - (low === 0 ? 0 : width)) return true;
    if (high !== null && value > high + width) return true;
    return stream.register && stream.last !== null && value < stream.last;
  }

  const readingsOf = (kind) => kind === "meter_reading" || kind === "sensor_check";

  // [{at: field, text, ask?: stream}] in the order of the form; ask: a question that is answered once with yes.
  function faults(form, place, streams) {
    const { t } = Words;
    const found = [];
    if (!KINDS.includes(form.kind)) found.push({ at: "kind", text: t("need_kind") });
    if (!form.place.trim()) found.push({ at: "place", text: t("need_place") });
    if (readingsOf(form.kind)) found.push(...numberFaults(form, streams));
    if (form.kind === "seal") {
      form.seals.forEach((seal, i) => {
        if (!seal.seal.trim()) found.push({ at: `seal${i}`, text: t("need_seal") });
        if (seal.state === "replaced" && !seal.replaced_by.trim()) found.push({ at: `seal${i}`, text: t("need_new_seal") });
      });
    }
    if (form.kind === "sample") {
      if (!form.sample.id?.trim()) found.push({ at: "sample", text: t("need_sample") });
      if (Numbers.read(form.sample.temperature, Words.lang).fault) found.push({ at: "temperature", text: t("number_fault") });
    }
    if (form.kind === "site_visit" && !form.note.trim()) found.push({ at: "note", text: t("need_note") });
    if (!form.location && !form.no_location_reason.trim()) found.push({ at: "location", text: t("need_location") });
    return found;
  }

  function numberFaults(form, streams) {
    const { t } = Words;
    const found = [];
    let given = 0;
    for (const stream of streams) {
      const number = numberOf(form, stream.id);
      if (number.empty) continue;
      given += 1;
      if (number.fault) found.push({ at: stream.id, text: t("number_fault") });
      else if (number.choices) found.push({ at: stream.id, text: t("number_choose") });
      else if (outside(stream, number.value) && form.sure[stream.id] !== form.numbers[stream.id]) {
        found.push({ at: stream.id, text: t("number_far"), ask: stream });
      }
      const spread = Numbers.read(form.numbers[`${stream.id} ±`], Words.lang);
      if (spread.fault || spread.value < 0) found.push({ at: `${stream.id} ±`, text: t("number_fault") });
    }
    if (!given) found.push({ at: streams[0]?.id ?? "place", text: t("need_number") });
    return found;
  }

  function readings(form, streams, ended) {
    if (!readingsOf(form.kind)) return [];
    return streams.flatMap((stream) => {
      const number = numberOf(form, stream.id);
      if (number.value === undefined) return [];
      const spread = numberOf(form, `${stream.id} ±`);
      return [{
        datastream: stream.id, value: number.value, unit: stream.unit, uncertainty: spread.value ?? null,
        method: form.kind === "sensor_check" ? form.method ?? "handheld" : "display", phenomenon_time: form.read_at ?? ended,
      }];
    });
  }

  function sampleOf(form, ended, by) {
    if (form.kind !== "sample") return { sample: null, custody: [] };
    const { id, matrix, bottle, preservation, seal, to, temperature } = form.sample;
    const taken = form.sample.taken_at ?? ended;
    const event = (name, at, given) => ({ event: name, at, by, to: null, seal: seal ?? "", temperature_c: null, ...given });
    const custody = [event("taken", taken, { temperature_c: Numbers.read(temperature, Words.lang).value ?? null })];
    if (to?.trim()) custody.push(event("handed_over", ended, { to: to.trim() }));
    return {
      sample: {
        id: id.trim(), matrix: matrix || "wastewater", bottle: bottle ?? "", preservation: preservation ?? "",
        taken_at: taken, seal: seal ?? "",
      },
      custody,
    };
  }

  // The inspection in the words of the API.
  function composed(item, streams, by) {
    const { form } = item;
    const ended = form.ended_at;
    return {
      id: item.id, kind: form.kind, place: form.place.trim(), planned: form.planned, started_at: form.started_at,
      ended_at: ended, entered_from: "phone", paper_number: null, location: form.location,
      no_location_reason: form.location ? null : form.no_location_reason, readings: readings(form, streams, ended),
      photos: item.photos.map(({ sha256, bytes, content_type, taken_at, note }) => ({ sha256, bytes, content_type, taken_at, note })),
      seals: form.kind === "seal"
        ? form.seals.map((s) => ({ seal: s.seal.trim(), state: s.state, replaced_by: s.replaced_by.trim() || null })) : [],
      ...sampleOf(form, ended, by), note: form.note.trim(), form_version: 1,
    };
  }

  return { KINDS, fresh, numberOf, outside, faults, composed };
})();

// Verifies one reading in the reader's browser: fetches the proof, recomputes every step, shows each.

const form = document.getElementById("verify-form");
const result = document.getElementById("verify-result");
const words = JSON.parse(form.dataset.words);

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(text, kind) {
  result.replaceChildren(element("p", text, `message ${kind}`));
}

function show(verdict, proof) {
  const head = element("p", undefined, `message ${verdict.ok ? "good" : "bad"}`);
  head.append(element("strong", verdict.ok ? words.ok : words.failed), element("span", ` — ${verdict.ok ? words.ok_what : words.failed_what}`));
  const list = element("ol", undefined, "proof");
  for (const step of verdict.steps) {
    const item = element("li");
    const text = element("div");
    text.append(element("strong", words[`step_${step.name}`] ?? step.name), element("code", String(step.detail ?? "")));
    item.append(document.getElementById(step.ok ? "step-ok" : "step-failed").content.cloneNode(true), text);
    list.append(item);
  }
  result.replaceChildren(head, list);
  result.dataset.ok = String(verdict.ok);
  return proof;
}

function moment(local) {
  return new Date(`${local.length === 16 ? `${local}:00` : local}+07:00`).toISOString();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  delete result.dataset.ok;
  say(words.running, "");
  const fields = new FormData(form);
  const query = new URLSearchParams({ datastream: fields.get("datastream"), time: moment(fields.get("time")) });
  try {
    const answer = await fetch(`/api/v1/log/proof?${query}`, { headers: { Accept: "application/json" } });
    if (answer.status === 404) return say(words.not_found, "warn");
    if (!answer.ok) return say(words.unreachable, "bad");
    const proof = await answer.json();
    const { verifyReadingProof } = await import(form.dataset.verifyModule);
    show(await verifyReadingProof(proof, fields.get("key").trim()), proof);
  } catch (error) {
    say(words.unreachable, "bad");
    throw error;
  }
});

if (form.elements.time.value && new URLSearchParams(location.search).has("time")) form.requestSubmit();

// Newest values as they come, into the rows marked data-live; and buttons that copy a snippet.

const table = document.querySelector("[data-live-url]");
if (table) {
  const lang = table.dataset.lang === "en" ? "en-GB" : "vi-VN";
  const number = new Intl.NumberFormat(lang, { maximumSignificantDigits: 6 });
  const moment = new Intl.DateTimeFormat(lang, { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });
  const wait = document.querySelector("[data-live-wait]");
  const rows = new Map([...table.querySelectorAll("[data-live]")].map((row) => [row.dataset.live, row]));
  const events = new EventSource(table.dataset.liveUrl);
  events.addEventListener("values", (event) => {
    for (const value of JSON.parse(event.data).values) {
      const row = rows.get(value.datastream);
      if (!row) continue;
      row.querySelector("[data-live-value]").textContent = value.value === null ? "–" : number.format(value.value);
      row.querySelector("[data-live-time]").textContent = moment.format(new Date(value.time));
      const doubt = row.querySelector("[data-live-doubt]");
      if (doubt) doubt.textContent = value.quality ? value.quality.checks.join(", ") : "";
      if (wait) wait.hidden = true;
    }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    button.textContent = button.dataset.copied;
  });
}

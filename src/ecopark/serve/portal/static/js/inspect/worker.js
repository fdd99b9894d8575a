// Service worker of the inspection form: keeps the form itself, so that it opens without a network, and sends in the background.
// ECOPARK (version and files) is set by the server in front of this text.
"use strict";

const CACHE = `inspect-${ECOPARK.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(ECOPARK.files.map((file) => new Request(file, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("inspect-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// Only the form and its own files: everything else goes to the network untouched.
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const name = address.pathname;
  if (!ECOPARK.files.includes(name)) return;
  event.respondWith((async () => {
    const kept = await (await caches.open(CACHE)).match(name);
    return kept ?? fetch(event.request);
  })());
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "inspections") return;
  event.waitUntil((async () => {
    const done = await Sending.all();
    for (const client of await self.clients.matchAll()) client.postMessage({ sent: done.state });
    if (done.state === "offline" || done.state === "trouble") throw new Error(done.state); // the browser tries again later
  })());
});

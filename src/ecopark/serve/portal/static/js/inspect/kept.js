// What the phone keeps: inspections (drafts, waiting, sent), photos and facts (plan, places, who), in IndexedDB.
// Plain script: the page and the service worker load the same file.
"use strict";

const Kept = (() => {
  const STORES = { inspections: "id", photos: "key", facts: "name" };
  let opening = null;

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("ecopark-inspections", 1);
      request.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        request.result.onclose = () => { opening = null; };
        resolve(request.result);
      };
      request.onerror = () => { opening = null; reject(request.error); };
    });
    return opening;
  }

  // One transaction; resolves once it is on the disk ("strict"): a phone may lose its battery a second later.
  async function run(names, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      let answer;
      transaction.oncomplete = () => resolve(answer);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction, (value) => { answer = value; });
    });
  }

  const one = (name, key) => run([name], "readonly", (t, give) => {
    t.objectStore(name).get(key).onsuccess = (event) => give(event.target.result ?? null);
  });

  const put = (name, value) => run([name], "readwrite", (t) => t.objectStore(name).put(value));

  // Read, change and write in one transaction: two tabs never overwrite each other's change.
  const change = (id, alter) => run(["inspections"], "readwrite", (t, give) => {
    const store = t.objectStore("inspections");
    store.get(id).onsuccess = (event) => {
      const item = event.target.result;
      if (!item) return give(null);
      alter(item);
      store.put(item);
      give(item);
    };
  });

  const all = async () => {
    const items = await run(["inspections"], "readonly", (t, give) => {
      t.objectStore("inspections").getAll().onsuccess = (event) => give(event.target.result);
    });
    return items.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  };

  const keyOf = (id, sha256) => `${id}/${sha256}`;

  // The inspection and its photos go together.
  const remove = (id) => run(["inspections", "photos"], "readwrite", (t) => {
    t.objectStore("inspections").delete(id);
    t.objectStore("photos").delete(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`));
  });

  // A photo and its line in the inspection are written together or not at all.
  const addPhoto = (id, photo, bytes) => run(["inspections", "photos"], "readwrite", (t, give) => {
    const store = t.objectStore("inspections");
    store.get(id).onsuccess = (event) => {
      const item = event.target.result;
      if (!item || item.photos.some((p) => p.sha256 === photo.sha256)) return give(item ?? null);
      item.photos.push(photo);
      store.put(item);
      t.objectStore("photos").put({ key: keyOf(id, photo.sha256), bytes });
      give(item);
    };
  });

  const dropPhoto = (id, sha256, alter) => run(["inspections", "photos"], "readwrite", (t, give) => {
    const store = t.objectStore("inspections");
    store.get(id).onsuccess = (event) => {
      const item = event.target.result;
      if (!item) return give(null);
      alter(item);
      store.put(item);
      t.objectStore("photos").delete(keyOf(id, sha256));
      give(item);
    };
  });

  return {
    all, change, remove, addPhoto, dropPhoto, run,
    get: (id) => one("inspections", id),
    put: (item) => put("inspections", item),
    photo: async (id, sha256) => (await one("photos", keyOf(id, sha256)))?.bytes ?? null,
    fact: async (name) => (await one("facts", name))?.value ?? null,
    setFact: (name, value) => put("facts", { name, value }),
  };
})();

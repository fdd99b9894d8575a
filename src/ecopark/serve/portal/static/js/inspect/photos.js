// Photos: made small on the phone, named by the SHA-256 of the bytes that are sent.
"use strict";

const Photos = (() => {
  const LONGEST = 1600;
  const SMALL = 160;

  async function decoded(file) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      throw new Error("photo_unreadable");
    }
  }

  function drawn(image, longest) {
    const scale = Math.min(1, longest / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // Keeps a photo with the inspection; returns the changed inspection.
  async function add(id, file) {
    const image = await decoded(file);
    const blob = await new Promise((done) => { drawn(image, LONGEST).toBlob(done, "image/jpeg", 0.82); });
    const thumb = drawn(image, SMALL).toDataURL("image/jpeg", 0.7);
    image.close();
    const bytes = await blob.arrayBuffer();
    const photo = {
      sha256: await Hash.sha256(bytes), bytes: bytes.byteLength, content_type: "image/jpeg",
      taken_at: Words.stamp(new Date(file.lastModified || Date.now())), note: "", thumb,
    };
    return Kept.addPhoto(id, photo, bytes);
  }

  return { add };
})();

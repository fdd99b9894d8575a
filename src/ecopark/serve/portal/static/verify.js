// Checks the proof of one reading in the browser, with nothing but WebCrypto: SHA-256 and Ed25519.
// The proof's form stands in docs/design/evidence.md. What is trusted is only the pinned verifier key.

const text = new TextEncoder();

class Wrong extends Error {}

function require(condition, detail) {
  if (!condition) throw new Wrong(detail);
}

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

const leafHash = (bytes) => sha256(Uint8Array.of(0), bytes);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(hex) {
  require(typeof hex === "string" && /^([0-9a-f]{2})*$/.test(hex), "not hexadecimal");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function from64(encoded) {
  let raw;
  try {
    raw = atob(encoded);
  } catch {
    throw new Wrong("not base64");
  }
  require(btoa(raw) === encoded, "not canonical base64"); // one text for each sequence of bytes
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

function count(value, what) {
  require(Number.isSafeInteger(value) && value >= 0, `${what} is no count`);
  return value;
}

/** Root that an inclusion proof leads to (RFC 9162, 2.1.3.2). */
async function rootOf(leaf, index, size, path) {
  require(count(index, "index") < count(size, "size"), "the place lies outside the tree");
  let [place, last, root] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const hash of path) {
    const sibling = fromHex(hash);
    require(last > 0n && sibling.length === 32, "the path has too many hashes, or one of wrong length");
    if (place & 1n || place === last) {
      root = await nodeHash(sibling, root);
      while (place && !(place & 1n)) [place, last] = [place >> 1n, last >> 1n];
    } else {
      root = await nodeHash(root, sibling);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  require(last === 0n, "the path has too few hashes");
  return root;
}

/** Row of a leaf, and what the leaf says of its chunk (docs/design/rooms.md). */
function readLeaf(leaf, row) {
  const view = new DataView(leaf.buffer, leaf.byteOffset, leaf.length);
  require(leaf.length >= 26, "the chunk is too short");
  const idEnd = 18 + view.getUint16(16);
  require(leaf.length >= idEnd + 8, "the chunk is too short");
  const [day, rows] = [view.getInt32(idEnd), view.getUint32(idEnd + 4)];
  require(leaf.length === idEnd + 8 + rows * 18, "the chunk has a wrong length");
  require(count(row, "row") < rows, "the row lies outside the chunk");
  const at = idEnd + 8 + row * 18;
  const reason = view.getUint8(at + 16);
  return {
    datastream: new TextDecoder("utf-8", { fatal: true }).decode(leaf.subarray(18, idEnd)),
    time: view.getBigInt64(at),
    value: reason === 0 ? view.getFloat64(at + 8) : null,
    reason,
    status: view.getUint8(at + 17),
    day,
  };
}

/** Verifier key `name+id+base64(1, 32 bytes)` (c2sp.org/signed-note). */
async function parseKey(vkey) {
  const parts = vkey.split("+");
  require(parts.length >= 3, "the verifier key has not three parts");
  const [name, id, content] = [parts[0], parts[1], from64(parts.slice(2).join("+"))];
  require(content.length === 33 && content[0] === 1, "not an Ed25519 verifier key");
  const computed = toHex((await sha256(text.encode(`${name}\n`), content)).subarray(0, 4));
  require(computed === id, "the id of the verifier key is wrong");
  return { name, id, bytes: content.subarray(1) };
}

/** Text of a signed note, once a signature by the key was found right. */
async function openNote(note, key) {
  const end = note.lastIndexOf("\n\n");
  require(end > 0 && note.endsWith("\n"), "no signature lines");
  const body = note.slice(0, end + 1);
  const publicKey = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  let good = false;
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const parts = line.split(" ");
    require(parts.length === 3 && parts[0] === "\u2014", "not a signature line");
    const signature = from64(parts[2]);
    if (parts[1] !== key.name || toHex(signature.subarray(0, 4)) !== key.id) continue; // of another key: no matter
    const right = await crypto.subtle.verify({ name: "Ed25519" }, publicKey, signature.subarray(4), text.encode(body));
    require(right, "the signature is wrong");
    good = true;
  }
  require(good, `not signed by ${key.name} (${key.id})`);
  return body;
}

function parseCheckpoint(note, key) {
  const end = note.lastIndexOf("\n\n");
  const [origin, size, root] = note.slice(0, end).split("\n");
  require(root !== undefined && /^(0|[1-9]\d*)$/.test(size), "not a checkpoint");
  require(origin === key.name, `the checkpoint is of ${origin}`);
  return { origin, size: Number(size), root: from64(root) };
}

function checkRow(proof) {
  const leaf = from64(proof.chunk.leaf);
  const [row, said] = [readLeaf(leaf, proof.chunk.row), proof.reading];
  const same =
    row.datastream === said.datastream &&
    row.time === BigInt(count(Math.abs(said.phenomenon_time_us), "time")) * (said.phenomenon_time_us < 0 ? -1n : 1n) &&
    Object.is(row.value, said.value) &&
    row.reason === said.reason &&
    row.status === said.status;
  require(same, "the reading is not the one in the chunk");
  const day = row.time / 86400000000n - (row.time % 86400000000n < 0n ? 1n : 0n);
  require(day === BigInt(row.day), "the reading is of another day than the chunk");
  return leaf;
}

/**
 * Verify the proof of one reading.
 *
 * @param {object} proof as given by the API (docs/design/evidence.md, "Proof of a reading")
 * @param {string} pinnedKey verifier key that the park has published, known from elsewhere
 * @returns {Promise<{ok: boolean, steps: {name: string, ok: boolean, detail: string}[]}>} steps in order: row, chunk, entry,
 *   tree, signature; a step that fails says why, later ones that need it are left out
 */
export async function verifyReadingProof(proof, pinnedKey) {
  const steps = [];
  const known = {};
  const work = {
    row: async () => {
      require(proof.format === "ecopark-reading-proof/v1", "the format is not ecopark-reading-proof/v1");
      known.leaf = checkRow(proof);
      return `${proof.reading.datastream} ${proof.reading.phenomenon_time_us}: ${proof.reading.value}`;
    },
    chunk: async () => {
      known.entry = JSON.parse(proof.entry.text);
      require(known.entry.kind === "readings", "the log entry is of another kind");
      const { index, path } = proof.chunk;
      const root = toHex(await rootOf(await leafHash(known.leaf), index, known.entry.chunks, path));
      require(root === known.entry.tree_root, `the chunk leads to ${root}, the entry says ${known.entry.tree_root}`);
      return root;
    },
    entry: async () => {
      known.key = await parseKey(pinnedKey);
      known.checkpoint = parseCheckpoint(proof.checkpoint, known.key);
      const leaf = await leafHash(text.encode(proof.entry.text));
      known.root = toHex(await rootOf(leaf, proof.entry.index, known.checkpoint.size, proof.entry.path));
      return `${proof.entry.index}: ${toHex(leaf)}`;
    },
    tree: async () => {
      const root = toHex(known.checkpoint.root);
      require(known.root === root, `the entry leads to ${known.root}, the checkpoint says ${root}`);
      return `${known.checkpoint.size}: ${root}`;
    },
    signature: async () => {
      await openNote(proof.checkpoint, known.key);
      return `${known.key.name} (${known.key.id})`;
    },
  };
  for (const [name, check] of Object.entries(work)) {
    try {
      steps.push({ name, ok: true, detail: await check() });
    } catch (error) {
      steps.push({ name, ok: false, detail: error.message });
      return { ok: false, steps };
    }
  }
  return { ok: true, steps };
}

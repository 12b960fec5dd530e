// @ts-check
/**
 * Sealed ballots that wait on a tablet. Sealed with the public key of the vote: what lies here can be read by nobody who
 * holds the tablet. They have random keys and no times, so that their order tells nothing.
 */

/** @typedef {{id: string, slug: string, body: {wrapped: string, iv: string, sealed: string}, why?: string}} Kept */

const NAME = "raati-booth";
const STORE = "ballots";

/** @param {ArrayBuffer} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** @returns {string} a random id that no other tablet draws */
export function draw() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} publicKey SPKI, base64
 * @param {object} ballot
 * @returns {Promise<Kept["body"]>}
 */
export async function seal(publicKey, ballot) {
  const subtle = crypto.subtle;
  const lock = await subtle.importKey("spki", bytesOf(publicKey), { name: "RSA-OAEP", hash: "SHA-256" }, false, [
    "encrypt",
  ]);
  const key = await subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(ballot)));
  const wrapped = await subtle.encrypt({ name: "RSA-OAEP" }, lock, await subtle.exportKey("raw", key));
  return { wrapped: base64(wrapped), iv: base64(iv.buffer), sealed: base64(sealed) };
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} once it is on the disk
 */
async function within(mode, act) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const deal = base.transaction(STORE, mode, { durability: "strict" });
      const asked = act(deal.objectStore(STORE));
      deal.oncomplete = () => resolve(asked.result);
      deal.onerror = deal.onabort = () => reject(deal.error);
    });
  } finally {
    base.close();
  }
}

/** @param {Kept} one */
export const keep = (one) => within("readwrite", (store) => store.put(one));

/** @param {string} id */
export const drop = (id) => within("readwrite", (store) => store.delete(id));

/** @param {string} slug @returns {Promise<Kept[]>} */
export async function all(slug) {
  const found = /** @type {Kept[]} */ (await within("readonly", (store) => store.getAll()));
  return found.filter((one) => one.slug === slug);
}

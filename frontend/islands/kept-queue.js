// @ts-check
/**
 * What a tablet has to send: kept in the browser until the server says yes (IndexedDB; where that is missing, in the
 * page's memory), sent one after the other, each with an id of its own so that it is stored once, and then gone.
 */

/** @typedef {{uuid: string, kept_at: string, body: Record<string, unknown>}} Item */

const STORE = "items";
const AGAIN = 15000;
const SEND_SECONDS = 20000;

/** A random id; `crypto.randomUUID` is missing on pages without TLS, as in a hall's own network. */
export function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export class KeptQueue {
  /** @type {Map<string, Item>} */
  #memory = new Map();
  /** @type {Promise<IDBDatabase | null>} */
  #base;
  #busy = false;

  /**
   * @param {string} name of the store
   * @param {string} url takes the body of an item by POST
   * @param {(item: Item, told: any, ok: boolean) => void} [done] called when an item is stored, or will never be
   */
  constructor(name, url, done = () => undefined) {
    this.url = url;
    this.done = done;
    this.#base = open(name).catch(() => null);
    window.addEventListener("online", () => this.send());
    window.setInterval(() => this.send(), AGAIN);
    void this.send();
  }

  /** @param {Record<string, unknown>} body with its `uuid` */
  async put(body) {
    const item = { uuid: String(body.uuid), kept_at: new Date().toISOString(), body };
    this.#memory.set(item.uuid, item);
    const base = await this.#base;
    if (base) await within(base, "readwrite", (store) => store.put(item)).catch(() => undefined);
    await this.send();
  }

  async #waiting() {
    const base = await this.#base;
    const stored = base ? await within(base, "readonly", (store) => store.getAll()).catch(() => []) : [];
    for (const item of /** @type {Item[]} */ (stored)) this.#memory.set(item.uuid, item);
    return [...this.#memory.values()].sort((a, b) => a.kept_at.localeCompare(b.kept_at));
  }

  async send() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let item; (item = (await this.#waiting())[0]); ) {
        const told = await this.#post(item);
        if (told === null) break;
        this.#memory.delete(item.uuid);
        const base = await this.#base;
        const { uuid } = item;
        if (base) await within(base, "readwrite", (store) => store.delete(uuid));
        this.done(item, told.body, told.ok);
      }
    } catch {
      // No connection: the next round tries again.
    }
    this.#busy = false;
  }

  /**
   * @param {Item} item
   * @returns {Promise<{ok: boolean, body: any} | null>} null: to be sent again
   */
  async #post(item) {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(item.body),
      credentials: "same-origin",
      signal: AbortSignal.timeout ? AbortSignal.timeout(SEND_SECONDS) : undefined,
    });
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) return null;
    const body = await answer.json().catch(() => null);
    if (answer.ok && body?.is_new !== undefined) return { ok: true, body };
    return !answer.ok && body?.code ? { ok: false, body } : null; // a captive portal answers too
  }
}

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uuid" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

/**
 * @template T
 * @param {IDBDatabase} base
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} once it is on the disk
 */
function within(base, mode, act) {
  return new Promise((resolve, reject) => {
    const deal = base.transaction(STORE, mode);
    const asked = act(deal.objectStore(STORE));
    deal.oncomplete = () => resolve(asked.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

// @ts-check
/**
 * `<smiley-tablet data-url data-code>`: the tablet in a waiting room. Goes on with or without a network.
 *
 * A press is kept in the browser until the server says yes (IndexedDB; where that is missing, in the page's memory), and
 * sent with an id of its own, so that it is stored once. The page never reloads: the next question, then thanks, then
 * the first question again, also when somebody walks away in the middle. The screen is kept awake where that is allowed.
 */

/** @typedef {{uuid: string, code: string, question: number, value: number, pressed_at: string}} Press */

const NAME = "raati-smileys";
const STORE = "presses";
const THANKS = 4000;
const LEFT = 20000;
const AGAIN = 15000;
const DEAF = 600;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uuid" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class SmileyTablet extends HTMLElement {
  /** @type {IDBDatabase | null} */
  #base = null;
  /** @type {Map<string, Press>} */
  #memory = new Map();
  #busy = false;
  #deaf = 0;
  #timer = 0;

  async connectedCallback() {
    this.screens = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-question], [data-thanks]")]);
    this.addEventListener("submit", (event) => this.#press(event));
    window.addEventListener("online", () => this.#send());
    document.addEventListener("visibilitychange", () => this.#stayAwake());
    try {
      this.#base = await open();
    } catch {
      this.#base = null;
    }
    if (!(/** @type {HTMLElement} */ (this.querySelector("[data-thanks]")).hidden)) this.#after(THANKS);
    void this.#stayAwake();
    window.setInterval(() => this.#send(), AGAIN);
    void this.#send();
    this.dataset.ready = "";
  }

  async #stayAwake() {
    try {
      if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
    } catch {
      // The tablet's own settings decide.
    }
  }

  /** @param {SubmitEvent} event */
  #press(event) {
    event.preventDefault();
    const now = Date.now();
    if (now < this.#deaf) return; // a double tap is one press
    this.#deaf = now + DEAF;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!button) return;
    const asked = /** @type {HTMLInputElement} */ (form.elements.namedItem("question"));
    void this.#keep({
      uuid: makeId(),
      code: this.dataset.code ?? "",
      question: Number(asked.value),
      value: Number(button.value),
      pressed_at: new Date(now).toISOString(),
    });
    const at = this.screens?.findIndex((screen) => !screen.hidden) ?? 0;
    this.#show(at + 1);
  }

  /** @param {number} place */
  #show(place) {
    const screens = this.screens ?? [];
    const next = screens[place] ?? screens[0];
    for (const screen of screens) screen.hidden = screen !== next;
    /** @type {HTMLElement | null} */ (next.querySelector("h1, h2"))?.focus();
    this.#after(next.dataset.thanks !== undefined ? THANKS : next === screens[0] ? 0 : LEFT);
  }

  /** @param {number} milliseconds until the first question comes back; 0: it is there */
  #after(milliseconds) {
    clearTimeout(this.#timer);
    if (milliseconds) this.#timer = window.setTimeout(() => this.#show(0), milliseconds);
  }

  /** @param {Press} press */
  async #keep(press) {
    this.#memory.set(press.uuid, press);
    if (this.#base) {
      try {
        await this.#within("readwrite", (store) => store.put(press));
      } catch {
        // It stays in the memory of the page.
      }
    }
    void this.#send();
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<T>} act
   * @returns {Promise<T>}
   */
  #within(mode, act) {
    return new Promise((resolve, reject) => {
      const deal = /** @type {IDBDatabase} */ (this.#base).transaction(STORE, mode);
      const asked = act(deal.objectStore(STORE));
      deal.oncomplete = () => resolve(asked.result);
      deal.onerror = deal.onabort = () => reject(deal.error);
    });
  }

  async #waiting() {
    const stored = this.#base ? await this.#within("readonly", (store) => store.getAll()).catch(() => []) : [];
    for (const press of /** @type {Press[]} */ (stored)) this.#memory.set(press.uuid, press);
    return [...this.#memory.values()].sort((a, b) => a.pressed_at.localeCompare(b.pressed_at));
  }

  async #send() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let press; (press = (await this.#waiting())[0]); ) {
        if (!(await this.#post(press))) break;
        const { uuid } = press;
        this.#memory.delete(uuid);
        if (this.#base) await this.#within("readwrite", (store) => store.delete(uuid));
      }
    } catch {
      // No connection: the next round tries again.
    }
    this.#busy = false;
  }

  /**
   * @param {Press} press
   * @returns {Promise<boolean>} whether it is stored, or will never be
   */
  async #post(press) {
    const answer = await fetch(this.dataset.url ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(press),
      credentials: "same-origin",
    });
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) return false;
    const told = await answer.json().catch(() => null);
    return answer.ok ? told?.is_new !== undefined : Boolean(told?.code);
  }
}

customElements.define("smiley-tablet", SmileyTablet);

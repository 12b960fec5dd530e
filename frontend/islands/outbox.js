// @ts-check
/**
 * `<note-outbox>` round the form of a station: keeps each note in the phone until the server says yes.
 *
 *  - `data-url`     takes a note by POST (JSON); 2xx: it is stored.
 *  - `data-states`  takes receipts by POST and tells what became of them.
 *  - `data-code`, `data-hearing`, `data-follow`, `data-bits`, and the words in the other data attributes.
 *
 * Before a note is sent the phone works on its id for a moment (`proof-of-work.js`): what comes without that is looked
 * at by a moderator before it is shown. It needs no network and does not grow old.
 *
 * A note gets its id here, so that it may be sent any number of times and is stored once. Notes are sent one after the
 * other, in the order in which they were written; one that does not get through holds up those behind it, never the
 * writer. Where the browser keeps nothing (a private window), the form is a plain form. A page without the form (the
 * hearing has closed since, or the event is over) still sends what waits, and shows what became of the notes.
 */

import { solve } from "./proof-of-work.js";

/**
 * @typedef {object} Note
 * @property {string} uuid
 * @property {string} code
 * @property {string} hearing
 * @property {number} written when, in milliseconds; also the order
 * @property {Record<string, unknown>} sent the body for the server
 * @property {string} kind
 * @property {"waiting" | "held" | "shown" | "hidden" | "refused"} state
 * @property {string} [receipt]
 * @property {string} [words] why it was refused, or the theme
 */

const NAME = "raati-hearings";
const STORE = "notes";
const SHORTEST = 2000;
const LONGEST = 30000;
const LOOK_AGAIN = 30000;
const SEND_SECONDS = 20000;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uuid" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * @template T
 * @param {IDBDatabase} base
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} once it is on the disk, not only asked for
 */
function within(base, mode, act) {
  return new Promise((resolve, reject) => {
    const deal = base.transaction(STORE, mode);
    const asked = act(deal.objectStore(STORE));
    deal.oncomplete = () => resolve(asked.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

/** A random id; `crypto.randomUUID` is missing on pages without TLS, as in a hall's own network. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class NoteOutbox extends HTMLElement {
  /** @type {IDBDatabase | null} */
  #base = null;
  #busy = false;
  #failures = 0;
  #timer = 0;

  async connectedCallback() {
    this.form = this.querySelector("form");
    this.area = this.querySelector("textarea");
    this.say = this.querySelector("[data-say]");
    this.area?.addEventListener("input", () => this.#countDown());
    try {
      this.#base = await open();
    } catch {
      // Nothing can be kept here: the form goes the plain way, with its own id worked on.
      void /** @type {any} */ (this.querySelector("proof-of-work"))?.work();
      return;
    }
    this.form?.addEventListener("submit", (event) => this.#submit(event));
    for (const name of ["online", "focus", "pageshow"]) window.addEventListener(name, () => this.#now());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#now());
    await this.#draw();
    this.dataset.ready = "";
    this.#now();
    // A hall full of phones asks only about notes that somebody has yet to read, and not all at the same moment.
    window.setInterval(
      () => document.visibilityState === "visible" && this.#look(true),
      LOOK_AGAIN * (0.8 + 0.4 * Math.random()),
    );
  }

  #countDown() {
    if (!this.area) return;
    const line = /** @type {HTMLElement} */ (this.querySelector("[data-left-line]"));
    const left = Number(this.area.dataset.most) - [...this.area.value.trim()].length;
    line.hidden = left > 100;
    line.toggleAttribute("data-over", left < 0);
    line.textContent = `${left} ${this.dataset.left ?? ""}`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (!this.form || !this.area) return;
    const fields = new FormData(this.form);
    const text = String(fields.get("text") ?? "");
    const chosen = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=question]:checked"));
    const service = /** @type {HTMLSelectElement | null} */ (this.form.querySelector("[name=service_area]"));
    if (service && !service.value) return this.#wrong("service", service);
    if (!chosen) return this.#wrong("choose", /** @type {HTMLElement} */ (this.form.querySelector("[name=question]")));
    if (!text.trim()) return this.#wrong("empty", this.area);
    /** @type {Record<string, string>} */
    const background = {};
    for (const name of ["age_band", "gender", "home_town"]) background[name] = String(fields.get(name) ?? "");
    void this.#keep({
      uuid: makeId(),
      code: this.dataset.code ?? "",
      hearing: this.dataset.hearing ?? "",
      written: Date.now(),
      kind: [...(chosen.closest(".kind")?.classList ?? [])].find((name) => name.startsWith("kind--"))?.slice(6) ?? "",
      state: "waiting",
      sent: {
        code: this.dataset.code,
        ...(this.dataset.round ? { round: this.dataset.round } : {}),
        question: Number(chosen.value),
        service_area: service ? Number(service.value) : null,
        text,
        language: String(fields.get("language") ?? "fi"),
        website: String(fields.get("website") ?? "").slice(0, 200),
        background,
      },
    });
  }

  /**
   * @param {string} name
   * @param {HTMLElement} control
   */
  #wrong(name, control) {
    this.#tell(this.dataset[name] ?? "");
    control.focus();
  }

  /** @param {Note} note */
  async #keep(note) {
    if (!this.#base || !this.form || !this.area) return;
    try {
      await within(this.#base, "readwrite", (store) => store.put(note));
    } catch {
      HTMLFormElement.prototype.submit.call(this.form); // no room in the phone: straight to the server
      return;
    }
    this.area.value = "";
    this.#countDown();
    this.#tell(this.dataset.kept ?? "");
    await this.#draw();
    this.area.focus();
    this.#now();
  }

  /** @param {string} words */
  #tell(words) {
    if (!this.say) return;
    this.say.textContent = "";
    this.say.textContent = words;
  }

  /** @returns {Promise<Note[]>} of this hearing, in the order of writing */
  async #notes() {
    if (!this.#base) return [];
    const all = /** @type {Note[]} */ (await within(this.#base, "readonly", (store) => store.getAll()));
    return all.filter((note) => note.hearing === this.dataset.hearing).sort((a, b) => a.written - b.written);
  }

  #now() {
    clearTimeout(this.#timer);
    this.#failures = 0;
    void this.#send();
  }

  #later() {
    this.#failures += 1;
    const pause = Math.min(LONGEST, SHORTEST * 2 ** (this.#failures - 1)) * (0.5 + Math.random());
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#send(), pause);
  }

  async #send() {
    if (this.#busy) return;
    this.#busy = true;
    let stuck = false;
    try {
      // What is written while others are on their way is found by the next look.
      for (let note; !stuck && (note = (await this.#notes()).find((one) => one.state === "waiting")); ) {
        stuck = !(await this.#post(note));
      }
    } catch {
      stuck = true;
    }
    this.#busy = false;
    if (stuck) this.#later();
    else await this.#look();
  }

  /**
   * @param {Note} note
   * @returns {Promise<boolean>} whether the next one may go: this one is stored, or will never be
   */
  async #post(note) {
    let answer;
    const proof = await solve(`note:${note.uuid}`, Number(this.dataset.bits ?? "14"));
    try {
      answer = await fetch(this.dataset.url ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ ...note.sent, uuid: note.uuid, answer: proof, written_at: new Date(note.written).toISOString() }),
        credentials: "same-origin",
        signal: AbortSignal.timeout ? AbortSignal.timeout(SEND_SECONDS) : undefined,
      });
    } catch {
      return false;
    }
    if (answer.status === 429 || answer.status >= 500 || answer.status === 408) return false;
    const told = await answer.json().catch(() => null);
    if (answer.ok) {
      if (!told?.receipt) return false; // a captive portal answers too
      await this.#change(note, { state: told.state, receipt: told.receipt });
      return true;
    }
    if (!told?.code) return false;
    const texts = Object.values(told.fields ?? {}).flat();
    await this.#change(note, { state: "refused", words: texts.join(" ") || `${told.title}. ${told.detail ?? ""}` });
    return true;
  }

  /**
   * @param {Note} note
   * @param {Partial<Note>} fields
   */
  async #change(note, fields) {
    if (!this.#base) return;
    const base = this.#base;
    await within(base, "readwrite", (store) => store.put({ ...note, ...fields }));
    await this.#draw();
  }

  /** Ask what became of the notes that are stored, or only of those that nobody has read. */
  async #look(unread = false) {
    const notes = (await this.#notes()).filter((note) => note.receipt && (!unread || note.state === "held"));
    if (!notes.length || this.#busy) return;
    try {
      const answer = await fetch(this.dataset.states ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ receipts: notes.map((note) => note.receipt) }),
        credentials: "same-origin",
      });
      if (!answer.ok) return;
      /** @type {{receipt: string, state: Note["state"], told: string}[]} */
      const told = (await answer.json()).results;
      for (const one of told) {
        const note = notes.find((mine) => mine.receipt === one.receipt);
        if (note && note.state !== one.state) await this.#change(note, { state: one.state, words: one.told });
      }
    } catch {
      // No connection: the next look tells.
    }
  }

  async #draw() {
    const list = /** @type {HTMLElement} */ (this.querySelector("[data-list]"));
    const notes = await this.#notes();
    for (const note of notes) {
      const id = `note-${note.uuid}`;
      const old = list.querySelector(`#${CSS.escape(id)}`);
      const fresh = this.#item(note, id);
      if (!old) list.prepend(fresh);
      else if (!old.isEqualNode(fresh)) old.replaceWith(fresh);
    }
    /** @type {HTMLElement} */ (this.querySelector("[data-own]")).hidden = !list.children.length;
  }

  /**
   * @param {Note} note
   * @param {string} id
   */
  #item(note, id) {
    const item = document.createElement("li");
    item.id = id;
    item.className = `own__note own__note--${note.kind}`;
    item.dataset.state = note.state;
    const text = document.createElement("p");
    text.className = "own__text";
    text.dir = "auto";
    text.lang = String(note.sent.language);
    text.textContent = String(note.sent.text).trim();
    const line = document.createElement("p");
    line.className = "own__state";
    const state = document.createElement("strong");
    state.textContent = this.dataset[note.state] ?? note.state;
    line.append(state);
    if (note.words) line.append(` · ${note.words}`);
    if (note.receipt) {
      const link = document.createElement("a");
      link.className = "code";
      link.href = `${this.dataset.follow}${note.receipt}/`;
      link.textContent = note.receipt;
      line.append(` · ${this.dataset.receipt ?? ""} `, link);
    }
    item.append(text, line);
    if (note.state === "refused" && this.form) item.append(this.#editButton(note, item));
    return item;
  }

  /**
   * Put a refused note back into the form; it leaves the list only when the form holds it.
   * @param {Note} note
   * @param {HTMLElement} item
   */
  #editButton(note, item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = this.dataset.edit ?? "";
    button.addEventListener("click", async () => {
      if (!this.#base || !this.form || !this.area) return;
      this.area.value = [this.area.value, String(note.sent.text)].filter(Boolean).join("\n");
      const chosen = this.form.querySelector(`[name=question][value="${note.sent.question}"]`);
      if (chosen instanceof HTMLInputElement) chosen.checked = true;
      this.#countDown();
      await within(this.#base, "readwrite", (store) => store.delete(note.uuid));
      item.remove();
      this.area.focus();
    });
    return button;
  }
}

customElements.define("note-outbox", NoteOutbox);

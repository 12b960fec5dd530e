// @ts-check
/**
 * `<hearing-wall topic="hearing-wall:SLUG" data-area="7" data-event="">`: puts approved notes on the wall as they come.
 *
 * The page is drawn whole by the server; this only adds, changes and takes away, so that the place where somebody reads
 * stays. Notes of other services or events are left out where the wall is of one. While the socket is down the client
 * polls. New notes come at the top of their column and are told to screen readers by the count alone.
 */
import { live } from "./live-client.js";
import { stayAwake } from "./stay-awake.js";

/** @typedef {{text: string, lang: string, polarity: string, area: number, event: number}} Slip */
/** @typedef {{notes: Record<string, Slip>}} Wall */

const AT_ONCE = 60;

class HearingWall extends HTMLElement {
  /** @type {(() => void) | null} */
  #stop = null;
  /** @type {Map<string, HTMLElement>} */
  #lists = new Map();
  /** @type {Map<string, {item: HTMLElement, note: Slip | null}>} What hangs there, and as which note it was drawn. */
  #hung = new Map();
  /** @type {Wall | null} */
  #wanted = null;
  #frame = 0;

  connectedCallback() {
    for (const column of this.querySelectorAll("[data-polarity]")) {
      const list = /** @type {HTMLElement} */ (column.querySelector("[data-notes]"));
      this.#lists.set(column.getAttribute("data-polarity") ?? "", list);
      for (const item of list.children) this.#hung.set(item.id.slice(1), { item: /** @type {HTMLElement} */ (item), note: null });
    }
    this.addEventListener("keydown", (event) => this.#walk(event));
    stayAwake();
    this.#stop = live.listen(this.getAttribute("topic") ?? "", (state) => {
      this.#wanted = /** @type {Wall} */ (state.data);
      this.#soon();
    });
  }

  disconnectedCallback() {
    this.#stop?.();
    cancelAnimationFrame(this.#frame);
  }

  #soon() {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#work());
  }

  /** Some of what is to be done, so that the screen never stands still; the rest in the next frame. */
  #work() {
    this.#frame = 0;
    const wanted = this.#wanted?.notes;
    if (!wanted) return;
    let done = 0;
    // A patch leaves the notes that it does not name the same objects: of thousands only the changed ones are looked at.
    for (const [key, hung] of this.#hung) {
      const note = wanted[key];
      if (hung.note === note) continue;
      if (!note || !this.#isMine(note) || hung.item.parentElement !== this.#lists.get(note.polarity)) {
        hung.item.remove();
        this.#hung.delete(key);
        continue;
      }
      if (hung.item.textContent !== note.text) hung.item.textContent = note.text;
      hung.note = note;
    }
    const missing = Object.keys(wanted).filter((key) => !this.#hung.has(key) && this.#isMine(wanted[key]));
    missing.sort((a, b) => Number(a) - Number(b));
    for (const key of missing) {
      if (done >= AT_ONCE) break;
      this.#add(key, wanted[key]);
      done += 1;
    }
    this.#count();
    if (missing.length > done) this.#soon();
  }

  /** @param {Slip} note */
  #isMine(note) {
    const { area, event } = this.dataset;
    return (!area || note.area === Number(area)) && (!event || note.event === Number(event)) && this.#lists.has(note.polarity);
  }

  /**
   * @param {string} key
   * @param {Slip} note
   */
  #add(key, note) {
    const list = this.#lists.get(note.polarity);
    if (!list) return;
    const item = document.createElement("li");
    item.id = `n${key}`;
    item.className = "wall__note is-new";
    item.dir = "auto";
    item.lang = note.lang;
    item.textContent = note.text;
    // By number, newest first: a note that was held longer than others goes where it belongs.
    let before = list.firstElementChild;
    while (before && Number(before.id.slice(1)) > Number(key)) before = before.nextElementSibling;
    list.insertBefore(item, before);
    this.#hung.set(key, { item, note });
  }

  #count() {
    for (const list of this.#lists.values()) {
      const column = list.closest("[data-polarity]");
      const count = column?.querySelector("[data-count]");
      const text = String(list.children.length);
      if (count && count.textContent !== text) count.textContent = text;
      /** @type {HTMLElement} */ (column?.querySelector("[data-none]")).hidden = list.children.length > 0;
      // Ideas have a column from the first one on.
      if (list.children.length) column?.removeAttribute("hidden");
    }
  }

  /** Arrow keys left and right go to the other column. @param {KeyboardEvent} event */
  #walk(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const lists = [...this.#lists.values()].filter((list) => list.checkVisibility?.() ?? true);
    const at = lists.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    const next = lists[at + (event.key === "ArrowRight" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define("hearing-wall", HearingWall);

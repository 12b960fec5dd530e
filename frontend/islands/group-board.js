// @ts-check
/**
 * `<group-board>` round the facilitators' page: many notes are chosen fast, by keyboard and by pointer.
 *
 * While the focus is in the list of notes: arrow keys go up and down, with Shift they choose on the way; a number presses
 * the button of the theme with that number; U undoes, R does it again. Shift and a click choose everything between.
 * Without this script each of these is a checkbox or a button.
 */

class GroupBoard extends HTMLElement {
  /** @type {HTMLInputElement | null} */
  #last = null;

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("click", (event) => this.#range(event));
    this.addEventListener("change", () => this.#count());
    this.#count();
  }

  /** @returns {HTMLInputElement[]} */
  #boxes() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("input[name=note]"))];
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.matches?.("input[name=note]") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const boxes = this.#boxes();
      const next = boxes[boxes.indexOf(box) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      if (event.shiftKey) {
        box.checked = true;
        next.checked = true;
        this.#count();
      }
      next.focus();
      this.#last = next;
      return;
    }
    const names = { u: "[data-undo]", r: "[data-redo]" };
    const name = names[/** @type {"u" | "r"} */ (event.key.toLowerCase())];
    const wanted = name ?? (/^\d$/.test(event.key) ? `[data-key="${event.key}"]` : "");
    const button = wanted ? /** @type {HTMLButtonElement | null} */ (this.querySelector(wanted)) : null;
    if (!button || (!name && !this.#boxes().some((one) => one.checked))) return;
    event.preventDefault();
    button.click();
  }

  /** @param {MouseEvent} event */
  #range(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.matches?.("input[name=note]")) return;
    if (event.shiftKey && this.#last && this.#last !== box) {
      const boxes = this.#boxes();
      const [from, to] = [boxes.indexOf(this.#last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
      this.#count();
    }
    this.#last = box;
  }

  #count() {
    const chosen = this.#boxes().filter((one) => one.checked).length;
    const place = this.querySelector("[data-chosen-count]");
    const words = chosen ? `${this.dataset.chosen} ${chosen}` : "";
    if (place && place.textContent !== words) place.textContent = words;
  }
}

customElements.define("group-board", GroupBoard);

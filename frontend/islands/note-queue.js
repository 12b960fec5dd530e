// @ts-check
/**
 * `<note-queue>` round the moderators' list: a decision is sent without leaving the page, the note goes off the list and
 * the focus goes to the next note's first button, so that Enter alone works through the whole queue. Arrow keys up and
 * down move between notes; a key named in a button's `data-key` presses that button of the row. They work only while the
 * focus is in the list. A row that `<queue-news>` greyed, since somebody else decided on it, only says so again. Without
 * this script each button is a form.
 */

class NoteQueue extends HTMLElement {
  connectedCallback() {
    this.say = /** @type {HTMLElement} */ (this.querySelector("[data-say]"));
    this.addEventListener("submit", (event) => this.#decide(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.#walk(event));
    const first = /** @type {HTMLElement | null} */ (this.querySelector("[data-show]"));
    if (document.activeElement === document.body) first?.focus();
  }

  /** @param {SubmitEvent} event */
  async #decide(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    event.preventDefault();
    const row = /** @type {HTMLElement} */ (form.closest(".queue__row"));
    if (row.dataset.decided) this.say.textContent = row.dataset.decided;
    if (form.dataset.busy || row.dataset.decided) return;
    form.dataset.busy = "1";
    const place = this.#rows().indexOf(row);
    const body = new FormData(form);
    if (button?.name) body.set(button.name, button.value);
    let words = this.dataset.failed ?? "";
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.ok && !answer.redirected) {
        this.#gone(row, place);
        return;
      }
      words = (await answer.json()).words ?? words;
      // Somebody was faster: the list asks who.
      if (answer.status === 409) row.dispatchEvent(new CustomEvent("queue:decided", { bubbles: true }));
    } catch {
      // No connection: the note stays on the list.
    }
    delete form.dataset.busy;
    this.say.textContent = words;
    button?.focus();
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".queue__row")]);
  }

  /**
   * The row goes, and the hand to the next one. Where something else took the row away already, that is the one which
   * stands where it stood.
   *
   * @param {HTMLElement} row
   * @param {number} place where it stood, from 0
   */
  #gone(row, place) {
    const next = this.contains(row) ? (this.#neighbour(row, 1) ?? this.#neighbour(row, -1)) : this.#at(place);
    row.remove();
    this.dispatchEvent(new CustomEvent("queue:gone", { bubbles: true, detail: row.dataset.pk }));
    this.say.textContent = "";
    const count = document.querySelector("[data-waiting]");
    const waiting = Number((count?.textContent ?? "").replace(/\D/g, ""));
    if (count && waiting > 0) count.textContent = String(waiting - 1);
    if (next) this.#focus(next);
    else location.assign(this.dataset.more ?? location.href);
  }

  /**
   * @param {number} place from 0
   * @returns {HTMLElement | null} the undecided row there, or the nearest one
   */
  #at(place) {
    const rows = this.#rows();
    const after = rows.slice(place).find((row) => !row.dataset.decided);
    return after ?? rows.slice(0, place).reverse().find((row) => !row.dataset.decided) ?? null;
  }

  /**
   * @param {Element} row
   * @param {1 | -1} way
   * @returns {HTMLElement | null}
   */
  #neighbour(row, way) {
    let found = /** @type {HTMLElement | null} */ (row);
    do {
      found = /** @type {HTMLElement | null} */ (way === 1 ? found.nextElementSibling : found.previousElementSibling);
    } while (found?.dataset.decided);
    return found;
  }

  /** @param {HTMLElement} row */
  #focus(row) {
    /** @type {HTMLElement | null} */ (row.querySelector("[data-show]"))?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.matches("textarea, select, input") && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const key = CSS.escape(event.key.toLowerCase());
      const button = /** @type {HTMLElement | null} */ (
        target.closest(".queue__row")?.querySelector(`[data-key="${key}"]`) ?? null
      );
      if (button) {
        event.preventDefault();
        button.click();
        return;
      }
    }
    if (target.matches("textarea, select, input") || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const row = target.closest(".queue__row");
    const next = row && this.#neighbour(row, event.key === "ArrowDown" ? 1 : -1);
    if (!next) return;
    event.preventDefault();
    this.#focus(next);
  }
}

customElements.define("note-queue", NoteQueue);

// @ts-check
/**
 * `<desk-keys>` round an officials' table: arrow keys up and down move between the rows' links, Enter opens (the link does
 * that itself), Space chooses the row. A key named in the `data-key` of a row's link or button presses it. They work only
 * while the focus is on a row. In the table the question mark opens and closes the list of keys, a `<details data-keys>`.
 * Without this script Tab does the same.
 */

class DeskKeys extends HTMLElement {
  connectedCallback() {
    this.list = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details[data-keys]"));
    this.addEventListener("keydown", (event) => this.#press(event));
    for (const place of [this, this.list]) place?.addEventListener("keydown", (event) => this.#help(event));
  }

  /** @param {KeyboardEvent} event */
  #help(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!this.list || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (event.key === "?") this.list.open = !this.list.open;
    else if (event.key === "Escape" && this.list.open) this.list.open = false;
    else return;
    event.preventDefault();
    if (this.list.open) this.list.querySelector("summary")?.focus();
    else /** @type {HTMLElement | null} */ (this.querySelector(".task__title a"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = target.closest("tbody tr");
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " && target.matches(".task__title a")) {
      const box = /** @type {HTMLInputElement | null} */ (row.querySelector(".task__select input"));
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      const link = /** @type {HTMLElement | null} */ (next?.querySelector(".task__title a") ?? null);
      if (!link) return;
      event.preventDefault();
      link.focus();
      next?.scrollIntoView({ block: "nearest" });
      return;
    }
    const way = /** @type {HTMLElement | null} */ (
      row.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
    );
    if (!way) return;
    event.preventDefault();
    way.click();
  }
}

customElements.define("desk-keys", DeskKeys);

// @ts-check
/**
 * `<desk-keys>` round an officials' table: arrow keys up and down move between the rows' links, Enter opens (the link does
 * that itself), Space chooses the row. They work only while the focus is on a row. Without this script Tab does the same.
 */

class DeskKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#press(event));
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
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const link = /** @type {HTMLElement | null} */ (next?.querySelector(".task__title a") ?? null);
    if (!link) return;
    event.preventDefault();
    link.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("desk-keys", DeskKeys);

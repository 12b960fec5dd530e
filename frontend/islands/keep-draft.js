// @ts-check
/**
 * `<keep-draft data-key="paper-7" data-done="UUID">` round a form: keeps what is typed in this tab until the server has
 * it, through Back, a reload and a lost connection.
 *
 * The form's `uuid` is kept too, so that what is sent again is the same paper. `data-done`: the uuid that the server
 * has just stored; a draft with that one is dropped.
 */

class KeepDraft extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.form = form;
    this.name = `raati-draft ${this.dataset.key ?? ""}`;
    const kept = this.#read();
    if (kept && kept.uuid === this.dataset.done) sessionStorage.removeItem(this.name);
    else if (kept && !document.getElementById("error-summary")) this.#fill(kept);
    form.addEventListener("input", () => this.#keep());
    form.addEventListener("change", () => this.#keep());
    form.addEventListener("submit", (event) => {
      if (form.dataset.busy) event.preventDefault();
      form.dataset.busy = "1";
    });
    addEventListener("pageshow", () => delete form.dataset.busy);
  }

  /** @returns {Record<string, string> | null} */
  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name ?? "") ?? "null");
    } catch {
      return null;
    }
  }

  #keep() {
    /** @type {Record<string, string>} */
    const typed = {};
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") typed[name] = value;
    }
    try {
      if (typed.text) sessionStorage.setItem(this.name ?? "", JSON.stringify(typed));
      else sessionStorage.removeItem(this.name ?? "");
    } catch {
      // No room, or not allowed: the form works all the same.
    }
  }

  /** @param {Record<string, string>} kept */
  #fill(kept) {
    for (const [name, value] of Object.entries(kept)) {
      const field = this.form?.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = value;
      else if (field && "value" in field) /** @type {HTMLInputElement} */ (field).value = value;
    }
  }
}

customElements.define("keep-draft", KeepDraft);

// @ts-check
/**
 * `<keep-draft data-key="paper-7" data-done="UUID">` round a form: keeps what is typed in this tab until the server has
 * it, through Back, a reload and a lost connection.
 *
 * The form's `uuid` is kept too, so that what is sent again is the same paper. `data-done`: the uuid that the server
 * has just stored; a draft with that one is dropped, also where there is no form. `data-lasting`: the draft outlives the
 * tab, for a phone out on site. `data-offline`: words that are said, in the element `[data-say]`, instead of sending the
 * form into a connection that is not there; what is typed and chosen stays on the page.
 */

class KeepDraft extends HTMLElement {
  connectedCallback() {
    this.name = `raati-draft ${this.dataset.key ?? ""}`;
    const kept = this.#read();
    const isDone = kept !== null && kept.uuid === this.dataset.done;
    if (isDone) this.#store()?.removeItem(this.name);
    const form = this.querySelector("form");
    if (!form) return;
    this.form = form;
    if (kept && !isDone && !document.getElementById("error-summary")) this.#fill(kept);
    form.addEventListener("input", () => this.#keep());
    form.addEventListener("change", () => this.#keep());
    form.addEventListener("submit", (event) => {
      if (form.dataset.busy || this.#isOffline()) event.preventDefault();
      else form.dataset.busy = "1";
    });
    addEventListener("pageshow", () => delete form.dataset.busy);
  }

  /** @returns {Storage | null} where the draft is kept; null where the browser keeps nothing */
  #store() {
    try {
      return this.dataset.lasting === undefined ? sessionStorage : localStorage;
    } catch {
      return null;
    }
  }

  /** Says so where there is no connection now. */
  #isOffline() {
    const line = this.querySelector("[data-say]");
    if (navigator.onLine || !this.dataset.offline || !line) return false;
    this.#keep();
    line.textContent = this.dataset.offline;
    return true;
  }

  /** @returns {Record<string, string> | null} */
  #read() {
    try {
      return JSON.parse(this.#store()?.getItem(this.name ?? "") ?? "null");
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
      if (typed.text) this.#store()?.setItem(this.name ?? "", JSON.stringify(typed));
      else this.#store()?.removeItem(this.name ?? "");
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

// @ts-check
/**
 * `<story-draft data-key="…">` round a form: keeps what is typed in this browser until it is sent.
 *
 * Nothing goes to the server before the form does. With `data-sent` (the page after sending) the draft is dropped. A
 * button `[data-forget]` drops it at once, for a browser that others use too.
 */

const WAIT = 400;
const PREFIX = "raati:";
const KEPT = ["text", "consent", "service_area", "language", "uuid"];

class StoryDraft extends HTMLElement {
  connectedCallback() {
    this.key = PREFIX + (this.dataset.key ?? "");
    if (this.dataset.sent !== undefined) {
      this.#store(null);
      return;
    }
    const form = this.querySelector("form");
    if (!form) return;
    this.form = form;
    this.#restore();
    form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.#keep(), WAIT);
    });
    window.addEventListener("pagehide", () => this.timer && this.#keep());
    this.querySelector("[data-forget]")?.addEventListener("click", () => this.#forget());
  }

  /** @param {string | null} value */
  #store(value) {
    try {
      if (value === null) localStorage.removeItem(this.key ?? "");
      else localStorage.setItem(this.key ?? "", value);
      return true;
    } catch {
      return false; // a private window keeps nothing: the form works all the same
    }
  }

  #keep() {
    const fields = new FormData(this.form);
    /** @type {Record<string, string>} */
    const kept = {};
    for (const name of KEPT) kept[name] = String(fields.get(name) ?? "");
    if (kept.text.trim() && this.#store(JSON.stringify(kept))) this.#say("kept");
  }

  #restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key ?? "") ?? "null");
    } catch {
      return;
    }
    const area = /** @type {HTMLTextAreaElement} */ (this.form?.querySelector("[name=text]"));
    if (!kept || area.value || typeof kept.text !== "string") return; // what the server gave back is newer
    for (const name of KEPT) {
      for (const control of this.form?.querySelectorAll(`[name="${name}"]`) ?? []) {
        if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === kept[name];
        else /** @type {HTMLInputElement} */ (control).value = String(kept[name] ?? "");
      }
    }
    this.#say("found");
  }

  #forget() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.#store(null);
    /** @type {HTMLTextAreaElement} */ (this.form?.querySelector("[name=text]")).value = "";
    this.#say("gone");
  }

  /** @param {"kept" | "found" | "gone"} what */
  #say(what) {
    const line = /** @type {HTMLElement} */ (this.querySelector("[data-draft]"));
    line.hidden = false;
    /** @type {HTMLElement} */ (line.querySelector("[data-say]")).textContent = this.dataset[what] ?? "";
  }
}

customElements.define("story-draft", StoryDraft);

// @ts-check
/**
 * The closing plenary.
 *
 * `<speaking-time seconds="75" running>`: the time of the role that speaks goes on by itself.
 * `<item-due seconds="90" over="Over time: …">`: says so, once, when the planned time of an agenda item is up.
 * `<plenary-console>`: while the focus is on a button of it, a number presses the button with that number (who speaks).
 * On the room's screen (`body.stage`) the projector is kept awake.
 * What is typed into a proposal (`form[data-typing]`) is saved while it is typed, so that the room sees it grow.
 */

import { stayAwake } from "./stay-awake.js";

class SpeakingTime extends HTMLElement {
  static observedAttributes = ["seconds", "running"];
  #timer = 0;
  #from = 0;
  #base = 0;

  connectedCallback() {
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    clearInterval(this.#timer);
    this.#base = Number(this.getAttribute("seconds") ?? 0);
    this.#from = performance.now();
    this.#draw();
    if (this.hasAttribute("running")) this.#timer = window.setInterval(() => this.#draw(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #draw() {
    const past = this.hasAttribute("running") ? (performance.now() - this.#from) / 1000 : 0;
    const all = Math.floor(this.#base + past);
    this.textContent = `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
  }
}

class ItemDue extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const left = this.getAttribute("seconds");
    if (left) this.#timer = window.setTimeout(() => this.#say(), Math.min(Number(left), 86_400) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #say() {
    this.textContent = this.getAttribute("over");
    this.classList.add("is-over");
  }
}

class PlenaryConsole extends HTMLElement {
  /** @type {Map<HTMLFormElement, number>} */
  #waiting = new Map();

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("input", (event) => this.#typed(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.altKey || event.ctrlKey || event.metaKey || !/^\d$/.test(event.key) || !target.matches("button, summary")) return;
    const button = /** @type {HTMLButtonElement | null} */ (this.querySelector(`[data-key="${event.key}"]`));
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /** @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLElement} */ (event.target).closest("form");
    if (!form?.matches("[data-typing]")) return;
    clearTimeout(this.#waiting.get(form));
    this.#waiting.set(form, window.setTimeout(() => this.#save(form), 600));
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const body = new FormData(form);
    body.set("act", "rewrite");
    try {
      await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      // The words stay in the form; its button saves them too.
    }
  }
}

if (document.body.matches(".stage")) stayAwake();
customElements.define("item-due", ItemDue);
customElements.define("speaking-time", SpeakingTime);
customElements.define("plenary-console", PlenaryConsole);

// @ts-check
/**
 * `<smiley-tablet data-url data-code>`: the tablet in a waiting room. Goes on with or without a network.
 *
 * The page never reloads: the next question, then thanks, then the first question again, also when somebody walks away
 * in the middle. The screen is kept awake where that is allowed.
 */
import { KeptQueue, makeId } from "./kept-queue.js";
import { stayAwake } from "./stay-awake.js";

const THANKS = 4000;
const LEFT = 20000;
const DEAF = 600;

class SmileyTablet extends HTMLElement {
  #deaf = 0;
  #timer = 0;

  connectedCallback() {
    this.screens = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-question], [data-thanks]")]);
    this.queue = new KeptQueue("raati-smileys", this.dataset.url ?? "");
    this.addEventListener("submit", (event) => this.#press(event));
    if (!(/** @type {HTMLElement} */ (this.querySelector("[data-thanks]")).hidden)) this.#after(THANKS);
    stayAwake();
    this.dataset.ready = "";
  }

  /** @param {SubmitEvent} event */
  #press(event) {
    event.preventDefault();
    const now = Date.now();
    if (now < this.#deaf) return; // a double tap is one press
    this.#deaf = now + DEAF;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!button) return;
    const asked = /** @type {HTMLInputElement} */ (form.elements.namedItem("question"));
    void this.queue?.put({
      uuid: makeId(),
      code: this.dataset.code ?? "",
      question: Number(asked.value),
      value: Number(button.value),
      pressed_at: new Date(now).toISOString(),
    });
    this.#show((this.screens?.findIndex((screen) => !screen.hidden) ?? 0) + 1);
  }

  /** @param {number} place */
  #show(place) {
    const screens = this.screens ?? [];
    const next = screens[place] ?? screens[0];
    for (const screen of screens) screen.hidden = screen !== next;
    /** @type {HTMLElement | null} */ (next.querySelector("h1, h2"))?.focus();
    this.#after(next.dataset.thanks !== undefined ? THANKS : next === screens[0] ? 0 : LEFT);
  }

  /** @param {number} milliseconds until the first question comes back; 0: it is there */
  #after(milliseconds) {
    clearTimeout(this.#timer);
    if (milliseconds) this.#timer = window.setTimeout(() => this.#show(0), milliseconds);
  }
}

customElements.define("smiley-tablet", SmileyTablet);

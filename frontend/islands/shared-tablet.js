// @ts-check
/**
 * `<shared-tablet>` round the form of a station's tablet, which many use one after the other.
 *
 * After sending, or after a minute of quiet, the page is loaded anew in place of itself: nothing stands in the form, in
 * the browser's history or behind Back. A quarter of a minute before that it asks; any key or touch goes on. What has no
 * network yet waits in the queue, where nobody sees it, and goes when it is sent. Where the page cannot be loaded anew
 * because there is no network, it is emptied as it stands, so that the next person can write. A page without the form
 * (the hearing has closed since) still sends what waits.
 */
import { KeptQueue, makeId } from "./kept-queue.js";

const QUIET = 45000;
const THEN = 15000;
const THANKS = 30000;
const NO_ANSWER = 4000;
const REACHED = 3000;

class SharedTablet extends HTMLElement {
  #quiet = 0;
  #wipe = 0;
  #sent = "";

  connectedCallback() {
    this.queue = new KeptQueue("raati-station", this.dataset.url ?? "", (item, told, ok) => this.#told(item, told, ok));
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.form.reset(); // what the browser may have put back
    window.addEventListener("pageshow", (event) => event.persisted && void this.#leave());
    window.addEventListener("pagehide", () => this.#empty());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    for (const name of ["input", "keydown", "pointerdown"]) this.addEventListener(name, () => this.#awake());
    this.querySelector("[data-next]")?.addEventListener("click", (event) => {
      event.preventDefault();
      void this.#leave();
    });
    this.#awake();
    this.dataset.ready = "";
  }

  /** @param {string} what @returns {HTMLElement} */
  #part(what) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-${what}]`));
  }

  #awake() {
    if (this.#sent) return;
    clearTimeout(this.#quiet);
    clearTimeout(this.#wipe);
    this.#part("quiet").hidden = true;
    this.#quiet = window.setTimeout(() => this.#ask(), QUIET);
  }

  #ask() {
    const text = /** @type {HTMLTextAreaElement} */ (this.form?.querySelector("textarea")).value;
    const chosen = this.form?.querySelector("input:checked");
    if (!text.trim() && !chosen) return; // nobody has begun
    this.#part("quiet").hidden = false;
    this.#wipe = window.setTimeout(() => void this.#leave(), THEN);
  }

  #empty() {
    const area = /** @type {HTMLTextAreaElement} */ (this.form?.querySelector("textarea"));
    area.value = "";
    area.textContent = "";
    this.form?.reset();
    this.#part("receipt").textContent = "";
  }

  async #leave() {
    this.#empty();
    const reached = await this.#reaches();
    const begun = this.form?.querySelector("textarea")?.value.trim(); // the next person was quick
    if (reached && !begun) location.replace(location.pathname);
    else this.#beginAgain();
  }

  /** Whether the server answers: else the browser would put a page of its own in the place of this one. */
  async #reaches() {
    try {
      const signal = AbortSignal.timeout ? AbortSignal.timeout(REACHED) : undefined;
      return (await fetch(location.pathname, { method: "HEAD", cache: "no-store", signal })).ok;
    } catch {
      return false;
    }
  }

  #beginAgain() {
    if (!this.form) return;
    for (const name of ["thanks", "quiet"]) this.#part(name).hidden = true;
    this.#part("say").textContent = "";
    this.form.hidden = false;
    this.#sent = "";
    this.#awake();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (this.form);
    const fields = new FormData(form);
    const service = /** @type {HTMLSelectElement | null} */ (form.querySelector("[name=service_area]"));
    const text = String(fields.get("text") ?? "");
    if (service && !service.value) return this.#say("service", service);
    if (!fields.get("question")) return this.#say("choose", form.querySelector("[name=question]"));
    if (!text.trim()) return this.#say("empty", form.querySelector("textarea"));
    this.#sent = makeId();
    clearTimeout(this.#quiet);
    void this.queue?.put({
      uuid: this.#sent,
      code: this.dataset.code,
      question: Number(fields.get("question")),
      service_area: service ? Number(service.value) : null,
      text,
      language: String(fields.get("language") ?? "fi"),
      written_at: new Date().toISOString(),
      shared: true,
    });
    this.#wipe = window.setTimeout(() => this.#thank(null), NO_ANSWER);
  }

  /**
   * @param {string} what
   * @param {Element | null} control
   */
  #say(what, control) {
    this.#part("say").textContent = this.dataset[what] ?? "";
    /** @type {HTMLElement | null} */ (control)?.focus();
  }

  /**
   * @param {import("./kept-queue.js").Item} item
   * @param {any} told
   * @param {boolean} ok
   */
  #told(item, told, ok) {
    if (item.uuid !== this.#sent) return;
    clearTimeout(this.#wipe);
    if (ok) {
      this.#thank(told.receipt);
      return;
    }
    this.#sent = "";
    const texts = Object.values(told.fields ?? {}).flat();
    this.#part("say").textContent = `${this.dataset.refused ?? ""}. ${texts.join(" ") || told.title}`;
    this.#awake();
  }

  /** @param {string | null} receipt null: the note waits for a connection */
  #thank(receipt) {
    this.#empty();
    /** @type {HTMLFormElement} */ (this.form).hidden = true;
    this.#part("receipt").textContent = receipt ?? "";
    for (const line of this.querySelectorAll("[data-with-receipt]")) {
      /** @type {HTMLElement} */ (line).hidden = receipt === null;
    }
    this.#part("later").hidden = receipt !== null;
    this.#part("thanks").hidden = false;
    this.#part("next").focus();
    clearTimeout(this.#wipe);
    this.#wipe = window.setTimeout(() => void this.#leave(), THANKS);
  }
}

customElements.define("shared-tablet", SharedTablet);

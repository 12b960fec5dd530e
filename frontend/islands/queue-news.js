// @ts-check
/**
 * `<queue-news topic src>` round the moderators' list: when something came or was decided elsewhere, it asks the same
 * page again and mends the list without moving anything. What is new comes at the end; what somebody else decided stays
 * where it is, greyed, and says who decided. No field, focus or open part is touched. `data-decided` of the fetched page
 * tells what became of the rows that it was asked about (`known`).
 *
 * The event `queue:decided` of a row (from `<note-queue>`, when a decision was refused because somebody was faster) asks at
 * once.
 */
import { live } from "./live-client.js";

/** @typedef {import("./live-client.js").State} State */

class QueueNews extends HTMLElement {
  /** @type {(() => void) | null} */
  #stop = null;
  #since = "";
  #timer = 0;
  #asking = false;
  #again = false;
  /** When the rows that this page decided on went, by their numbers. @type {Map<string, number>} */
  #gone = new Map();

  connectedCallback() {
    this.#since = this.getAttribute("since") ?? "";
    this.#stop = live.listen(this.getAttribute("topic") ?? "", (state) => this.#changed(state));
    this.addEventListener("queue:decided", () => this.#ask());
    this.addEventListener("queue:gone", (event) =>
      this.#gone.set(/** @type {CustomEvent} */ (event).detail, performance.now()),
    );
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#timer);
  }

  /** @param {State} state */
  #changed(state) {
    const now = `${state.epoch}.${state.version}`;
    const seen = this.#since;
    this.#since = now;
    if (seen && seen !== now) this.#later();
  }

  /** Several at once are asked for once. */
  #later() {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#ask();
    }, 300);
  }

  async #ask() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    const begun = performance.now();
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    const known = this.#rows().filter((row) => !row.dataset.decided);
    address.searchParams.set("known", known.map((row) => row.dataset.pk).join(","));
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.ok && !answer.redirected) {
        this.#mend(new DOMParser().parseFromString(await answer.text(), "text/html"), begun);
      }
    } catch {
      // The list stays as it is; the server refuses what was decided meanwhile.
    }
    this.#asking = false;
    if (this.#again) {
      this.#again = false;
      this.#ask();
    }
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".queue__row")]);
  }

  /**
   * @param {Document} page
   * @param {number} begun when it was asked for
   */
  #mend(page, begun) {
    // What this page decides on meanwhile may or may not be in what was fetched: such rows are no news, and the numbers
    // are asked for again.
    const isOld = Boolean(this.querySelector("form[data-busy]")) || [...this.#gone.values()].some((at) => at > begun);
    if (isOld) this.#later();
    for (const told of page.querySelectorAll("[data-decided] > li")) {
      const row = this.querySelector(`.queue__row[data-pk="${/** @type {HTMLElement} */ (told).dataset.pk}"]`);
      if (row) grey(/** @type {HTMLElement} */ (row), told.textContent ?? "");
    }
    for (const place of isOld ? [] : ["[data-waiting]", ...tabs(page)]) {
      const here = document.querySelector(place);
      const there = page.querySelector(place);
      if (here && there) here.textContent = there.textContent;
    }
    const list = this.querySelector(".queue");
    const have = new Set(this.#rows().map((row) => row.dataset.pk));
    let come = 0;
    for (const fresh of page.querySelectorAll(".queue__row")) {
      const row = /** @type {HTMLElement} */ (fresh);
      if (have.has(row.dataset.pk) || !list || (this.#gone.get(row.dataset.pk ?? "") ?? 0) > begun) continue;
      row.classList.add("is-new");
      list.append(document.adoptNode(row));
      come += 1;
    }
    if (!come) return;
    document.querySelector("[data-empty]")?.remove();
    const say = /** @type {HTMLElement} */ (this.querySelector("[data-news]"));
    const before = Number(say.dataset.come ?? 0);
    say.dataset.come = String(before + come);
    say.textContent = `${this.dataset.new} ${before + come}`;
  }
}

/**
 * Leave the row where it is and say what became of it. What was typed in it stays readable.
 * @param {HTMLElement} row
 * @param {string} words
 */
function grey(row, words) {
  if (row.dataset.decided) return;
  row.dataset.decided = words;
  row.classList.add("is-decided");
  const told = document.createElement("p");
  told.className = "queue__decided";
  told.setAttribute("role", "status");
  row.querySelector(".queue__said")?.append(told);
  told.textContent = words;
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  for (const box of row.querySelectorAll("input[type=checkbox]")) {
    /** @type {HTMLInputElement} */ (box).checked = false;
    /** @type {HTMLInputElement} */ (box).disabled = true;
  }
}

/**
 * @param {Document} page
 * @returns {string[]}
 */
function tabs(page) {
  return [...page.querySelectorAll("[data-count]")].map(
    (one) => `[data-count="${/** @type {HTMLElement} */ (one).dataset.count}"]`,
  );
}

customElements.define("queue-news", QueueNews);

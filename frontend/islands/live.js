// @ts-check
/**
 * `<live-region topic="turnout:kuvala-2026">`: keeps a part of the page true while somebody looks at it.
 *
 *  - `topic`  what to listen to.
 *  - `src`    address of the fragment to show after a change (a whole page with this region's `id` in it will do).
 *             Without it the numbers of a public topic are written into the `[data-live="field.inner"]` elements
 *             inside, or into the attribute that `data-live-attribute` names. Null is written as a dash.
 *  - `since`  "epoch.version" that the page was made at (template tag `live_since`), so that nothing is missed
 *             between the page and the socket.
 *  - `spread` seconds over which many readers' fetches of `src` are spread, 2 unless told.
 *
 * A form that has the focus or holds typed text is never touched. Every change sends the event `live:change`.
 */
import { live } from "./live-client.js";
import { morph } from "./live-morph.js";

/** @typedef {import("./live-client.js").State} State */

const NOTHING = "\u2013"; // as the server writes a number that it does not tell

class LiveRegion extends HTMLElement {
  /** @type {(() => void) | null} */
  #stop = null;
  #since = "";
  #timer = 0;
  /** @type {AbortController | null} */
  #fetching = null;

  connectedCallback() {
    const topic = this.getAttribute("topic");
    if (!topic) return;
    if (!this.hasAttribute("aria-live")) this.setAttribute("aria-live", "polite");
    this.#since = this.getAttribute("since") ?? "";
    this.#stop = live.listen(topic, (state) => this.#changed(state));
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#timer);
    this.#fetching?.abort();
  }

  /** @param {State} state */
  #changed(state) {
    const now = `${state.epoch}.${state.version}`;
    const seen = this.#since;
    this.#since = now;
    if (state.data !== undefined) fill(this, state.data);
    if (seen === now) return;
    // Without `since` the first state is taken to be the one that the page shows.
    if (seen && this.getAttribute("src")) this.#refreshSoon();
    if (seen) this.dispatchEvent(new CustomEvent("live:change", { bubbles: true, detail: state }));
  }

  #refreshSoon() {
    if (this.#timer) return;
    const spread = Number(this.getAttribute("spread") ?? 2) * 1000;
    this.#timer = window.setTimeout(() => this.#refresh(), Math.random() * spread);
  }

  async #refresh() {
    this.#timer = 0;
    this.#fetching?.abort();
    this.#fetching = new AbortController();
    const src = this.getAttribute("src") ?? "";
    try {
      const answer = await fetch(src, { headers: { Accept: "text/html" }, signal: this.#fetching.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = (this.id && page.getElementById(this.id)) || page.body;
      morph(this, fresh);
    } catch {
      // The page stays as it is; the next change, or the next visit, brings it up to date.
    }
  }
}

/**
 * Write the values of `data` into the elements that name them.
 * @param {HTMLElement} region
 * @param {unknown} data
 */
function fill(region, data) {
  for (const element of region.querySelectorAll("[data-live]")) {
    if (element.closest("live-region") !== region) continue;
    const value = look(data, element.getAttribute("data-live") ?? "");
    if (value === undefined || (typeof value === "object" && value !== null)) continue;
    const attribute = element.getAttribute("data-live-attribute");
    if (attribute) {
      if (value === null) element.removeAttribute(attribute);
      else if (element.getAttribute(attribute) !== String(value)) element.setAttribute(attribute, String(value));
      continue;
    }
    // What is told no longer (a group became too small) must not go on standing here.
    const text = value === null ? NOTHING : typeof value === "number" ? written(value) : String(value);
    if (element.textContent !== text) element.textContent = text;
  }
}

/**
 * The value at a path: null where it, or what should hold it, is told no longer; undefined where it never was.
 * @param {unknown} data
 * @param {string} path "areas.harjula.voters"
 * @returns {unknown}
 */
function look(data, path) {
  /** @type {any} */
  let value = data;
  for (const key of path.split(".")) {
    if (value === null) return null;
    value = typeof value === "object" ? value[key] : undefined;
  }
  return value;
}

/**
 * A number as the server writes it: grouped by no-break spaces, decimals after the language's sign.
 * @param {number} value
 */
function written(value) {
  const [whole, fraction] = String(Math.abs(value)).split(".");
  const grouped = (whole ?? "").replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const point = document.documentElement.lang.startsWith("en") ? "." : ",";
  return (value < 0 ? "\u2212" : "") + (fraction ? grouped + point + fraction.slice(0, 2) : grouped);
}

customElements.define("live-region", LiveRegion);

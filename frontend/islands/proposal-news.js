// @ts-check
/**
 * `<proposal-news topic state comments summary src newest single many moved shown summed>`: tells somebody who reads or writes what came
 * in meanwhile. New comments are announced and shown when the reader asks; nothing moves by itself, no focus is taken,
 * and the form is never touched. A new state is shown at once, since it changes what one may do; so is a new summary
 * of the talk, which stands above what one reads and holds nothing that one types.
 *
 *  - `state`, `comments`, `summary`  what the page was made with.
 *  - `src`     this very page of the talk; `newest` the page with the newest comments.
 *  - the rest  words in the reader's language.
 */
import { live } from "./live-client.js";
import { morph } from "./live-morph.js";

/** @typedef {import("./live-client.js").State} State */

class ProposalNews extends HTMLElement {
  /** @type {(() => void) | null} */
  #stop = null;
  #known = 0;
  #state = "";
  #now = 0;
  #made = Date.now();
  #summary = 0;
  #said = document.createElement("p");
  #button = document.createElement("button");

  connectedCallback() {
    this.#known = Number(this.getAttribute("comments"));
    this.#state = this.getAttribute("state") ?? "";
    this.#summary = Number(this.getAttribute("summary"));
    this.#said.className = "visually-hidden";
    this.#said.setAttribute("role", "status");
    this.#button.type = "button";
    this.#button.className = "button button--main";
    this.#button.hidden = true;
    this.#button.addEventListener("click", () => this.#show());
    this.replaceChildren(this.#said, this.#button);
    this.#stop = live.listen(this.getAttribute("topic") ?? "", (state) => this.#changed(state));
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
  }

  /** @param {State} told */
  #changed(told) {
    const data = /** @type {{state?: string, comments?: number, summary?: number} | undefined} */ (told.data);
    if (!data) return;
    if (data.state && data.state !== this.#state) this.#move(data.state);
    if (typeof data.summary === "number" && data.summary !== this.#summary) this.#sumUp(data.summary);
    if (typeof data.comments !== "number") return;
    this.#now = data.comments;
    const more = this.#now - this.#known;
    if (more > 0) this.#offer(more);
    // Something was hidden: what should not be read is not left on the page.
    else if (more < 0) this.#refresh().then(() => (this.#known = this.#now));
  }

  /** @param {number} more */
  #offer(more) {
    const words = more === 1 ? this.getAttribute("single") : this.getAttribute("many")?.replace("{n}", String(more));
    if (this.#button.textContent === words && !this.#button.hidden) return;
    this.#button.textContent = words ?? "";
    this.#button.hidden = false;
    this.#said.textContent = words ?? "";
  }

  async #show() {
    const before = new Set([...document.querySelectorAll("#contributions .argument")].map((one) => one.id));
    const wanted = this.#now;
    if (!(await this.#refresh())) return;
    await this.#fill();
    this.#known = wanted;
    const fresh = [...document.querySelectorAll("#contributions .argument")].filter((one) => !before.has(one.id));
    for (const one of fresh) one.classList.add("is-new");
    this.#said.textContent = this.getAttribute("shown");
    const first = fresh[0];
    if (first instanceof HTMLElement) {
      first.tabIndex = -1;
      first.focus();
    }
    this.#button.hidden = true;
  }

  /** This page of the talk anew: replies, corrections, what was hidden. */
  async #refresh() {
    return this.#take(this.getAttribute("src"), (page) => {
      const [old, fresh] = [document.getElementById("contributions"), page.getElementById("contributions")];
      if (old && fresh) morph(old, fresh);
    });
  }

  /** By lot a new comment may be on any page; it is put on top of its side of this one. */
  async #fill() {
    await this.#take(this.getAttribute("newest"), (page) => {
      for (const side of page.querySelectorAll("#contributions [data-kind]")) {
        const here = document.querySelector(`#contributions [data-kind="${side.getAttribute("data-kind")}"]`);
        const head = here?.querySelector("h3");
        if (!head) continue;
        const news = [...side.querySelectorAll(":scope > .argument")].filter((one) => !document.getElementById(one.id));
        if (here instanceof HTMLElement && news.length) here.hidden = false;
        head.after(...news.slice(0, Math.max(0, this.#now - this.#known)).map((one) => document.importNode(one, true)));
      }
      // Of many replies the page shows the first few; there the newest come first, and are put below those few here.
      for (const reply of page.querySelectorAll("#contributions .argument__replies > .argument")) {
        if (document.getElementById(reply.id)) continue;
        const argument = document.getElementById(reply.parentElement?.closest(".argument")?.id ?? "");
        const more = argument?.querySelectorAll(":scope > .argument__replies > .argument__more");
        const below = more?.[more.length - 1];
        if (argument && below && this.#isNew(reply)) below.before(document.importNode(reply, true));
      }
    });
  }

  /** @param {Element} argument written since this page was made */
  #isNew(argument) {
    const told = argument.querySelector(":scope > .argument__by time")?.getAttribute("datetime");
    return Boolean(told) && Date.parse(told ?? "") >= this.#made;
  }

  /** @param {number} number the version that is shown now */
  async #sumUp(number) {
    this.#summary = number;
    await this.#take(this.getAttribute("src"), (page) => {
      const [old, fresh] = [document.getElementById("summary"), page.getElementById("summary")];
      if (old && fresh) morph(old, fresh);
      this.#said.textContent = this.getAttribute("summed");
    });
  }

  /** @param {string} state */
  async #move(state) {
    this.#state = state;
    await this.#take(this.getAttribute("src"), (page) => {
      for (const id of ["standing", "goes-on"]) {
        const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
        if (old && fresh) morph(old, fresh);
      }
      const name = page.querySelector("#standing .state")?.textContent?.trim() ?? "";
      this.#said.textContent = `${this.getAttribute("moved")} ${name}`;
    });
  }

  /**
   * @param {string | null} address
   * @param {(page: Document) => void} use
   */
  async #take(address, use) {
    try {
      const answer = await fetch(address ?? "", { headers: { Accept: "text/html" } });
      if (!answer.ok) return false;
      use(new DOMParser().parseFromString(await answer.text(), "text/html"));
      return true;
    } catch {
      // The page stays as it is; the button stays, so that it can be tried again.
      return false;
    }
  }
}

customElements.define("proposal-news", ProposalNews);

// @ts-check
/**
 * `<voting-booth>`: a tablet in a booth. One page, one voter after the other, nothing left behind.
 *
 * A ballot is sealed and kept before it is sent, and dropped when the server has it: an outage, or an answer that gets lost,
 * costs nothing, since the same key casts once. After data-quiet seconds without a touch the page forgets its voter; the
 * last data-warn of them it counts down aloud. Nothing is put into addresses, history or stores but sealed ballots.
 */

import { all, draw, drop, keep, seal } from "./booth-box.js";

/** @typedef {{project: number, value: number, title: string, pot: string, cost: number}} Choice */

const ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY";
/** @type {Record<string, string>} */
const READ_AS = { O: "0", I: "1", L: "1", S: "5", B: "8", Z: "2", U: "V" };
const SEND_SECONDS = 15_000;
const AGAIN = 10_000;
const NBSP = "\u00a0";

/**
 * @param {string | undefined} words
 * @param {Record<string, string | number>} values
 */
const fill = (words, values) => (words ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** @param {string} typed @returns {string} as the server reads it */
const plainCode = (typed) =>
  [...typed.toUpperCase().replace(/[\s\-–—_.]/g, "")].map((character) => READ_AS[character] ?? character).join("");

/** @param {string} code @returns {boolean} whether the check character is right */
function isCode(code) {
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.length !== 16 || values.includes(-1)) return false;
  const total = values.slice(0, 15).reduce((sum, value, place) => sum + value * (place + 1), 0);
  return values[15] === total % ALPHABET.length;
}

class VotingBooth extends HTMLElement {
  code = "";
  seen = 0;
  /** @type {Choice[]} */
  chosen = [];
  busy = false;
  quiet = 0;

  connectedCallback() {
    this.limits = JSON.parse(document.getElementById("booth-limits")?.textContent ?? "{}");
    this.dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    this.on("[data-code]", "submit", () => void this.enter());
    this.on("[data-area-form]", "submit", () => this.parts(this.field("#booth-area").value));
    this.on("[data-review]", "click", () => this.review());
    this.on("[data-change]", "click", () => this.show("choose"));
    this.on("[data-cast]", "click", () => void this.cast());
    this.on("[data-leave] button", "click", () => this.wipe());
    this.on("[data-here]", "click", () => this.touched());
    this.on("[data-full]", "click", () => void document.documentElement.requestFullscreen?.());
    for (const form of this.querySelectorAll(".booth__part")) {
      form.addEventListener("submit", (event) => event.preventDefault());
    }
    for (const name of ["pointerdown", "keydown", "input"]) document.addEventListener(name, () => this.touched());
    for (const name of ["online", "offline"]) window.addEventListener(name, () => void this.sync());
    // A page that comes back from the browser's memory shows the last voter.
    window.addEventListener("pageshow", (event) => event.persisted && this.wipe());
    window.setInterval(() => this.tick(), 1000);
    window.setInterval(() => void this.sync(), AGAIN);
    this.wipe();
    if (!crypto.subtle) this.say(this.dataset.insecure ?? "");
    void this.sync();
    this.dataset.ready = "";
  }

  /**
   * @param {string} selector
   * @param {string} name
   * @param {() => void} act
   */
  on(selector, name, act) {
    this.querySelector(selector)?.addEventListener(name, (event) => {
      event.preventDefault();
      act();
    });
  }

  /** @param {string} selector */
  field(selector) {
    return /** @type {HTMLInputElement} */ (this.querySelector(selector));
  }

  /** @param {string} step */
  show(step) {
    this.say("");
    for (const section of this.querySelectorAll("[data-step]")) {
      /** @type {HTMLElement} */ (section).hidden = section.getAttribute("data-step") !== step;
    }
    this.dataset.at = step;
    /** @type {HTMLElement} */ (this.querySelector("[data-leave]")).hidden = step === "start";
    window.scrollTo(0, 0);
    const shown = this.querySelector(`[data-step="${step}"]`);
    const first = shown?.querySelector("input, select, button, [data-receipt]");
    if (step === "cast" || step === "kept") /** @type {HTMLElement} */ (this.querySelector("[data-leave] button")).focus();
    else if (first instanceof HTMLElement) first.focus();
  }

  /** @param {string} words */
  say(words) {
    const box = /** @type {HTMLElement} */ (this.querySelector("[data-say]"));
    box.textContent = words;
    box.hidden = !words;
    if (words) box.focus();
  }

  /** Nothing of the last voter stays: fields, choices, code, receipt. */
  wipe() {
    for (const form of this.querySelectorAll("form")) {
      if (!form.hasAttribute("action")) form.reset();
    }
    this.code = "";
    this.seen = 0;
    this.chosen = [];
    this.quiet = 0;
    this.field("#booth-code").value = "";
    for (const part of this.querySelectorAll(".booth__part")) part.dispatchEvent(new Event("input"));
    for (const name of ["[data-receipt]", "[data-chosen]"]) this.querySelector(name)?.replaceChildren();
    if (this.dialog?.open) this.dialog.close();
    this.show("start");
  }

  touched() {
    this.quiet = 0;
    if (this.dialog?.open) this.dialog.close();
  }

  tick() {
    if (this.dataset.at === "start" && !this.field("#booth-code").value) return;
    this.quiet += 1;
    const left = Number(this.dataset.quiet) - this.quiet;
    if (left <= 0) {
      this.wipe();
      return;
    }
    if (left > Number(this.dataset.warn)) return;
    if (!this.dialog?.open) this.dialog?.showModal();
    /** @type {HTMLElement} */ (this.querySelector("[data-count]")).textContent = fill(this.dataset.seconds, { n: left });
  }

  async enter() {
    const code = plainCode(this.field("#booth-code").value);
    if (code.length !== 16) return this.say(this.dataset.codeShort ?? "");
    if (!isCode(code)) return this.say(this.dataset.codeWrong ?? "");
    const told = await this.post("/api/v1/vote/enter/", { code });
    if (!told) {
      // No network: the code is well formed, more cannot be known now.
      this.code = code;
      this.seen = 0;
      this.show("area");
      this.say(this.dataset.offline ?? "");
      return;
    }
    if (!told.ok) return this.say(`${told.body.title}. ${told.body.detail ?? ""}`);
    this.code = code;
    await this.own(told.body);
  }

  /** @param {{token: string, cycle: string}} entered */
  async own(entered) {
    const base = `/api/v1/vote/${entered.cycle}/`;
    const headers = { Authorization: `Voter ${entered.token}`, Accept: "application/json" };
    try {
      const ask = (/** @type {string} */ path) =>
        fetch(base + path, { headers, credentials: "omit", signal: AbortSignal.timeout(SEND_SECONDS) }).then((answer) =>
          answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status))),
        );
      const [ballot, draft] = await Promise.all([ask("ballot/"), ask("draft/")]);
      this.seen = draft.receipt?.version ?? 0;
      const mine = new Set(ballot.parts.map((/** @type {{envelope: string}} */ part) => part.envelope));
      this.only((form) => mine.has(form.dataset.pot));
    } catch {
      this.show("area");
      this.say(this.dataset.offline ?? "");
    }
  }

  /** @param {string} area the path of where the voter lives */
  parts(area) {
    this.only((form) => area.startsWith(form.dataset.area ?? ""));
  }

  /** @param {(form: HTMLFormElement) => boolean} which */
  only(which) {
    for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (this.querySelectorAll(".booth__part"))) {
      form.hidden = !which(form);
    }
    this.show("choose");
  }

  review() {
    /** @type {string[]} */
    const wrong = [];
    this.chosen = [];
    for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (this.querySelectorAll(".booth__part"))) {
      if (!form.hidden) this.chosen.push(...this.read(form, wrong));
    }
    if (!this.chosen.length && !wrong.length) wrong.push(this.dataset.nothing ?? "");
    if (wrong.length) return this.say(wrong.join(" "));
    const list = /** @type {HTMLElement} */ (this.querySelector("[data-chosen]"));
    list.replaceChildren(...this.chosen.map((one) => this.item(one)));
    this.show("review");
  }

  /** @param {Choice} one */
  item(one) {
    const item = document.createElement("li");
    item.dir = "auto";
    const more =
      this.dataset.kind === "points"
        ? `${one.value}${NBSP}${this.dataset.points}`
        : this.dataset.kind === "ranking"
          ? fill(this.dataset.place, { n: one.value })
          : "";
    item.textContent = one.title + (more ? `: ${more}` : "");
    return item;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string[]} wrong
   * @returns {Choice[]}
   */
  read(form, wrong) {
    const pot = form.dataset.name ?? "";
    const slug = form.dataset.pot ?? "";
    /** @type {Choice[]} */
    const here = [];
    for (const row of form.querySelectorAll(".ballot-row")) {
      const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
      const title = row.querySelector(".ballot-row__title")?.textContent ?? "";
      const project = Number(input.id.slice("project-".length));
      const cost = Number(input.dataset.cost ?? 0);
      if (input.type === "checkbox") {
        if (input.checked) here.push({ project, value: 1, title, pot: slug, cost });
        continue;
      }
      const text = input.value.trim();
      if (!text || (text === "0" && this.dataset.kind === "points")) continue;
      if (/^\d{1,9}$/.test(text)) here.push({ project, value: Number(text), title, pot: slug, cost });
      else wrong.push(fill(this.dataset.number, { title }));
    }
    if (here.length) this.fit(here, pot, this.limits.pots[slug]?.money ?? null, wrong);
    return this.dataset.kind === "ranking" ? here.sort((a, b) => a.value - b.value) : here;
  }

  /**
   * @param {Choice[]} here
   * @param {string} pot
   * @param {number | null} money
   * @param {string[]} wrong
   */
  fit(here, pot, money, wrong) {
    const limits = this.limits;
    /** @param {string | undefined} words @param {number | string} n @param {number} [most] */
    const say = (words, n, most = 0) => wrong.push(fill(words, { pot, n, most }));
    if (limits.most && here.length > limits.most) say(this.dataset.most, here.length, limits.most);
    if (here.length < limits.least) say(this.dataset.least, here.length, limits.least);
    const over = money === null ? 0 : here.reduce((sum, one) => sum + one.cost, 0) - money;
    if (over > 0) say(this.dataset.money, `${Math.round(over)}${NBSP}${limits.unit}`);
    if (this.dataset.kind === "points") {
      const sum = here.reduce((all, one) => all + one.value, 0);
      if (limits.mostSum && sum > limits.mostSum) say(this.dataset.sum, sum, limits.mostSum);
      if (limits.leastSum && sum < limits.leastSum) say(this.dataset.sumLeast, sum, limits.leastSum);
      for (const { title, value } of here) {
        if (limits.mostPoints && value > limits.mostPoints) {
          wrong.push(fill(this.dataset.one, { title, most: limits.mostPoints }));
        }
      }
    }
    if (this.dataset.kind === "ranking" && new Set(here.map((one) => one.value)).size < here.length) say(this.dataset.places, 0);
  }

  async cast() {
    if (this.busy) return;
    this.busy = true;
    try {
      const id = draw();
      const choices = this.chosen.map((one) => [one.project, one.value]);
      const body = await seal(this.dataset.key ?? "", { code: this.code, choices, key: id, seen: this.seen });
      const kept = { id, slug: this.dataset.slug ?? "", body };
      await keep(kept);
      const told = await this.post(`/api/v1/vote/${kept.slug}/booth/`, body);
      if (told?.ok) {
        await drop(id);
        /** @type {HTMLElement} */ (this.querySelector("[data-receipt]")).textContent = told.body.code;
        this.forget();
        this.show("cast");
      } else if (told) {
        await drop(id); // the voter is still here and can put it right
        this.show("choose");
        this.say(`${told.body.title}. ${told.body.detail ?? ""}`);
      } else {
        this.forget();
        this.show("kept");
      }
    } catch {
      this.say(this.dataset.failed ?? "");
    } finally {
      this.busy = false;
      void this.sync();
    }
  }

  /** What the page no longer needs once the ballot is sealed. */
  forget() {
    this.code = "";
    this.chosen = [];
    this.field("#booth-code").value = "";
    this.querySelector("[data-chosen]")?.replaceChildren();
    for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (this.querySelectorAll(".booth__part"))) form.reset();
  }

  /**
   * @param {string} url
   * @param {object} body
   * @returns {Promise<{ok: boolean, body: any} | null>} null where nobody knows whether it arrived
   */
  async post(url, body) {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(SEND_SECONDS),
      });
      if (answer.status === 429 || answer.status === 408 || answer.status >= 500) return null;
      const told = await answer.json();
      // What is neither a receipt, a token nor a problem comes from somebody else, such as a captive portal.
      return told?.code || told?.token ? { ok: answer.ok, body: told } : null;
    } catch {
      return null;
    }
  }

  /** Send what waits, and say how it stands. */
  async sync() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const one of await all(this.dataset.slug ?? "")) {
        if (one.why) continue;
        const told = await this.post(`/api/v1/vote/${one.slug}/booth/`, one.body);
        if (!told) break;
        if (told.ok) await drop(one.id);
        else await keep({ ...one, why: `${told.body.title}.` });
      }
      this.state(await all(this.dataset.slug ?? ""));
    } catch {
      // No store: nothing waits either.
    } finally {
      this.busy = false;
    }
  }

  /** @param {import("./booth-box.js").Kept[]} kept */
  state(kept) {
    const stuck = kept.filter((one) => one.why);
    const waiting = kept.length - stuck.length;
    const words = [];
    if (waiting) words.push(fill(waiting === 1 ? this.dataset.waitingOne : this.dataset.waitingMany, { n: waiting }));
    if (stuck.length) {
      const why = [...new Set(stuck.map((one) => one.why))].join(" ");
      words.push(fill(stuck.length === 1 ? this.dataset.stuckOne : this.dataset.stuckMany, { n: stuck.length, why }));
    }
    const told = words.join(" ") || (this.dataset.allIn ?? "");
    const line = /** @type {HTMLElement} */ (this.querySelector("[data-state]"));
    if (line.textContent !== told) line.textContent = told;
  }
}

customElements.define("voting-booth", VotingBooth);

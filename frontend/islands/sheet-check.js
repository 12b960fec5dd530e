// @ts-check
/**
 * `<sheet-check>`: while an official keys a paper ballot, says at once what the numbers mean and what does not fit.
 *
 * It reads `#id_line` of the form around it, the projects from `#sheet-projects` and the limits from `#sheet-limits`. All
 * words come from data-attributes; the server decides. With `data-store` what was typed and not taken yet is kept in
 * this tab, so that a broken connection loses nothing. Enter in the field for the sheet's number goes on to the projects.
 */

/** @typedef {{number: string, title: string, cost: number, pot: string}} Project */
/** @typedef {{project: Project, value: number}} Choice */

const NBSP = "\u00a0";

/** @param {number} value */
const grouped = (value) => String(Math.round(value * 100) / 100).replace(/\B(?=(\d{3})+(?!\d))/g, NBSP);

/**
 * @param {string | undefined} words
 * @param {Record<string, string | number>} values
 */
const fill = (words, values) => (words ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

class SheetCheck extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    const line = form?.querySelector("#id_line");
    if (!form || !(line instanceof HTMLInputElement)) return;
    this.form = form;
    this.line = line;
    this.serial = /** @type {HTMLInputElement | null} */ (form.querySelector("#id_serial"));
    /** @type {Map<string, Project>} */
    this.projects = new Map(
      /** @type {Project[]} */ (this.json("sheet-projects")).map((one) => [one.number.toUpperCase(), one]),
    );
    this.limits = this.json("sheet-limits");
    this.putBack();
    line.addEventListener("input", () => this.look());
    form.addEventListener("input", () => this.keep());
    this.serial?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || line.value) return;
      event.preventDefault();
      line.focus();
    });
    const first = form.querySelector("[aria-invalid=true]") ?? (this.serial?.value ? line : this.serial);
    if (first instanceof HTMLElement) first.focus();
    this.look();
  }

  /** @param {string} id */
  json(id) {
    return JSON.parse(document.getElementById(id)?.textContent ?? "null");
  }

  /** The page came back without what was typed: only where the server has not taken it. */
  putBack() {
    const store = this.dataset.store;
    if (!store || !this.serial) return;
    try {
      const kept = JSON.parse(sessionStorage.getItem(store) ?? "null");
      const own = [...document.querySelectorAll("tbody .code")].map((cell) => cell.textContent);
      sessionStorage.removeItem(store);
      if (!kept || this.serial.value || own.includes(kept.serial)) return;
      this.serial.value = kept.serial;
      if (this.line) this.line.value = kept.line;
      this.dataset.back = "";
    } catch {
      // A browser without a store keeps nothing.
    }
  }

  keep() {
    if (!this.dataset.store || !this.serial || !this.line) return;
    const typed = { serial: this.serial.value, line: this.line.value };
    try {
      sessionStorage.setItem(this.dataset.store, JSON.stringify(typed));
    } catch {
      // Nothing is kept then.
    }
  }

  look() {
    /** @type {string[]} */
    const wrong = [];
    const chosen = this.read(wrong);
    const list = /** @type {HTMLElement} */ (this.querySelector("[data-list]"));
    list.replaceChildren(
      ...chosen.map(({ project, value }) => {
        const item = document.createElement("li");
        item.dir = "auto";
        const number = document.createElement("strong");
        number.textContent = project.number;
        item.append(number, ` ${project.title}${this.dataset.kind === "points" ? `: ${value}` : ""}`);
        return item;
      }),
    );
    const left = this.fit(chosen, wrong);
    if (this.dataset.back !== undefined) wrong.unshift(this.dataset.kept ?? "");
    const say = /** @type {HTMLElement} */ (this.querySelector("[data-say]"));
    const words = [...wrong, ...(wrong.length ? [] : left)].join(" ");
    say.classList.toggle("is-wrong", wrong.length > 0);
    if (say.textContent !== words) say.textContent = words;
  }

  /** @param {string[]} wrong @returns {Choice[]} */
  read(wrong) {
    /** @type {Choice[]} */
    const chosen = [];
    const tokens = (this.line?.value ?? "").split(/[\s,;]+/).filter(Boolean);
    for (const [place, token] of tokens.entries()) {
      let number = token;
      let value = this.dataset.kind === "ranking" ? place + 1 : 1;
      if (this.dataset.kind === "points") {
        const pair = token.match(/^(.+?)[:=*](\d{1,9})$/);
        if (!pair) {
          wrong.push(fill(this.dataset.points, { token }));
          continue;
        }
        number = pair[1];
        value = Number(pair[2]);
      }
      const project = this.projects?.get(number.toUpperCase());
      if (!project) wrong.push(fill(this.dataset.unknown, { number }));
      else if (chosen.some((one) => one.project === project)) wrong.push(fill(this.dataset.twice, { number }));
      else chosen.push({ project, value });
    }
    return chosen;
  }

  /**
   * @param {Choice[]} chosen
   * @param {string[]} wrong
   * @returns {string[]} what is left, in words
   */
  fit(chosen, wrong) {
    const limits = this.limits;
    /** @type {string[]} */
    const left = [];
    for (const [slug, about] of Object.entries(limits.pots)) {
      const here = chosen.filter((one) => one.project.pot === slug);
      if (!here.length) continue;
      const pot = about.name;
      /** @param {string | undefined} words @param {number | string} n @param {number} [most] */
      const say = (words, n, most = 0) => wrong.push(fill(words, { pot, n, most }));
      if (limits.most && here.length > limits.most) say(this.dataset.most, here.length, limits.most);
      if (here.length < limits.least) say(this.dataset.least, here.length, limits.least);
      if (about.money !== null) {
        const rest = about.money - here.reduce((sum, one) => sum + one.project.cost, 0);
        const money = `${grouped(Math.abs(rest))}${NBSP}${limits.unit}`;
        if (rest < 0) say(this.dataset.money, money);
        else left.push(fill(this.dataset.left, { pot, n: money }));
      }
      if (this.dataset.kind === "points") this.points(here, say, wrong);
    }
    return left;
  }

  /**
   * @param {Choice[]} here
   * @param {(words: string | undefined, n: number | string, most?: number) => unknown} say
   * @param {string[]} wrong
   */
  points(here, say, wrong) {
    const limits = this.limits;
    const sum = here.reduce((all, one) => all + one.value, 0);
    if (limits.mostSum && sum > limits.mostSum) say(this.dataset.sum, sum, limits.mostSum);
    if (limits.leastSum && sum < limits.leastSum) say(this.dataset.sumLeast, sum, limits.leastSum);
    for (const { project, value } of here) {
      if (limits.mostPoints && value > limits.mostPoints) {
        wrong.push(fill(this.dataset.one, { number: project.number, n: value, most: limits.mostPoints }));
      }
    }
  }
}

customElements.define("sheet-check", SheetCheck);

/**
 * Says in words, while one chooses, what is left of the budget (or of the points). The server says the same when the
 * form is sent without this script. All words come from the element's data-attributes:
 * data-total, data-unit, data-left, data-over, data-full, data-none, data-one, data-many, data-rest-many, data-rest-none.
 *
 * It listens to the form around it, or to the one named in data-form. A ticked box counts its data-cost (or 1),
 * a field for a number counts its value; with data-by="count" each of them counts 1.
 */

const NBSP = "\u00a0";

/**
 * @param {number} value
 * @returns {string} grouped by thousands with no-break spaces, as the server writes it
 */
function grouped(value) {
  return String(Math.round(value * 100) / 100).replace(/\B(?=(\d{3})+(?!\d))/g, NBSP);
}

/**
 * @param {string} words with {places}
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

class BudgetMeter extends HTMLElement {
  connectedCallback() {
    const named = this.dataset.form ? document.getElementById(this.dataset.form) : null;
    this.form = named instanceof HTMLFormElement ? named : this.closest("form");
    if (!this.form) return;
    this.listen = () => this.count();
    this.form.addEventListener("input", this.listen);
    // After Back the browser puts the ticks back without an event.
    window.addEventListener("pageshow", this.listen);
    this.count();
  }

  disconnectedCallback() {
    if (!this.listen) return;
    this.form?.removeEventListener("input", this.listen);
    window.removeEventListener("pageshow", this.listen);
  }

  /** @param {number} value @returns {string} */
  amount(value) {
    return grouped(value) + (this.dataset.unit ?? "").replace(/^ /, NBSP);
  }

  count() {
    let used = 0;
    let chosen = 0;
    const byCount = this.dataset.by === "count";
    /** @type {number[]} */
    const others = [];
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll("input"))) {
      if (input.type === "checkbox" && input.closest(".ballot-row")) {
        const cost = byCount ? 1 : Number(input.dataset.cost || 1);
        if (input.checked) {
          used += cost;
          chosen += 1;
        } else {
          others.push(cost);
        }
        input.closest(".ballot-row")?.classList.toggle("is-chosen", input.checked);
      } else if (input.inputMode === "numeric" && input.closest(".ballot-row")) {
        const points = Math.max(0, Number(input.value) || 0);
        used += byCount ? Math.sign(points) : points;
        chosen += points > 0 ? 1 : 0;
        input.closest(".ballot-row")?.classList.toggle("is-chosen", points > 0);
      }
    }
    this.say(used, chosen, others);
  }

  /**
   * @param {number} used
   * @param {number} chosen how many rows
   * @param {number[]} others costs of the rows that are not chosen
   */
  say(used, chosen, others) {
    const total = Number(this.dataset.total);
    const left = total - used;
    const words = this.dataset;
    const values = { left: this.amount(left), over: this.amount(-left), total: this.amount(total), n: chosen };
    const main = left < 0 ? words.over : left === 0 ? words.full : words.left;
    let count = chosen === 0 ? words.none : chosen === 1 ? words.one : words.many;
    if (others.length > 0 && left >= 0 && words.restMany) {
      const fitting = others.filter((cost) => cost <= left).length;
      count += ". " + fill((fitting ? words.restMany : words.restNone) ?? "", { n: fitting }) + ".";
    }
    this.put(".meter__left", fill(main ?? "", values));
    this.put(".meter__count", fill(count ?? "", values));
    const part = total > 0 ? Math.min(100, Math.max(0, (100 * used) / total)) : 0;
    this.querySelector(".meter__used")?.setAttribute("width", `${part.toFixed(1)}%`);
    this.classList.toggle("is-over", left < 0);
  }

  /** @param {string} selector @param {string} text */
  put(selector, text) {
    const element = this.querySelector(selector);
    // Unchanged words are not written again, or a screen reader would say them again.
    if (element && element.textContent !== text) element.textContent = text;
  }
}

customElements.define("budget-meter", BudgetMeter);

// @ts-check
/**
 * What a ballot can do with a script; every page works without.
 *
 *  - `<ballot-watch data-mark data-away>`: shows the bar NOT YET CAST at the first change; after half an hour without a
 *    touch goes to data-away, so that nobody reads a ballot off a screen that was left; throws other voters' copies away.
 *  - `<ballot-filter data-shown="{shown} of {all} …">`: hides rows that do not match. What is chosen always stays in sight.
 *  - `<ballot-cast data-offline data-sending>`: casts without leaving the page while there is no connection.
 *  - `<print-button data-label>`.
 *  - Forms with data-forget: "I am done" also empties the browser's store.
 */

const COPIES = "raati:ballot-";
const QUIET = 30 * 60 * 1000;

/** @param {(key: string) => boolean} which */
function dropCopies(which) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(COPIES) && which(key)) localStorage.removeItem(key);
    }
  } catch {
    // A browser without a store has no copies either.
  }
}

class BallotWatch extends HTMLElement {
  connectedCallback() {
    const mark = this.dataset.mark ?? "";
    dropCopies((key) => !key.includes(mark));
    const form = this.closest("form");
    form?.addEventListener("input", (event) => {
      const field = event.target;
      const row = field instanceof HTMLInputElement ? field.closest(".ballot-row") : null;
      if (!row || !(field instanceof HTMLInputElement)) return;
      row.classList.toggle("is-chosen", field.type === "checkbox" ? field.checked : Number(field.value) > 0);
      this.uncast();
    });
    this.touched = () => this.wait();
    for (const name of ["pointerdown", "keydown", "scroll"]) {
      document.addEventListener(name, this.touched, { passive: true });
    }
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    if (!this.touched) return;
    for (const name of ["pointerdown", "keydown", "scroll"]) document.removeEventListener(name, this.touched);
  }

  uncast() {
    document.getElementById("uncast")?.removeAttribute("hidden");
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => location.assign(this.dataset.away ?? "/vote/"), QUIET);
  }
}

class BallotFilter extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.rows = [...(this.closest("form")?.querySelectorAll(".ballot-row") ?? [])];
    this.addEventListener("input", (event) => {
      event.stopPropagation(); // looking for something changes no choice
      this.apply();
    });
    // Enter in the search field must not send the ballot.
    this.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    for (const field of this.querySelectorAll("input, select")) field.removeAttribute("name");
  }

  apply() {
    const words = this.value("input").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const category = this.value("select");
    const rows = this.rows ?? [];
    let shown = 0;
    for (const row of rows) {
      const text = (row.textContent ?? "").toLocaleLowerCase();
      const kinds = [...row.querySelectorAll(".ballot-row__facts span")].map((part) => part.textContent);
      const fits = words.every((word) => text.includes(word)) && (!category || kinds.includes(category));
      const visible = fits || row.classList.contains("is-chosen");
      row.toggleAttribute("hidden", !visible);
      shown += visible ? 1 : 0;
    }
    const line = this.querySelector("[role=status]");
    const told = (this.dataset.shown ?? "").replace("{shown}", String(shown)).replace("{all}", String(rows.length));
    if (line) line.textContent = words.length || category ? told : "";
  }

  /** @param {string} name @returns {string} */
  value(name) {
    const field = this.querySelector(name);
    return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
  }
}

class BallotCast extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    this.line = document.createElement("p");
    this.line.setAttribute("role", "alert");
    this.line.className = "cast-line";
    this.append(this.line);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.cast(form);
    });
  }

  /** The same key goes with every try, so a try whose answer was lost does no harm. @param {HTMLFormElement} form */
  async cast(form) {
    if (this.busy) return;
    this.busy = true;
    this.say("sending");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok && answer.redirected) location.assign(answer.url);
      else form.submit(); // the server has something to say: let it say it on a page
    } catch {
      this.busy = false;
      this.say("offline");
    }
  }

  /** @param {"sending" | "offline"} state */
  say(state) {
    if (this.line) this.line.textContent = this.dataset[state] ?? "";
  }
}

class PrintButton extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = this.dataset.label ?? "";
    button.addEventListener("click", () => window.print());
    this.append(button);
  }
}

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.dataset.forget === undefined) return;
  for (const saver of document.querySelectorAll("auto-save")) Object.assign(saver, { dirty: false });
  dropCopies(() => true);
});

customElements.define("ballot-watch", BallotWatch);
customElements.define("ballot-filter", BallotFilter);
customElements.define("ballot-cast", BallotCast);
customElements.define("print-button", PrintButton);

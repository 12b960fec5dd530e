/**
 * Saves the form around it as one types: to the server, and into the browser while the server cannot be reached.
 * Without this script the form's own button saves.
 *
 *     <form method="post" …>
 *       <auto-save data-url="/…/autosave" data-key="draft-17" data-version="2026-03-01T12:00:00Z"
 *         data-saving="…" data-saved="…" data-kept="…" data-found="…" data-signed-out="…" data-refused="…"></auto-save>
 *
 * With data-refused an answer 409 ends the saving, and its "detail" is said.
 *
 * data-url takes the form's fields by POST (a form body with its CSRF token) and answers 2xx; where the answer is JSON
 * with "version", that is the draft's new version, and a hidden field named `seen` gets it too, so that the form's own
 * button does not take what was saved by itself for a change made in another window. data-version is the version that the page was drawn from: a copy in
 * the browser is put back only where the server still has the version that the copy grew from, so that an old copy never
 * overwrites something newer. Pictures and passwords are never copied.
 */

const WAIT = 1200;
const AGAIN = 15000;
const LONGEST_WAIT = 4000;
const PREFIX = "raati:";
const NEVER = new Set(["csrfmiddlewaretoken", "next"]);

/** @typedef {{version: string, fields: [string, string][]}} Copy */

class AutoSave extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    this.form = form;
    this.version = this.dataset.version ?? "";
    this.dirty = false;
    this.busy = false;
    this.line = document.createElement("p");
    this.line.className = "saved";
    this.line.setAttribute("role", "status");
    this.append(this.line);
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => {
      if (this.busy && !this.waited) {
        this.wait(event);
        return;
      }
      // Kept until the next page shows that the server has it: its version will be another one.
      if (this.dirty) this.keep();
      clearTimeout(this.timer);
      this.sent = true;
    });
    window.addEventListener("online", () => this.dirty && this.save());
    window.addEventListener("pagehide", () => this.dirty && !this.sent && this.leave());
    this.restore();
  }

  /**
   * The form goes when the running save has come back: else the server would take the two for two windows.
   *
   * @param {SubmitEvent} event
   */
  wait(event) {
    event.preventDefault();
    const go = () => {
      if (this.waited) return;
      this.waited = true;
      this.form?.requestSubmit(event.submitter);
    };
    this.goOn = go;
    setTimeout(go, LONGEST_WAIT);
  }

  changed() {
    this.dirty = true;
    this.sent = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  /** @returns {[string, string][]} what was typed, without files and without what only this page knows */
  fields() {
    /** @type {[string, string][]} */
    const fields = [];
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NEVER.has(name) && this.control(name)?.type !== "password") {
        fields.push([name, value]);
      }
    }
    return fields;
  }

  /** @param {string} name @returns {HTMLInputElement | null} */
  control(name) {
    return this.form.querySelector(`[name="${CSS.escape(name)}"]`);
  }

  /** @returns {FormData} */
  body() {
    const body = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") body.append(name, value);
    }
    return body;
  }

  async save() {
    if (this.busy || !this.dataset.url) return;
    this.busy = true;
    this.dirty = false;
    this.say("saving");
    let state = "kept";
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        state = "signedOut";
      } else if (answer.status === 409 && this.dataset.refused !== undefined) {
        state = "refused"; // the server has said no for good: the time is over, or somebody else sits here now
        this.dataset.refused = (await answer.json()).detail ?? this.dataset.refused;
      } else if (answer.ok) {
        state = "saved";
        await this.learn(answer);
      } else if (answer.status < 500) {
        state = "refused"; // something needs correcting; the button tells what
      }
    } catch {
      state = "kept"; // no connection: what was typed is put into the browser below
    }
    this.busy = false;
    if (this.goOn) {
      this.dirty = true;
      this.goOn();
      return;
    }
    if (state === "saved") {
      if (!this.dirty) localStorage.removeItem(this.key());
      this.say("saved");
    } else if (state === "refused") {
      this.say("refused");
    } else {
      this.dirty = true;
      this.say(this.keep() ? state : "lost");
    }
    if (this.dirty && state !== "refused") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), state === "saved" ? WAIT : AGAIN);
    }
  }

  /** @param {Response} answer */
  async learn(answer) {
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return;
    const told = await answer.json();
    if (typeof told.version !== "string") return;
    this.version = told.version;
    const seen = this.control("seen");
    if (seen?.type === "hidden") seen.value = told.version;
  }

  /** The page is left before the wait was over. */
  leave() {
    this.keep();
    if (this.dataset.url) {
      fetch(this.dataset.url, { method: "POST", body: this.body(), keepalive: true, credentials: "same-origin" }).catch(
        () => undefined,
      );
    }
  }

  /** @returns {string} */
  key() {
    return PREFIX + (this.dataset.key ?? location.pathname);
  }

  /** @returns {boolean} whether the browser took the copy */
  keep() {
    try {
      localStorage.setItem(this.key(), JSON.stringify({ version: this.version, fields: this.fields() }));
      return true;
    } catch {
      return false; // private browsing or a full store
    }
  }

  restore() {
    /** @type {Copy | null} */
    let copy = null;
    try {
      copy = JSON.parse(localStorage.getItem(this.key()) ?? "null");
    } catch {
      copy = null;
    }
    if (!copy) return;
    if (copy.version !== this.version) {
      localStorage.removeItem(this.key());
      return;
    }
    if (JSON.stringify(copy.fields) === JSON.stringify(this.fields())) return;
    this.put(copy.fields);
    this.say("found");
    this.changed();
  }

  /** @param {[string, string][]} fields */
  put(fields) {
    const kept = new Map();
    for (const [name, value] of fields) kept.set(name, [...(kept.get(name) ?? []), value]);
    for (const control of /** @type {Iterable<HTMLInputElement>} */ (this.form.elements)) {
      if (!control.name || NEVER.has(control.name) || ["file", "password", "submit"].includes(control.type)) continue;
      const values = kept.get(control.name);
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = Boolean(values?.includes(control.value));
      } else if (values) {
        control.value = values[0];
      }
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {string} state name of the data-attribute that has the words */
  say(state) {
    this.line.textContent = this.dataset[state] ?? "";
    this.line.dataset.state = state === "saved" || state === "saving" ? state : "unsaved";
  }
}

customElements.define("auto-save", AutoSave);

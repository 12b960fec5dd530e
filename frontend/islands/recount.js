/**
 * `<recount-result>`: fetches the published ballots, counts them in the reader's own browser and says whether that gives
 * the published result. Without this script the element is empty; the command beside it does the same.
 *
 * data-url: the .pb file; data-sha256: of that file as it was published. data-files: JSON, SHA-256 by name of all that was
 * published; then files that the reader has downloaded can be checked too. data-rule, data-seed, data-utility, data-completion: how it was counted. data-selected: the
 * published winners, ids with commas between.
 * Words: data-as-published, data-changed ({found}, {published}), data-pick, data-file-same, data-file-changed,
 * data-file-unknown ({name} each), data-start, data-reading, data-counting ({steps}), data-same ({seconds}), data-differs,
 * data-only-here ({names}), data-only-there ({names}), data-failed, data-unreadable, data-stop, data-stopped.
 */

/** Milliseconds of counting at a stretch: less than what a person feels. */
const STRETCH = 24;

/** @returns {Promise<void>} when the page has had its turn */
function breathe() {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/**
 * @param {string} words with {places}
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

class RecountResult extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button";
    this.button.textContent = this.dataset.start ?? "";
    this.button.addEventListener("click", () => (this.running ? this.stop() : void this.start()));
    this.meter = document.createElement("progress");
    this.meter.hidden = true;
    this.meter.setAttribute("aria-hidden", "true");
    this.status = document.createElement("div");
    this.status.setAttribute("role", "status");
    this.append(this.button, this.meter, this.status);
    this.offerFiles();
  }

  /** A field for files from the reader's own disk: each is held against what was published, none is sent. */
  offerFiles() {
    /** @type {Record<string, string>} */
    const known = JSON.parse(this.dataset.files || "{}");
    if (!Object.keys(known).length) return;
    const label = document.createElement("label");
    label.className = "stack";
    label.textContent = this.dataset.pick ?? "";
    const field = document.createElement("input");
    field.type = "file";
    field.multiple = true;
    label.append(field);
    const list = document.createElement("div");
    list.setAttribute("role", "status");
    field.addEventListener("change", () => void this.checkFiles(field, list, known));
    this.append(label, list);
  }

  /** @param {HTMLInputElement} field @param {HTMLElement} list @param {Record<string, string>} known */
  async checkFiles(field, list, known) {
    const { sha256 } = await import("./recount-rules.js");
    list.replaceChildren();
    for (const file of field.files ?? []) {
      const published = known[file.name];
      const found = sha256(new Uint8Array(await file.arrayBuffer()));
      const words = !published
        ? Object.values(known).includes(found)
          ? this.dataset.fileSame
          : this.dataset.fileUnknown
        : found === published
          ? this.dataset.fileSame
          : this.dataset.fileChanged;
      const line = document.createElement("p");
      line.className = words === this.dataset.fileSame ? "notice notice--success" : "notice notice--warning";
      line.textContent = fill(words ?? "", { name: file.name });
      list.append(line);
    }
  }

  disconnectedCallback() {
    this.running = false;
  }

  stop() {
    this.running = false;
  }

  /** @param {string} text @param {"plain" | "good" | "bad"} kind */
  say(text, kind = "plain") {
    const line = document.createElement("p");
    line.textContent = text;
    if (kind !== "plain") line.className = kind === "good" ? "notice notice--success" : "notice notice--warning";
    this.status?.replaceChildren(line);
    return line;
  }

  async start() {
    this.running = true;
    this.button.textContent = this.dataset.stop ?? "";
    this.meter.hidden = false;
    this.say(this.dataset.reading ?? "");
    try {
      await this.count();
    } catch (error) {
      const unreadable = this.rules && error instanceof this.rules.UnreadableFile;
      this.say((unreadable ? this.dataset.unreadable : this.dataset.failed) ?? "", "bad");
    }
    this.running = false;
    this.meter.hidden = true;
    this.button.textContent = this.dataset.start ?? "";
  }

  async count() {
    // Only who counts needs the rules: a first visit stays small.
    this.rules = await import("./recount-rules.js");
    const { parse, recount, sha256 } = this.rules;
    const answer = await fetch(this.dataset.url ?? "");
    if (!answer.ok) throw new Error(String(answer.status));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    await breathe();
    const published = this.dataset.sha256 ?? "";
    this.found = published ? sha256(bytes) : "";
    this.untouched = this.found === published;
    const begun = performance.now();
    const counting = recount(parse(text), {
      rule: this.dataset.rule ?? "",
      seed: this.dataset.seed,
      utility: this.dataset.utility,
      completion: this.dataset.completion,
    });
    let told = begun;
    for (;;) {
      const until = performance.now() + STRETCH;
      let state = counting.next();
      while (!state.done && performance.now() < until) state = counting.next();
      if (state.done) {
        this.tell(state.value, (performance.now() - begun) / 1000);
        return;
      }
      if (!this.running) {
        this.say(this.dataset.stopped ?? "");
        return;
      }
      // Not more often than a voice can read.
      if (performance.now() - told > 2000) {
        told = performance.now();
        this.say(fill(this.dataset.counting ?? "", { steps: state.value.steps }));
      }
      await breathe();
    }
  }

  /** Says whether the file is the published one, byte for byte. */
  tellBytes() {
    const published = this.dataset.sha256 ?? "";
    if (!published) return;
    const line = document.createElement("p");
    line.textContent = this.untouched
      ? (this.dataset.asPublished ?? "")
      : fill(this.dataset.changed ?? "", { found: this.found ?? "", published });
    if (!this.untouched) line.className = "notice notice--warning";
    this.status?.append(line);
  }

  /** @param {import("./recount-rules.js").Recount} found @param {number} seconds */
  tell(found, seconds) {
    const published = (this.dataset.selected ?? "").split(",").filter(Boolean);
    const here = new Set(found.selected);
    const there = new Set(published);
    const onlyHere = found.selected.filter((id) => !there.has(id));
    const onlyThere = published.filter((id) => !here.has(id));
    const language = document.documentElement.lang || "en";
    const digits = seconds < 1 ? 2 : 1;
    const took = seconds.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    if (!onlyHere.length && !onlyThere.length) {
      this.say(fill(this.dataset.same ?? "", { seconds: took }), this.untouched ? "good" : "plain");
      this.tellBytes();
      return;
    }
    this.say(this.dataset.differs ?? "", "bad");
    this.tellBytes();
    for (const [words, ids] of /** @type {[string | undefined, string[]][]} */ ([
      [this.dataset.onlyHere, onlyHere],
      [this.dataset.onlyThere, onlyThere],
    ])) {
      if (!ids.length) continue;
      const line = document.createElement("p");
      line.textContent = fill(words ?? "", { names: ids.join(", ") });
      this.status?.append(line);
    }
  }
}

customElements.define("recount-result", RecountResult);

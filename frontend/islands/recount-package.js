/**
 * `<recount-package>`: fetches the published ZIP package, or takes one from the reader's own disk, and holds every file in
 * it against what was published: each fingerprint, the manifest, the numbers of receipts and of ballots. Says which file
 * was changed. Nothing is sent anywhere. Without this script the element is empty; the command beside it does the same.
 *
 * data-url: the ZIP file. data-name: what it is called. data-files: JSON, SHA-256 by name of all that was published.
 * Words: data-start, data-pick, data-reading, data-failed, data-unreadable, data-same ({files}, {receipts}), data-differs,
 * data-changed, data-missing, data-extra ({name} each), data-between, data-receipts, data-ballots ({name}).
 */

/** @typedef {{name: string, method: number, at: number, packed: number, size: number}} Entry */

const MANIFEST = "manifest.json";
const RECEIPT_STATES = ["counted", "struck", "excluded"];

/** The bytes are no ZIP file that can be read. */
class NoPackage extends Error {}

/**
 * What the directory at the end of a ZIP file lists.
 * @param {Uint8Array} bytes
 * @returns {Entry[]}
 */
function listed(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new NoPackage("end");
  const names = new TextDecoder();
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw new NoPackage("directory");
    const [long, extra, note] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    found.push({
      name: names.decode(bytes.subarray(at + 46, at + 46 + long)),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + long + extra + note;
  }
  return found;
}

/**
 * The content of one entry.
 * @param {Uint8Array} bytes
 * @param {Entry} entry
 * @returns {Promise<Uint8Array>}
 */
async function content(bytes, entry) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.at + 30 > bytes.length) throw new NoPackage("entry");
  const begin = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(begin, begin + entry.packed);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new NoPackage("method");
  const open = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(open).arrayBuffer());
}

/** @param {Uint8Array} bytes @returns {Promise<string>} SHA-256 in hexadecimal */
async function fingerprint(bytes) {
  if (!globalThis.crypto?.subtle) return (await import("./recount-rules.js")).sha256(bytes);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string | undefined} words @param {Record<string, string | number>} values @returns {string} */
function fill(words, values) {
  return (words ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {Uint8Array} bytes @returns {string[]} lines that say something */
function lines(bytes) {
  return new TextDecoder().decode(bytes).split(/\r?\n/).filter(Boolean);
}

class RecountPackage extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    /** @type {Record<string, string>} */
    this.known = JSON.parse(this.dataset.files || "{}");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button";
    this.button.textContent = this.dataset.start ?? "";
    this.button.addEventListener("click", () => void this.check(() => this.fetched()));
    const label = document.createElement("label");
    label.className = "stack";
    label.textContent = this.dataset.pick ?? "";
    const field = document.createElement("input");
    field.type = "file";
    field.accept = ".zip,application/zip";
    // So that the same file, changed meanwhile, can be picked again.
    field.addEventListener("click", () => (field.value = ""));
    field.addEventListener("change", () => {
      const file = field.files?.[0];
      if (file) void this.check(() => file.arrayBuffer());
    });
    label.append(field);
    this.status = document.createElement("div");
    this.status.setAttribute("role", "status");
    this.append(this.button, label, this.status);
  }

  async fetched() {
    const answer = await fetch(this.dataset.url ?? "");
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.arrayBuffer();
  }

  /** @param {() => Promise<ArrayBuffer>} source */
  async check(source) {
    this.button.disabled = true;
    this.status.replaceChildren(this.line(this.dataset.reading ?? ""));
    try {
      await this.tell(new Uint8Array(await source()));
    } catch (error) {
      const words = error instanceof NoPackage ? this.dataset.unreadable : this.dataset.failed;
      this.status.replaceChildren(this.line(words ?? "", "warning"));
    }
    this.button.disabled = false;
  }

  /** @param {string} text @param {string} [kind] @returns {HTMLElement} */
  line(text, kind) {
    const line = document.createElement("p");
    line.textContent = text;
    if (kind) line.className = `notice notice--${kind}`;
    return line;
  }

  /** @param {Uint8Array} bytes */
  async tell(bytes) {
    /** @type {Map<string, Uint8Array>} */
    const files = new Map();
    for (const entry of listed(bytes)) files.set(entry.name, await content(bytes, entry));
    const zip = this.dataset.name ?? "";
    const wrong = [];
    for (const [name, published] of Object.entries(this.known)) {
      if (name === zip) continue;
      const data = files.get(name);
      if (!data) wrong.push(fill(this.dataset.missing, { name }));
      else if ((await fingerprint(data)) !== published) wrong.push(fill(this.dataset.changed, { name }));
    }
    for (const name of files.keys()) if (!(name in this.known)) wrong.push(fill(this.dataset.extra, { name }));
    if (!wrong.length && this.known[zip] && (await fingerprint(bytes)) !== this.known[zip]) wrong.push(this.dataset.between ?? "");
    const receipts = this.addUp(files, wrong);
    const first = wrong.length
      ? this.line(this.dataset.differs ?? "", "warning")
      : this.line(fill(this.dataset.same, { files: files.size, receipts }), "success");
    this.status.replaceChildren(first, ...wrong.map((text) => this.line(text)));
  }

  /**
   * Holds the numbers in the manifest against the lists themselves; gives how many receipts there are.
   * @param {Map<string, Uint8Array>} files
   * @param {string[]} wrong
   * @returns {number}
   */
  addUp(files, wrong) {
    let manifest;
    try {
      manifest = JSON.parse(new TextDecoder().decode(files.get(MANIFEST) ?? new Uint8Array()));
    } catch {
      return 0; // said already: the manifest is missing or was changed
    }
    const told = manifest.receipts ?? {};
    const rows = lines(files.get(told.file) ?? new Uint8Array()).slice(1);
    const fits = RECEIPT_STATES.every((state) => rows.filter((row) => row.endsWith(`,${state}`)).length === told[state]);
    const once = new Set(rows.map((row) => row.split(",")[0])).size === rows.length;
    if (!fits || !once) wrong.push(this.dataset.receipts ?? "");
    for (const pot of manifest.pots ?? []) {
      const table = lines(files.get(pot.table) ?? new Uint8Array());
      if (table.length - 1 !== pot.count) wrong.push(fill(this.dataset.ballots, { name: pot.table }));
    }
    return rows.length;
  }
}

customElements.define("recount-package", RecountPackage);

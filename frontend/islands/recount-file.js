/**
 * Reads a published .pb file into whole numbers, for `recount-rules.js`: written from the description of the format alone.
 */

/**
 * @typedef {{id: string, name: string, cost: string, selected: string}} Project
 * @typedef {{meta: Map<string, string>, projects: Project[], votes: {ids: string[], points: string[] | null}[]}} PbFile
 * @typedef {{projects: Map<number, bigint>, count: bigint}} Group ballots with the same content: weight by project
 * @typedef {{ids: string[], costs: bigint[], support: bigint[], lot: number[], budget: bigint, unit: bigint,
 *   ballots: number, groups: Group[], points: boolean}} Tally
 */

/** The file does not say what a count needs. */
export class UnreadableFile extends Error {}

// -- reading ----------------------------------------------------------------------------------

/**
 * Cells of the rows of one section; quotes as in CSV, `;` between cells.
 * @param {string} text
 * @returns {string[][]}
 */
function rows(text) {
  /** @type {string[][]} */
  const found = [];
  let row = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) throw new UnreadableFile("quote");
        cell += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    let end = at;
    while (end < text.length && text[end] !== ";" && text[end] !== "\n") end += 1;
    row.push((cell + text.slice(at, end)).replace(/^[ \t\r\v\f]+|[ \t\r\v\f]+$/g, ""));
    at = end + 1;
    if (end >= text.length || text[end] === "\n") {
      if (row.length > 1 || row[0]) found.push(row);
      row = [];
    }
  }
  return found;
}

/**
 * @param {string} text a whole .pb file
 * @returns {PbFile}
 */
export function parse(text) {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n/g, "\n");
  const pieces = plain.split(/^[ \t]*(META|PROJECTS|VOTES)[ \t;]*$/im);
  /** @type {Record<string, string[][]>} */
  const sections = {};
  for (let i = 1; i + 1 < pieces.length; i += 2) sections[pieces[i].toUpperCase()] ??= rows(pieces[i + 1]);
  if (!sections.META || !sections.PROJECTS || !sections.VOTES) throw new UnreadableFile("section");
  const meta = new Map(sections.META.map((row) => [row[0].toLowerCase(), row[1] ?? ""]));
  const [head, ...listed] = sections.PROJECTS;
  const place = columns(head);
  const projects = listed.map((row) => ({
    id: row[place.project_id] ?? "",
    name: row[place.name] ?? "",
    cost: row[place.cost] ?? "",
    selected: row[place.selected] ?? "",
  }));
  const [voteHead, ...ballots] = sections.VOTES;
  const votePlace = columns(voteHead);
  const list = (/** @type {string | undefined} */ cell) => (cell ? cell.split(",").map((item) => item.trim()) : []);
  const votes = ballots.map((row) => ({
    ids: list(row[votePlace.vote]),
    points: "points" in votePlace ? list(row[votePlace.points]) : null,
  }));
  return { meta, projects, votes };
}

/** @param {string[]} head @returns {Record<string, number>} */
function columns(head) {
  return Object.fromEntries(head.map((name, at) => [name.toLowerCase(), at]));
}

/** @param {string} text @returns {number} digits after the decimal point */
function decimals(text) {
  const part = text.replace(",", ".").split(".")[1] ?? "";
  return part.replace(/0+$/, "").length;
}

/** @param {string} text @param {number} places @returns {bigint} */
function scaled(text, places) {
  const [whole, part = ""] = text.replace(",", ".").split(".");
  if (!/^[+-]?\d+$/.test(whole) || !/^\d*$/.test(part)) throw new UnreadableFile("number");
  return BigInt(whole + (part + "0".repeat(places)).slice(0, places));
}

/**
 * Whole numbers out of the file: money in its smallest unit used, a ballot as weights by project.
 * @param {PbFile} file
 * @param {string | undefined} seed
 * @returns {Tally}
 */
export function tally(file, seed) {
  const budgetText = file.meta.get("budget") ?? "";
  const kind = (file.meta.get("vote_type") ?? "").toLowerCase();
  const places = Math.max(decimals(budgetText), ...file.projects.map((project) => decimals(project.cost)));
  const ids = file.projects.map((project) => project.id);
  const at = new Map(ids.map((id, place) => [id, place]));
  const pointed = kind === "cumulative" || kind === "scoring";
  let pointPlaces = 0;
  if (pointed) for (const vote of file.votes) for (const text of vote.points ?? []) pointPlaces = Math.max(pointPlaces, decimals(text));
  const support = ids.map(() => 0n);
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const vote of file.votes) {
    /** @type {Map<number, bigint>} */
    const weights = new Map();
    vote.ids.forEach((id, order) => {
      const project = at.get(id);
      if (project === undefined) throw new UnreadableFile("project");
      if (kind === "ordinal") {
        if (!weights.has(project)) weights.set(project, BigInt(vote.ids.length - order));
      } else if (pointed && vote.points) {
        weights.set(project, (weights.get(project) ?? 0n) + scaled(vote.points[order] ?? "0", pointPlaces));
      } else weights.set(project, 1n);
    });
    for (const [project, weight] of weights) {
      if (weight > 0n) support[project] += weight;
      else weights.delete(project);
    }
    const key = [...weights].sort((one, other) => one[0] - other[0]).join(" ");
    const group = groups.get(key);
    if (group) group.count += 1n;
    else groups.set(key, { projects: weights, count: 1n });
  }
  return {
    ids,
    costs: file.projects.map((project) => scaled(project.cost, places)),
    support,
    lot: drawn(ids, seed),
    budget: scaled(budgetText, places),
    unit: 10n ** BigInt(places),
    ballots: file.votes.length,
    groups: [...groups.values()].filter((group) => group.projects.size > 0),
    points: kind === "ordinal" || pointed,
  };
}

/**
 * The order that settles what the rule leaves open: by SHA-256 of seed, line feed and id; without a seed as in the file.
 * @param {string[]} ids
 * @param {string | undefined} seed
 * @returns {number[]} place of each project
 */
function drawn(ids, seed) {
  const order = ids.map((_, place) => place);
  if (seed) {
    const hash = ids.map((id) => sha256(`${seed}\n${id}`));
    order.sort((one, other) => (hash[one] < hash[other] ? -1 : 1));
  }
  const places = ids.map(() => 0);
  order.forEach((project, place) => (places[project] = place));
  return places;
}

// -- SHA-256 (FIPS 180-4): the browser's own is there on secure addresses only -----------------

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (/** @type {number} */ value) => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const H = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** @param {string | Uint8Array} content @returns {string} hexadecimal */
export function sha256(content) {
  const plain = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const bits = plain.length * 8;
  const bytes = new Uint8Array((((plain.length + 8) >> 6) + 1) << 6);
  bytes.set(plain);
  bytes[plain.length] = 0x80;
  for (let place = 0; place < 8; place += 1) bytes[bytes.length - 1 - place] = Math.floor(bits / 2 ** (8 * place)) & 255;
  const state = [...H];
  const turn = (/** @type {number} */ word, /** @type {number} */ by) => (word >>> by) | (word << (32 - by));
  for (let block = 0; block < bytes.length; block += 64) {
    const w = [];
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        const b = block + 4 * i;
        w.push((bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3]);
      } else {
        const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w.push((w[i - 16] + s0 + w[i - 7] + s1) | 0);
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * Counts a published .pb file by the rules `greedy` and `equal-shares`, exactly: whole numbers and fractions as BigInt.
 *
 * Written from the description of the rules alone, without regard to how the server counts, so that an error in one
 * of the two shows. No document is needed here: it runs in a page and in Node alike. Long counts are generators: they
 * yield now and then, so that the page stays alive.
 */

/**
 * @typedef {{id: string, name: string, cost: string, selected: string}} Project
 * @typedef {{meta: Map<string, string>, projects: Project[], votes: {ids: string[], points: string[] | null}[]}} PbFile
 * @typedef {{projects: Map<number, bigint>, count: bigint}} Group ballots with the same content: weight by project
 * @typedef {{ids: string[], costs: bigint[], support: bigint[], lot: number[], budget: bigint, unit: bigint,
 *   ballots: number, groups: Group[], points: boolean}} Tally
 * @typedef {{rule: string, seed?: string, utility?: string, completion?: string}} Settings
 * @typedef {{selected: string[], cost: string, steps: number}} Recount
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

// -- the rules --------------------------------------------------------------------------------

/** @param {Tally} votes @returns {(one: number, other: number) => number} most support, least cost, the lot */
function bySupport(votes) {
  return (one, other) =>
    sign(votes.support[other] - votes.support[one]) ||
    sign(votes.costs[one] - votes.costs[other]) ||
    votes.lot[one] - votes.lot[other];
}

/** @param {bigint} value */
function sign(value) {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

/**
 * @param {Tally} votes
 * @param {bigint} money
 * @param {Set<number>} without
 * @returns {number[]}
 */
export function greedy(votes, money, without = new Set()) {
  const chosen = [];
  const order = votes.ids.map((_, place) => place).filter((p) => votes.support[p] > 0n && !without.has(p));
  for (const project of order.sort(bySupport(votes))) {
    if (votes.costs[project] <= money) {
      chosen.push(project);
      money -= votes.costs[project];
    }
  }
  return chosen;
}

/**
 * One run of equal shares. Money of a group is a whole number over one common denominator, brought up to date when
 * it is looked at.
 * @param {Tally} votes
 * @param {string} utility
 * @param {bigint} endowment
 * @returns {Generator<undefined, number[]>}
 */
function* run(votes, utility, endowment) {
  const candidates = votes.ids.map((_, place) => place).filter((p) => votes.support[p] > 0n && votes.costs[p] > 0n);
  const factor = votes.costs.map((cost) => (utility === "points" ? 1n : cost));
  /** @type {{group: number, weight: bigint, count: bigint}[][]} */
  const payers = votes.ids.map(() => []);
  votes.groups.forEach((group, number) => {
    for (const [project, points] of group.projects) {
      payers[project].push({ group: number, weight: utility === "cost" ? 1n : points, count: group.count });
    }
  });
  let bottom = 1n;
  /** Denominators that were common once. */
  const bottoms = [1n];
  const money = votes.groups.map(() => endowment);
  const dated = votes.groups.map(() => 0);
  const have = (/** @type {number} */ group) => {
    if (dated[group] !== bottoms.length - 1) {
      money[group] *= bottom / bottoms[dated[group]];
      dated[group] = bottoms.length - 1;
    }
    return money[group];
  };
  /**
   * The least rate top / (bottom · rest) at which the supporters pay the cost: searched from below.
   * @param {number} project
   */
  const price = (project) => {
    let open = payers[project].filter((payer) => money[payer.group] > 0n);
    payers[project] = open;
    let top = votes.costs[project] * bottom;
    let rest = open.reduce((sum, payer) => sum + payer.count * payer.weight, 0n);
    for (;;) {
      if (rest === 0n) return null;
      const limit = top;
      const weightOfAll = rest;
      const poor = open.filter((payer) => have(payer.group) * weightOfAll < limit * payer.weight);
      if (!poor.length) return { project, top, rest, bottom };
      for (const payer of poor) {
        top -= payer.count * have(payer.group);
        rest -= payer.count * payer.weight;
      }
      open = open.filter((payer) => have(payer.group) * weightOfAll >= limit * payer.weight);
      if (top <= 0n) return null;
    }
  };
  /** @typedef {{project: number, top: bigint, rest: bigint, bottom: bigint}} Price */
  const compare = (/** @type {Price} */ one, /** @type {Price} */ other) =>
    sign(
      one.top * other.bottom * other.rest * factor[other.project] -
        other.top * one.bottom * one.rest * factor[one.project],
    );
  const first = (/** @type {Price} */ one, /** @type {Price} */ other) =>
    compare(one, other) ||
    sign(votes.costs[one.project] - votes.costs[other.project]) ||
    sign(votes.support[other.project] - votes.support[one.project]) ||
    votes.lot[one.project] - votes.lot[other.project];

  /** Prices as last worked out: they never fall, so an old one is a lower bound. */
  let known = candidates.map((project) => ({
    project,
    top: votes.costs[project],
    rest: payers[project].reduce((sum, payer) => sum + payer.count * payer.weight, 0n),
    bottom: 1n,
  }));
  const bought = [];
  for (;;) {
    yield;
    known.sort((one, other) => rough(one, factor) - rough(other, factor));
    /** @type {Price | null} */
    let best = null;
    /** @type {Price[]} */
    const following = [];
    for (const old of known) {
      if (best && compare(old, best) > 0) {
        following.push(old);
        continue;
      }
      const now = price(old.project);
      if (!now) continue;
      following.push(now);
      if (!best || first(now, best) < 0) best = now;
    }
    if (!best) return bought;
    const winner = best;
    known = following.filter((one) => one.project !== winner.project);
    const common = gcd(winner.top, winner.rest);
    const top = winner.top / common;
    const grown = winner.rest / common;
    for (const payer of payers[winner.project]) have(payer.group);
    if (grown !== 1n) {
      bottom *= grown;
      bottoms.push(bottom);
    }
    for (const payer of payers[winner.project]) {
      const asked = top * payer.weight;
      const mine = have(payer.group);
      money[payer.group] = mine > asked ? mine - asked : 0n;
    }
    bought.push(winner.project);
  }
}

/**
 * The order in which prices are looked at; it decides nothing.
 * @param {{project: number, top: bigint, rest: bigint, bottom: bigint}} price
 * @param {bigint[]} factor
 */
function rough(price, factor) {
  const whole = (price.top << 64n) / (price.bottom * price.rest * factor[price.project]);
  return Number(whole);
}

/** @param {bigint} one @param {bigint} other @returns {bigint} */
function gcd(one, other) {
  while (other) [one, other] = [other, one % other];
  return one;
}

/**
 * @param {Tally} votes
 * @param {string} utility
 * @param {string} completion
 * @returns {Generator<number, {chosen: number[], steps: number}>} yields the number of endowments tried
 */
function* equalShares(votes, utility, completion) {
  const supported = votes.ids.map((_, place) => place).filter((p) => votes.support[p] > 0n);
  const cost = (/** @type {number[]} */ set) => set.reduce((sum, p) => sum + votes.costs[p], 0n);
  if (cost(supported) <= votes.budget) return { chosen: supported, steps: 0 };
  let endowment = (votes.budget / (votes.unit * BigInt(votes.ballots))) * votes.unit;
  let steps = 0;
  function* tried(/** @type {bigint} */ amount) {
    const counting = run(votes, utility, amount);
    for (;;) {
      const state = counting.next();
      if (state.done) return state.value;
      yield steps;
    }
  }
  let won = yield* tried(endowment);
  while (completion !== "none") {
    const left = votes.budget - cost(won);
    const funded = new Set(won);
    if (completion === "add1u" && supported.every((p) => funded.has(p) || votes.costs[p] > left)) break;
    steps += 1;
    const following = yield* tried(endowment + votes.unit);
    if (cost(following) > votes.budget) break;
    endowment += votes.unit;
    won = following;
  }
  const added = completion === "add1u" ? greedy(votes, votes.budget - cost(won), new Set(won)) : [];
  return { chosen: [...won, ...added], steps };
}

/** Rules that this file knows. */
export const RULES = ["greedy", "equal-shares"];

/**
 * Count a file. Yields {steps} now and then.
 * @param {PbFile} file
 * @param {Settings} settings
 * @returns {Generator<{steps: number}, Recount>}
 */
export function* recount(file, settings) {
  const votes = tally(file, settings.seed);
  let result = { chosen: /** @type {number[]} */ ([]), steps: 0 };
  if (settings.rule === "greedy") result.chosen = greedy(votes, votes.budget);
  else if (settings.rule === "equal-shares") {
    const utility = settings.utility || (votes.points ? "points" : "cost");
    const counting = equalShares(votes, utility, settings.completion || "add1u");
    for (;;) {
      const state = counting.next();
      if (state.done) {
        result = state.value;
        break;
      }
      yield { steps: state.value };
    }
  } else throw new UnreadableFile("rule");
  const chosen = result.chosen.sort((one, other) => one - other);
  const spent = chosen.reduce((sum, project) => sum + votes.costs[project], 0n);
  return { selected: chosen.map((project) => votes.ids[project]), cost: money(spent, votes.unit), steps: result.steps };
}

/** @param {bigint} amount @param {bigint} unit @returns {string} */
function money(amount, unit) {
  const part = String(amount % unit).padStart(String(unit).length - 1, "0").replace(/0+$/, "");
  return String(amount / unit) + (unit > 1n && part ? `.${part}` : "");
}

// -- SHA-256 (FIPS 180-4): the browser's own is there on secure addresses only -----------------

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (/** @type {number} */ value) => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const H = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** @param {string} text @returns {string} hexadecimal */
export function sha256(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(Math.floor(bits / 2 ** shift) & 255);
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

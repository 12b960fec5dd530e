/**
 * Counts a published .pb file by the rules `greedy` and `equal-shares`, exactly: whole numbers and fractions as BigInt.
 *
 * Written from the description of the rules alone, without regard to how the server counts, so that an error in one
 * of the two shows. No document is needed here: it runs in a page and in Node alike. Long counts are generators: they
 * yield now and then, so that the page stays alive.
 */

import { UnreadableFile, tally } from "./recount-file.js";

export { UnreadableFile, parse, sha256 } from "./recount-file.js";

/**
 * @typedef {import("./recount-file.js").PbFile} PbFile
 * @typedef {import("./recount-file.js").Tally} Tally
 * @typedef {{rule: string, seed?: string, utility?: string, completion?: string}} Settings
 * @typedef {{selected: string[], cost: string, steps: number}} Recount
 */

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

// @ts-check
/**
 * `<proof-of-work bits="15" word="…">` inside a form without an account: looks, while the person reads, for a number whose
 * SHA-256 together with the word begins with so many zero bits, and puts it into the hidden field `answer`. With `later`
 * it begins when the page's own script calls `work()`.
 *
 * Works in slices of 20 ms, so that the page stays quick, and without `crypto.subtle`, which pages without TLS lack.
 * Without this script the form works as well: what is sent is then looked at first, or taken more slowly.
 */

const K = new Uint32Array(64);
const START = new Uint32Array(8);
(() => {
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const part = (/** @type {number} */ x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    if (found < 8) START[found] = part(Math.sqrt(n));
    K[found++] = part(Math.cbrt(n));
  }
})();

const W = new Uint32Array(64);
const turn = (/** @type {number} */ x, /** @type {number} */ n) => (x >>> n) | (x << (32 - n));

/**
 * The first 32 bits of the SHA-256 of an ASCII text.
 * @param {string} text
 */
function firstWord(text) {
  const blocks = ((text.length + 8) >> 6) + 1;
  const words = new Uint32Array(blocks * 16);
  for (let at = 0; at < text.length; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - (at & 3) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length & 3) * 8);
  words[words.length - 1] = text.length * 8;
  const hash = START.slice();
  for (let block = 0; block < blocks; block++) {
    for (let at = 0; at < 64; at++) {
      if (at < 16) {
        W[at] = words[block * 16 + at];
        continue;
      }
      const low = turn(W[at - 15], 7) ^ turn(W[at - 15], 18) ^ (W[at - 15] >>> 3);
      const high = turn(W[at - 2], 17) ^ turn(W[at - 2], 19) ^ (W[at - 2] >>> 10);
      W[at] = (W[at - 16] + low + W[at - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let at = 0; at < 64; at++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[at] + W[at]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => (hash[at] = (hash[at] + value) | 0));
  }
  return hash[0];
}

/**
 * The number that solves a word. A page that nobody looks at gets longer slices, since its timers come seldom.
 * @param {string} word
 * @param {number} bits
 * @param {() => boolean} [wanted] asked between the slices; where it says no, the answer is empty
 * @returns {Promise<string>}
 */
export async function solve(word, bits, wanted) {
  const shift = 32 - bits;
  for (let number = 0; ; ) {
    const until = performance.now() + (document.hidden ? 200 : 20);
    while (performance.now() < until) {
      if (firstWord(`${word}:${number}`) >>> shift === 0) return String(number);
      number++;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (wanted && !wanted()) return "";
  }
}

class ProofOfWork extends HTMLElement {
  connectedCallback() {
    if (!this.hasAttribute("later")) void this.work();
  }

  async work() {
    const field = /** @type {HTMLInputElement | null} */ (this.querySelector("[name=answer]"));
    const word = this.getAttribute("word") ?? "";
    if (!field || !word) return;
    const answer = await solve(word, Number(this.getAttribute("bits") ?? "15"), () => this.isConnected);
    if (!answer) return;
    field.value = answer;
    this.dataset.done = "1";
  }
}

customElements.define("proof-of-work", ProofOfWork);

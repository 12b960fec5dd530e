// @ts-check
/**
 * `<letter-code>` round the field for a letter's code: takes the code out of the address's fragment (the square picture
 * of the letter leads to `/vote/#CODE`; a fragment never reaches a server), takes it out of the address and the history,
 * and says a slip while one types. The server says the same without this script. Words: data-found, data-wrong,
 * data-strange, data-right.
 */

// As voting/domain/letter_code.py reads a code.
const ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY";
const LENGTH = 16;
/** @type {Record<string, string>} */
const READ_AS = { O: "0", I: "1", L: "1", S: "5", B: "8", Z: "2", U: "V" };

/** @param {string} typed @returns {string} the characters that count */
function plain(typed) {
  return [...typed.replace(/[\s\-–—_.]/g, "").toUpperCase()].map((character) => READ_AS[character] ?? character).join("");
}

/** @param {string} code @returns {boolean} whether its last character fits the others */
function fits(code) {
  const sum = [...code.slice(0, -1)].reduce((total, character, at) => total + (at + 1) * ALPHABET.indexOf(character), 0);
  return ALPHABET[sum % ALPHABET.length] === code.at(-1);
}

class LetterCode extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input) return;
    this.line = document.createElement("p");
    this.line.className = "code-entry__line";
    this.line.setAttribute("role", "status");
    this.append(this.line);
    input.addEventListener("input", () => this.look(input.value));
    if (location.hash.length > LENGTH) this.take(input);
  }

  /** @param {HTMLInputElement} input */
  take(input) {
    let code = "";
    try {
      code = decodeURIComponent(location.hash.slice(1));
    } catch {
      return; // a broken fragment is none
    }
    if (plain(code).length !== LENGTH) return;
    input.value = code;
    history.replaceState(null, "", location.pathname + location.search);
    this.look(code);
    if (this.line?.dataset.state === "right") this.line.textContent = this.dataset.found ?? "";
    input.form?.querySelector("button")?.focus();
  }

  /** @param {string} typed */
  look(typed) {
    const code = plain(typed);
    const strange = [...code].find((character) => !ALPHABET.includes(character));
    if (strange) this.say("strange", strange);
    else if (code.length < LENGTH) this.say("");
    else this.say(code.length === LENGTH && fits(code) ? "right" : "wrong");
  }

  /** @param {string} state @param {string} [character] */
  say(state, character = "") {
    if (!this.line) return;
    this.line.dataset.state = state;
    const words = (state && this.dataset[state]) || "";
    this.line.textContent = words.replace("{character}", character);
  }
}

customElements.define("letter-code", LetterCode);

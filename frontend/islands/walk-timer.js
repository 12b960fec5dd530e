// @ts-check
/**
 * `<walk-timer topic="hearing-walk:7" data-state="…" data-clock="/api/v1/hearings/walks/7/">`: the clock of a walk.
 *
 * The whole plan is in the page, so the clock runs by itself when there is no network; the socket, or a slow poll, only
 * brings what the facilitator changed. The device's own clock may be wrong: how much is measured against the server's.
 * A change of phase is told to the ear (two tones made here), the hand (vibration) and the eye (the colours turn round
 * for some seconds, without blinking), and in words to screen readers.
 */
import { live } from "./live-client.js";
import { stayAwake } from "./stay-awake.js";

/** @typedef {{kind: string, round: number, seconds: number}} Phase */
/** @typedef {{began: number | null, paused: number | null, phases: Phase[], routes: number[][]}} Walk */

const CUE = 5000;
const LOOK_AGAIN = 60_000;

class WalkTimer extends HTMLElement {
  /** @type {(() => void) | null} */
  #stop = null;
  /** @type {Walk | null} */
  #walk = null;
  /** Milliseconds by which the server's clock is ahead of this device's. */
  #ahead = 0;
  /** The shortest way to the server so far; its answer is the best one. */
  #shortest = Infinity;
  #seen = "";
  #warned = "";
  #timer = 0;
  #looking = 0;
  /** @type {AudioContext | null} */
  #sound = null;

  connectedCallback() {
    this.#walk = JSON.parse(this.dataset.state ?? "null");
    this.#ahead = Number(this.dataset.now) - Date.now();
    stayAwake();
    const tools = this.querySelector("[data-tools]");
    tools?.removeAttribute("hidden");
    this.querySelector("[data-sound]")?.addEventListener("click", (event) => this.#switch(event));
    const group = this.#groupField();
    if (group) {
      group.value = sessionStorage.getItem("raati-group") ?? "";
      group.addEventListener("change", () => {
        sessionStorage.setItem("raati-group", group.value);
        this.#draw();
      });
    }
    this.#stop = live.listen(this.getAttribute("topic") ?? "", (state) => {
      const data = /** @type {Walk | null | undefined} */ (state.data);
      if (!data) return;
      // Another plan has another table: it comes with the page.
      const changed = JSON.stringify(data.routes) !== JSON.stringify(this.#walk?.routes);
      const steered = data.began !== this.#walk?.began || data.paused !== this.#walk?.paused;
      if (changed || (steered && document.querySelector("[name=act]"))) location.reload();
      else {
        this.#walk = data;
        this.#draw();
      }
    });
    this.#timer = window.setInterval(() => this.#draw(), 250);
    this.#looking = window.setInterval(() => void this.#look(), LOOK_AGAIN);
    void this.#look();
    this.#draw();
  }

  disconnectedCallback() {
    this.#stop?.();
    clearInterval(this.#timer);
    clearInterval(this.#looking);
  }

  #groupField() {
    return /** @type {HTMLSelectElement | null} */ (this.querySelector("[data-group]"));
  }

  /** How late is it at the server? Half of the way there and back is taken off; the shortest way is the truest. */
  async #look() {
    const sent = performance.now();
    try {
      const answer = await fetch(this.dataset.clock ?? "", { cache: "no-store" });
      if (!answer.ok) return;
      const told = await answer.json();
      const way = performance.now() - sent;
      this.#shortest *= 1.2; // an old measurement loses its worth: clocks drift, devices sleep
      if (way < this.#shortest) {
        this.#shortest = way;
        this.#ahead = told.now + way / 2 - Date.now();
      }
    } catch {
      // No network: the clock goes on with what it knows.
    }
  }

  /** @returns {{state: string, phase: Phase | null, place: number, left: number}} */
  #where() {
    const walk = this.#walk;
    if (!walk || walk.began === null) return { state: "waiting", phase: null, place: -1, left: 0 };
    let gone = (walk.paused ?? Date.now() + this.#ahead) - walk.began;
    for (const [place, phase] of walk.phases.entries()) {
      const long = phase.seconds * 1000;
      if (gone < long) {
        return { state: walk.paused === null ? phase.kind : "paused", phase, place, left: long - Math.max(gone, 0) };
      }
      gone -= long;
    }
    return { state: "over", phase: null, place: walk.phases.length, left: 0 };
  }

  #draw() {
    const now = this.#where();
    const seconds = Math.ceil(now.left / 1000);
    const left = now.phase ? `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}` : "";
    const words = this.dataset[now.state] ?? "";
    const number = now.phase ? this.#roundWords(now.phase.round) : "";
    this.#write("[data-left]", left);
    this.#write("[data-phase]", words);
    this.#write("[data-number]", number);
    this.querySelector("[data-clock-face]")?.setAttribute("data-kind", now.state);
    const shown = now.phase ? now.phase.round : -1;
    for (const cell of this.querySelectorAll("td[data-round], th[data-round]")) {
      cell.classList.toggle("is-now", Number(cell.getAttribute("data-round")) === shown);
    }
    const mine = this.#mine(now.state, now.phase);
    this.#cues(now, [words, number, mine].filter(Boolean).join(". "));
  }

  /** @param {number} round */
  #roundWords(round) {
    const all = (this.#walk?.phases ?? []).filter((one) => one.kind === "round").length;
    return (this.dataset.of ?? "").replace("{n}", String(round + 1)).replace("{all}", String(all));
  }

  /**
   * Where one's own group begins, where it is and where it goes next.
   * @param {string} state
   * @param {Phase | null} phase
   */
  #mine(state, phase) {
    const line = /** @type {HTMLElement | null} */ (this.querySelector("[data-mine]"));
    const group = this.#groupField()?.value ?? "";
    if (!line) return "";
    line.hidden = group === "" || state === "over";
    if (line.hidden) return "";
    const cells = [...this.querySelectorAll(`[data-row="${group}"] td`)].map((cell) => cell.textContent ?? "");
    const round = phase ? phase.round : 0;
    const when = !phase ? this.dataset.beginAt : phase.kind === "round" ? this.dataset.nowAt : this.dataset.nextAt;
    const here = `${when}: ${cells[round] ?? "–"}`;
    const then = phase?.kind === "round" && cells[round + 1] ? ` · ${this.dataset.nextAt}: ${cells[round + 1]}` : "";
    const text = here + then;
    if (line.textContent !== text) line.textContent = text;
    return text;
  }

  /**
   * @param {{state: string, place: number, left: number, phase: Phase | null}} now
   * @param {string} words
   */
  #cues(now, words) {
    const key = `${this.#walk?.began} ${now.state} ${now.place}`;
    const before = this.#seen;
    this.#seen = key;
    if (before && before !== key) {
      this.#say(words);
      this.#flash();
      this.#sing(now.state === "move" ? [880, 660] : [660, 880]);
      this.#shake([400, 150, 400]);
    } else if (now.state === "round" && now.left <= 60_000 && now.left > 50_000 && this.#warned !== key) {
      this.#warned = key;
      this.#say(this.dataset.minute ?? "");
      this.#sing([740]);
      this.#shake([150]);
    }
  }

  /** @param {string} words */
  #say(words) {
    this.#write("[data-say]", words);
  }

  #flash() {
    const face = this.querySelector("[data-clock-face]");
    face?.classList.add("is-cue");
    setTimeout(() => face?.classList.remove("is-cue"), CUE);
  }

  /**
   * Tones without any file, one after the other.
   * @param {number[]} tones in hertz
   */
  #sing(tones) {
    const sound = this.#sound;
    if (!sound || sound.state === "closed") return;
    tones.forEach((tone, place) => {
      const begins = sound.currentTime + place * 0.45;
      const voice = sound.createOscillator();
      const loudness = sound.createGain();
      voice.frequency.value = tone;
      loudness.gain.setValueAtTime(0.0001, begins);
      loudness.gain.exponentialRampToValueAtTime(0.5, begins + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, begins + 0.4);
      voice.connect(loudness).connect(sound.destination);
      voice.start(begins);
      voice.stop(begins + 0.42);
    });
  }

  /** @param {number[]} pattern in milliseconds */
  #shake(pattern) {
    if (this.#sound) navigator.vibrate?.(pattern);
  }

  /** Browsers let a page be heard only after a press. @param {Event} event */
  #switch(event) {
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    if (this.#sound) {
      void this.#sound.close();
      this.#sound = null;
    } else {
      this.#sound = new AudioContext();
      this.#sing([660]);
      this.#shake([100]);
    }
    button.setAttribute("aria-pressed", String(this.#sound !== null));
  }

  /**
   * @param {string} where
   * @param {string} text
   */
  #write(where, text) {
    const element = this.querySelector(where);
    if (element && element.textContent !== text) element.textContent = text;
  }
}

customElements.define("walk-timer", WalkTimer);

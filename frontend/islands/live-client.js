// @ts-check
/**
 * One socket for the whole page, however many regions listen. When it is down the topics are polled slowly.
 *
 * @typedef {{ epoch: string, version: number, data?: unknown }} State
 * @typedef {(state: State) => void} Listener
 * @typedef {{ type: string, topic: string, epoch: string, version: number, previous?: number, data?: unknown,
 *             patch?: unknown, code?: string }} Message
 */

const SHORTEST = 1000;
const LONGEST = 60_000;
const POLL = 30_000;
const FIRST_POLL = 8000;

class Topic {
  /** @type {Set<Listener>} */
  listeners = new Set();
  /** @type {State | null} */
  state = null;
  etag = "";
  refused = false;
}

class LiveClient {
  /** @type {Map<string, Topic>} */
  #topics = new Map();
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #again = 0;
  #poll = 0;

  constructor() {
    // A page in the back-forward cache must not hold a socket; one that is shown again wants news.
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => event.persisted && this.#open());
    addEventListener("online", () => this.#open());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#open());
  }

  /**
   * Hear of a topic's state now and of each change. Returns the function that stops it.
   * @param {string} name
   * @param {Listener} listener
   */
  listen(name, listener) {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = new Topic();
      this.#topics.set(name, topic);
      this.#say("subscribe", name);
    } else if (topic.state) {
      listener(topic.state);
    }
    topic.listeners.add(listener);
    this.#open();
    return () => this.#leave(name, listener);
  }

  /**
   * @param {string} name
   * @param {Listener} listener
   */
  #leave(name, listener) {
    const topic = this.#topics.get(name);
    topic?.listeners.delete(listener);
    if (!topic || topic.listeners.size) return;
    this.#topics.delete(name);
    this.#say("unsubscribe", name);
    if (!this.#topics.size) this.#close();
  }

  #open() {
    if (this.#socket || !this.#topics.size) return;
    clearTimeout(this.#again);
    this.#again = 0;
    const address = new URL("/ws/live/", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      for (const name of this.#topics.keys()) this.#say("subscribe", name);
    };
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#comeBack();
    };
  }

  #close() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    clearTimeout(this.#again);
    this.#again = 0;
    this.#stopPolling();
  }

  /** Try again after a random part of a growing pause, so that a restarted server is not stormed; poll meanwhile. */
  #comeBack() {
    this.#failures += 1;
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.#failures);
    this.#again = window.setTimeout(() => this.#open(), longest * (0.3 + 0.7 * Math.random()));
    if (!this.#poll) this.#poll = window.setTimeout(() => this.#pollAll(), FIRST_POLL * (0.5 + Math.random()));
  }

  #stopPolling() {
    clearTimeout(this.#poll);
    this.#poll = 0;
  }

  async #pollAll() {
    if (document.visibilityState === "visible") {
      for (const name of [...this.#topics.keys()]) await this.#fetch(name);
    }
    if (this.#poll) this.#poll = window.setTimeout(() => this.#pollAll(), POLL * (0.7 + 0.6 * Math.random()));
  }

  /**
   * @param {"subscribe" | "unsubscribe"} wish
   * @param {string} name
   */
  #say(wish, name) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ do: wish, topic: name }));
  }

  /** @param {Message} message */
  #hear(message) {
    this.#failures = 0;
    const topic = this.#topics.get(message.topic);
    if (!topic) return;
    if (message.type === "error") {
      topic.refused = message.code === "no-such-topic";
      if (message.code === "unavailable" && !this.#poll) {
        this.#poll = window.setTimeout(() => this.#pollAll(), FIRST_POLL);
      }
      return;
    }
    this.#stopPolling();
    this.#take(message.topic, topic, message);
  }

  /**
   * @param {string} name
   * @param {Topic} topic
   * @param {Message} message
   */
  #take(name, topic, message) {
    const known = topic.state;
    const sameEpoch = known?.epoch === message.epoch;
    if (known && sameEpoch && message.version <= known.version) return;
    if (message.patch !== undefined) {
      if (!known || !sameEpoch || known.version !== message.previous) {
        void this.#fetch(name); // a gap: what the patch builds on never arrived
        return;
      }
      this.#tell(topic, { epoch: message.epoch, version: message.version, data: patched(known.data, message.patch) });
      return;
    }
    this.#tell(topic, { epoch: message.epoch, version: message.version, data: message.data });
  }

  /**
   * @param {Topic} topic
   * @param {State} state
   */
  #tell(topic, state) {
    topic.state = state;
    for (const listener of [...topic.listeners]) listener(state);
  }

  /** @param {string} name */
  async #fetch(name) {
    const topic = this.#topics.get(name);
    if (!topic || topic.refused) return;
    try {
      const answer = await fetch(`/api/v1/live/${encodeURIComponent(name)}`, {
        cache: "no-store",
        headers: topic.etag ? { "If-None-Match": topic.etag } : {},
      });
      if (answer.status === 404) topic.refused = true;
      if (answer.status !== 200) return;
      topic.etag = answer.headers.get("ETag") ?? "";
      /** @type {State} */
      const state = await answer.json();
      const known = topic.state;
      if (known && known.epoch === state.epoch && state.version < known.version) return;
      this.#tell(topic, state);
    } catch {
      // No network: the next poll, or the socket, brings it.
    }
  }
}

/**
 * A JSON merge patch (RFC 7396) put onto a value.
 * @param {unknown} value
 * @param {unknown} patch
 * @returns {unknown}
 */
export function patched(value, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  /** @type {Record<string, unknown>} */
  const result = value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) delete result[key];
    else result[key] = patched(result[key], part);
  }
  return result;
}

export const live = new LiveClient();

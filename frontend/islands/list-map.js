/**
 * A map beside a list: a pin for each thing that has a place, pins that lie close together as one group with its number.
 * The list stays the main thing and has everything. In sight, the map is first a still drawing; the program that moves and
 * zooms it comes with the first touch.
 *
 * The pins come from data-points (a GeoJSON FeatureCollection of points with `title` and `url`), or from the elements
 * with data-latitude and data-longitude inside the list named in data-list; their first link gives title and address.
 *
 * @typedef {typeof import("./map-ground.js")} Ground
 * @typedef {{ at: [number, number], title: string, url: string, lang: string, item: HTMLElement | null }} Thing
 */

import { sketch } from "./map-sketch.js";

const GROUP_PIXELS = 44;
const MOST_NAMED = 12;

class ListMap extends HTMLElement {
  async connectedCallback() {
    this.canvas = /** @type {HTMLElement} */ (this.querySelector(".place__canvas"));
    this.status = this.querySelector(".place__said");
    try {
      this.ground = /** @type {Ground} */ (await import(this.dataset.ground ?? ""));
      this.ground.whenWanted(this, this.canvas, this.dataset.wordShow ?? "", () => this.show());
    } catch {
      this.fail();
    }
  }

  fail() {
    this.canvas?.setAttribute("hidden", "");
    if (this.status) this.status.textContent = this.dataset.wordFailed ?? "";
  }

  /** @returns {Promise<Thing[]>} */
  async things() {
    if (this.dataset.points) {
      const answer = await fetch(this.dataset.points, { headers: { Accept: "application/geo+json, application/json" } });
      if (!answer.ok) throw new Error("points");
      const { features } = await answer.json();
      return features
        .filter((/** @type {any} */ one) => one.geometry)
        .map((/** @type {any} */ one) => ({
          at: [one.geometry.coordinates[1], one.geometry.coordinates[0]],
          title: one.properties.title ?? "",
          url: one.properties.url ?? "",
          lang: one.properties.lang ?? one.properties.language ?? "",
          item: null,
        }));
    }
    const list = document.getElementById(this.dataset.list ?? "");
    const items = /** @type {NodeListOf<HTMLElement>} */ (list?.querySelectorAll("[data-latitude]") ?? []);
    return [...items].flatMap((item) => {
      const at = /** @type {[number, number]} */ (
        [item.dataset.latitude, item.dataset.longitude].map((word) => Number((word ?? "").replace(",", ".") || NaN))
      );
      const link = item.querySelector("a[href]");
      if (!at.every(Number.isFinite)) return [];
      const title = link?.textContent?.trim() ?? item.textContent?.trim() ?? "";
      const lang = link?.closest("[lang]")?.getAttribute("lang") ?? "";
      return [{ at, title, url: link?.getAttribute("href") ?? "", lang, item }];
    });
  }

  /** The still drawing, until somebody reaches for the map. Tiles cannot be drawn still. */
  async show() {
    if (this.dataset.tiles || !this.ground) return this.draw();
    try {
      const { fetchAreas, parentPaths } = this.ground;
      const [areas, things] = await Promise.all([fetchAreas(this), this.things()]);
      /** @type {[number, number][]} */
      const spots = things.map(({ at }) => [at[1], at[0]]);
      const picture = sketch(areas, spots, { label: this.dataset.wordMap ?? "", outer: parentPaths(areas) });
      if (!picture) return this.draw();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button map-move";
      button.textContent = this.dataset.wordMove ?? "";
      this.canvas?.replaceChildren(picture, button);
      // By keyboard the map takes the place of the button that asked for it.
      button.addEventListener("click", () => void this.draw().then(() => this.canvas?.focus({ preventScroll: true })));
      for (const touch of ["pointermove", "pointerdown"]) {
        this.canvas?.addEventListener(touch, () => this.draw(), { once: true });
      }
    } catch {
      this.fail();
    }
  }

  async draw() {
    if (this.drawing || !this.ground) return;
    this.drawing = true;
    try {
      const things = await this.things();
      const drawn = await this.ground.ground(this, this.canvas, { label: this.dataset.wordMap ?? "" });
      this.start(things, drawn);
    } catch {
      this.fail();
    }
  }

  /** @param {Thing[]} things @param {Awaited<ReturnType<Ground["ground"]>>} drawn */
  start(things, { L, map, home }) {
    const pins = L.layerGroup().addTo(map);
    if (things.length) {
      const bounds = L.latLngBounds(things.map((thing) => thing.at));
      // Far pins (an imported city without outlines) count more than the empty town.
      map.fitBounds(home ? home.extend(bounds) : bounds, { padding: [24, 24], maxZoom: 15, animate: false });
    }
    const redraw = () => this.redraw(L, map, pins, things);
    map.on("zoomend", redraw);
    redraw();
    for (const thing of things) {
      thing.item?.addEventListener("pointerenter", () => this.point(thing, true));
      thing.item?.addEventListener("pointerleave", () => this.point(thing, false));
    }
  }

  /** @param {Thing} thing @param {boolean} on */
  point(thing, on) {
    this.markers?.get(thing)?.getElement()?.classList.toggle("is-chosen", on);
  }

  /**
   * Group what is near on the screen: each thing joins the first group whose middle is close. A grid of cells keeps it
   * quick with thousands.
   *
   * @param {any} map
   * @param {Thing[]} things
   * @returns {{ x: number, y: number, things: Thing[] }[]}
   */
  groups(map, things) {
    const zoom = map.getZoom();
    /** @type {Map<string, { x: number, y: number, things: Thing[] }[]>} */
    const cells = new Map();
    const all = [];
    for (const thing of things) {
      const { x, y } = map.project(thing.at, zoom);
      const column = Math.floor(x / GROUP_PIXELS);
      const row = Math.floor(y / GROUP_PIXELS);
      let home;
      for (let i = -1; i <= 1 && !home; i += 1) {
        for (let j = -1; j <= 1 && !home; j += 1) {
          home = cells.get(`${column + i}:${row + j}`)?.find((one) => Math.hypot(one.x - x, one.y - y) < GROUP_PIXELS);
        }
      }
      if (home) {
        home.things.push(thing);
        continue;
      }
      const group = { x, y, things: [thing] };
      all.push(group);
      const key = `${column}:${row}`;
      cells.set(key, [...(cells.get(key) ?? []), group]);
    }
    return all;
  }

  /** @param {any} L @param {any} map @param {any} pins @param {Thing[]} things */
  redraw(L, map, pins, things) {
    pins.clearLayers();
    this.markers = new Map();
    for (const group of this.groups(map, things)) {
      const marker = group.things.length === 1 ? this.onePin(L, group.things[0]) : this.groupPin(L, map, group);
      group.things.forEach((thing) => this.markers?.set(thing, marker));
      marker.addTo(pins);
    }
  }

  /** @param {any} L @param {Thing} thing */
  onePin(L, thing) {
    const marker = /** @type {Ground} */ (this.ground).pin(L, thing.at, { label: thing.title });
    marker.bindPopup(() => this.names([thing]));
    return marker;
  }

  /** @param {any} L @param {any} map @param {{ x: number, y: number, things: Thing[] }} group */
  groupPin(L, map, { things }) {
    const count = things.length;
    const label = /** @type {Ground} */ (this.ground).fill(this.dataset.wordTogether ?? "", { count });
    const size = count < 10 ? 34 : count < 100 ? 40 : 48;
    const number = document.createElement("span");
    number.textContent = String(count);
    const bounds = L.latLngBounds(things.map((thing) => thing.at));
    const marker = L.marker(bounds.getCenter(), {
      title: label,
      alt: label,
      icon: L.divIcon({ className: "map-group", html: number, iconSize: [size, size] }),
    });
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", label));
    const open = () => {
      const closer = map.getBoundsZoom(bounds, false, L.point(48, 48));
      if (closer > map.getZoom() && map.getZoom() < 17) {
        map.fitBounds(bounds, { padding: [48, 48], maxZoom: 18 });
        // The group is gone; who came by keyboard goes on from the map.
        this.canvas?.focus({ preventScroll: true });
      } else {
        L.popup({ offset: [0, -size / 2] }).setLatLng(marker.getLatLng()).setContent(this.names(things)).openOn(map);
      }
    };
    marker.on("click", open);
    marker.on("keypress", (/** @type {any} */ event) => {
      if (event.originalEvent.key === "Enter") open();
    });
    return marker;
  }

  /** @param {Thing[]} things @returns {HTMLElement} links to them */
  names(things) {
    const list = document.createElement("ul");
    list.className = "plain-list";
    for (const thing of things.slice(0, MOST_NAMED)) {
      const line = document.createElement("li");
      const link = document.createElement(thing.url ? "a" : "span");
      if (link instanceof HTMLAnchorElement) link.href = thing.url;
      link.textContent = thing.title;
      link.dir = "auto";
      if (thing.lang) link.lang = thing.lang;
      line.append(link);
      list.append(line);
    }
    if (things.length > MOST_NAMED) {
      const line = document.createElement("li");
      line.textContent = `+ ${things.length - MOST_NAMED}`;
      list.append(line);
    }
    return list;
  }
}

customElements.define("list-map", ListMap);

/**
 * Choosing a place: press the map, move the pin by mouse, finger or arrow keys, or let the device say where one is.
 * The answer goes into the hidden fields of the form named in data-form; the list of areas beside it is the twin that
 * works without this script, and the two tell each other. Without data-pick it only shows data-latitude, data-longitude.
 *
 * @typedef {typeof import("./map-ground.js")} Ground
 */

const KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
});
const STEP = 8;
const LONG_STEP = 48;
const NEAR_ZOOM = 15;

class PlaceMap extends HTMLElement {
  async connectedCallback() {
    const form = document.getElementById(this.dataset.form ?? "");
    this.form = form instanceof HTMLFormElement ? form : this.closest("form");
    this.canvas = /** @type {HTMLElement} */ (this.querySelector(".place__canvas"));
    this.status = /** @type {HTMLElement} */ (this.querySelector(".place__said"));
    this.picks = Boolean(this.dataset.pick) && this.form !== null;
    for (const button of this.querySelectorAll("button[data-do]")) {
      button.addEventListener("click", () => this.act(/** @type {HTMLElement} */ (button).dataset.do ?? ""));
    }
    this.areaInputs().forEach((input) => input.addEventListener("change", () => this.areaChosen()));
    try {
      this.ground = /** @type {Ground} */ (await import(this.dataset.ground ?? ""));
      this.ground.whenWanted(this, this.canvas, this.dataset.wordShow ?? "", () => this.draw());
    } catch {
      this.fail();
    }
    this.tools();
  }

  /** @param {string} name @returns {HTMLInputElement | null} the form's hidden field */
  field(name) {
    const found = this.form?.elements.namedItem(this.dataset[name] ?? "");
    return found instanceof HTMLInputElement ? found : null;
  }

  /** @returns {(HTMLInputElement | HTMLSelectElement)[]} the list of areas */
  areaInputs() {
    const name = this.dataset.areaName;
    return this.form && name
      ? /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
          [...this.form.elements].filter((one) => /** @type {HTMLInputElement} */ (one).name === name)
        )
      : [];
  }

  /** @returns {[number, number] | null} where the pin is: latitude, longitude */
  spot() {
    const words = this.picks
      ? [this.field("lat")?.value, this.field("lon")?.value]
      : [this.dataset.latitude, this.dataset.longitude];
    const [latitude, longitude] = words.map((word) => Number((word ?? "").replace(",", ".") || NaN));
    return Number.isFinite(latitude) && Number.isFinite(longitude) ? [latitude, longitude] : null;
  }

  /** @param {string | undefined} words */
  say(words) {
    if (this.status) this.status.textContent = words ?? "";
  }

  fail() {
    this.canvas?.setAttribute("hidden", "");
    this.say(this.dataset.wordFailed);
  }

  /** Show only the buttons that can do something now. */
  tools() {
    const has = this.spot() !== null;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("button[data-do]"))) {
      if (button.dataset.do === "remove") button.hidden = !has;
      if (button.dataset.do === "centre") button.hidden = has;
      if (button.dataset.do === "locate") button.hidden = !("geolocation" in navigator);
    }
  }

  /** @returns {Promise<void>} once the map is there */
  async draw() {
    this.drawing ??= this.drawNow();
    return this.drawing;
  }

  async drawNow() {
    if (!this.ground || !this.canvas) return;
    this.canvas.setAttribute("aria-busy", "true"); // areas show before the map has come to rest and takes a press
    try {
      const label = (this.picks ? this.dataset.wordPickMap : this.dataset.wordMap) ?? "";
      this.drawn = await this.ground.ground(this, this.canvas, {
        label,
        onArea: this.picks ? (_id, at) => this.place([at.lat, at.lng]) : undefined,
      });
    } catch {
      this.drawing = undefined;
      this.canvas.removeAttribute("aria-busy");
      this.fail();
      return;
    }
    const { map } = this.drawn;
    if (this.picks) map.on("click", (/** @type {any} */ event) => this.place([event.latlng.lat, event.latlng.lng]));
    const spot = this.spot();
    if (spot) {
      this.showPin(spot);
      map.setView(spot, NEAR_ZOOM, { animate: false });
    }
    this.mark();
    this.canvas.removeAttribute("aria-busy");
  }

  /** @param {string} what */
  async act(what) {
    if (what === "remove") {
      this.takeAway();
    } else if (what === "centre") {
      await this.draw();
      if (!this.drawn) return;
      const { lat, lng } = this.drawn.map.getCenter();
      await this.place([lat, lng]);
      this.marker?.getElement()?.focus();
    } else if (what === "locate") {
      this.say(this.dataset.wordLooking);
      navigator.geolocation.getCurrentPosition(
        async ({ coords }) => {
          await this.place([coords.latitude, coords.longitude]);
          await this.draw();
          this.drawn?.map.setView([coords.latitude, coords.longitude], NEAR_ZOOM, { animate: false });
        },
        () => this.say(this.dataset.wordNoLocation),
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    }
  }

  /** @param {[number, number]} spot */
  async place(spot) {
    const lat = this.field("lat");
    const lon = this.field("lon");
    if (!lat || !lon) return;
    lat.value = spot[0].toFixed(6);
    lon.value = spot[1].toFixed(6);
    const name = this.field("name");
    if (name) name.value = "";
    this.forget(false);
    this.showPin(spot);
    this.tools();
    lat.dispatchEvent(new Event("input", { bubbles: true }));
    await this.tellArea(spot);
  }

  takeAway() {
    for (const name of ["lat", "lon", "name"]) {
      const field = this.field(name);
      if (field) field.value = "";
    }
    this.marker?.remove();
    this.marker = undefined;
    this.field("lat")?.dispatchEvent(new Event("input", { bubbles: true }));
    this.tools();
    this.say(this.dataset.wordRemoved);
    /** @type {HTMLElement | null} */ (this.querySelector("button[data-do=centre]"))?.focus();
  }

  /** A place chosen anew takes back "leave out the exact place" and a hit of the address search. @param {boolean} on */
  forget(on) {
    for (const input of this.form?.querySelectorAll("input") ?? []) {
      if (input.type === "checkbox" && input.name.endsWith("forget")) input.checked = on;
      if (input.type === "radio" && input.name.endsWith("hit")) input.checked = input.value === "";
    }
  }

  /** @param {[number, number]} spot */
  showPin(spot) {
    if (!this.drawn || !this.ground) return;
    const { L, map } = this.drawn;
    if (this.marker) {
      this.marker.setLatLng(spot);
    } else {
      this.marker = this.ground.pin(L, spot, {
        label: (this.picks ? this.dataset.wordPin : this.dataset.label) ?? "",
        draggable: this.picks,
      });
      this.marker.addTo(map);
      this.marker.on("dragend", () => {
        const { lat, lng } = this.marker.getLatLng();
        this.place([lat, lng]);
      });
      this.marker.getElement()?.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.step(event));
    }
    if (!map.getBounds().contains(spot)) map.panTo(spot);
  }

  /** @param {KeyboardEvent} event */
  step(event) {
    const way = KEYS[event.key];
    if (!way || !this.picks || !this.drawn) return;
    event.preventDefault();
    event.stopPropagation();
    const { map } = this.drawn;
    const far = event.shiftKey ? LONG_STEP : STEP;
    const now = map.latLngToContainerPoint(this.marker.getLatLng());
    const { lat, lng } = map.containerPointToLatLng([now.x + way[0] * far, now.y + way[1] * far]);
    this.showPin([lat, lng]);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.place([lat, lng]), 300);
  }

  /** Ask the server which area this is, say it, and tick it in the list. @param {[number, number]} spot */
  async tellArea(spot) {
    if (!this.dataset.areaAt) return;
    this.asked = (this.asked ?? 0) + 1;
    const asked = this.asked;
    const query = new URLSearchParams({ latitude: spot[0].toFixed(6), longitude: spot[1].toFixed(6) });
    let area;
    try {
      const answer = await fetch(`${this.dataset.areaAt}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      ({ area } = await answer.json());
    } catch {
      return;
    }
    if (asked !== this.asked) return;
    this.say(area && this.ground ? this.ground.fill(this.dataset.wordPlaced ?? "", { area: area.name }) : this.dataset.wordOutside);
    if (!area) return;
    for (const input of this.areaInputs()) {
      if (input instanceof HTMLSelectElement) input.value = String(area.id);
      else input.checked = input.value === String(area.id);
    }
    this.mark();
  }

  /** @returns {number} the area ticked in the list, or 0 */
  area() {
    const input = this.areaInputs().find((one) => one instanceof HTMLSelectElement || one.checked);
    return Number(input?.value || 0);
  }

  /** Draw the ticked area differently. */
  mark() {
    const chosen = this.area();
    this.drawn?.areas.forEach((layer, id) => layer.getElement()?.classList.toggle("is-chosen", id === chosen));
  }

  /** An area was chosen from the list: a pin in another one no longer holds. */
  areaChosen() {
    this.mark();
    if (this.spot()) {
      this.takeAway();
      const input = this.areaInputs().find((one) => one instanceof HTMLSelectElement || one.checked);
      input?.focus();
    }
    const layer = this.drawn?.areas.get(this.area());
    if (layer) this.drawn?.map.fitBounds(layer.getBounds(), { padding: [24, 24] });
  }
}

customElements.define("place-map", PlaceMap);

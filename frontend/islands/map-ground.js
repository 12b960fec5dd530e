/**
 * The ground of every map: Leaflet fetched when a map is wanted, the town's own areas as shapes with names, tiles only
 * where the town has a tile server, colours from the stylesheet. Loaded by place-map.js and list-map.js on demand.
 *
 * All words and addresses come from the data-attributes of the element (see commons/places/templatetags/places.py).
 */

/** @typedef {{ lat: number, lng: number }} Spot */

const START = /** @type {[number, number]} */ ([64.5, 26]);
const START_ZOOM = 5;

/** @type {Promise<any> | undefined} */
let leaflet;

/**
 * @param {string} words with {places}
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * @param {HTMLElement & { dataset: DOMStringMap }} element
 * @returns {Promise<any>} Leaflet's `L`, fetched once a page
 */
export function loadLeaflet(element) {
  leaflet ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = element.dataset.leafletCss ?? "";
    // Before our own styles, so that ours win.
    document.head.prepend(style);
    const script = document.createElement("script");
    script.src = element.dataset.leaflet ?? "";
    script.onload = () => resolve(/** @type {any} */ (window).L);
    script.onerror = () => {
      leaflet = undefined;
      script.remove();
      reject(new Error("Leaflet"));
    };
    document.head.append(script);
  });
  return leaflet;
}

/**
 * Draw an empty map with the town's areas into `canvas`.
 *
 * @param {HTMLElement} element with the data-attributes
 * @param {HTMLElement} canvas
 * @param {{ label: string, keyboard?: boolean, onArea?: (id: number, at: Spot) => void }} options
 * @returns {Promise<{ L: any, map: any, areas: Map<number, any>, home: any, names: () => void }>}
 *   `areas`: outline layers by area number; `home`: the bounds of the town, or null
 */
export async function ground(element, canvas, { label, keyboard = true, onArea }) {
  const [L, collection] = await Promise.all([loadLeaflet(element), fetchAreas(element)]);
  canvas.replaceChildren();
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", label);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, {
    keyboard,
    zoomControl: false,
    attributionControl: Boolean(element.dataset.attribution),
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    zoomSnap: 0.5,
    minZoom: 4,
    maxZoom: 19,
    // A page is scrolled past a map more often than a map is zoomed by the wheel.
    scrollWheelZoom: false,
  }).setView(START, START_ZOOM);
  L.control
    .zoom({ zoomInTitle: element.dataset.wordZoomIn, zoomOutTitle: element.dataset.wordZoomOut })
    .addTo(map);
  if (element.dataset.tiles) {
    map.attributionControl?.setPrefix(false);
    L.tileLayer(element.dataset.tiles, { attribution: element.dataset.attribution ?? "", maxZoom: 19 }).addTo(map);
    canvas.classList.add("has-tiles");
  }
  /** @type {Map<number, any>} */
  const areas = new Map();
  const parents = parentPaths(collection);
  const shapes = L.geoJSON(collection, {
    interactive: Boolean(onArea),
    bubblingMouseEvents: false,
    /** @param {any} feature */
    style: (feature) => ({
      className: parents.has(feature.properties.path) ? "map-area map-area--outer" : "map-area",
    }),
    /** @param {any} feature @param {any} layer */
    onEachFeature: (feature, layer) => {
      areas.set(feature.id, layer);
      if (onArea) layer.on("click", (/** @type {any} */ event) => onArea(feature.id, event.latlng));
    },
  }).addTo(map);
  const home = collection.features.length ? shapes.getBounds() : null;
  if (home) map.fitBounds(home, { padding: [8, 8], animate: false });
  const names = () => drawNames(L, map, collection, parents);
  map.on("zoomend resize", names);
  names();
  new ResizeObserver(() => map.invalidateSize()).observe(canvas);
  return { L, map, areas, home, names };
}

/** @param {HTMLElement} element @returns {Promise<any>} */
export async function fetchAreas(element) {
  const empty = { type: "FeatureCollection", features: [] };
  if (!element.dataset.areas) return empty;
  const answer = await fetch(element.dataset.areas, { headers: { Accept: "application/geo+json" } });
  return answer.ok ? answer.json() : empty;
}

/**
 * Paths of areas that others lie in: drawn as a line only, their names left out.
 *
 * @param {any} collection
 * @returns {Set<string>}
 */
export function parentPaths(collection) {
  const found = new Set();
  for (const { properties } of collection.features) {
    const steps = properties.path.split("/").slice(0, -2);
    while (steps.length) {
      found.add(`${steps.join("/")}/`);
      steps.pop();
    }
  }
  return found;
}

/**
 * Write the names of the areas that have room for them.
 *
 * @param {any} L
 * @param {any} map
 * @param {any} collection
 * @param {Set<string>} parents
 */
function drawNames(L, map, collection, parents) {
  map.namesLayer?.remove();
  const layer = (map.namesLayer = L.layerGroup().addTo(map));
  /** @type {{ x: number, y: number, half: number }[]} */
  const taken = [];
  for (const { properties } of collection.features) {
    if (parents.has(properties.path) || properties.latitude === null) continue;
    const at = map.latLngToContainerPoint([properties.latitude, properties.longitude]);
    const half = properties.name.length * 4.5 + 6;
    if (taken.some((other) => Math.abs(other.y - at.y) < 18 && Math.abs(other.x - at.x) < half + other.half)) continue;
    taken.push({ x: at.x, y: at.y, half });
    const text = document.createElement("span");
    text.textContent = properties.name;
    const name = L.tooltip({ permanent: true, direction: "center", className: "map-name", interactive: false })
      .setLatLng([properties.latitude, properties.longitude])
      .setContent(text)
      .addTo(layer);
    // A name that stands there for good is text, not a tooltip of something.
    name.getElement()?.removeAttribute("role");
  }
}

/**
 * A pin of our own colours.
 *
 * @param {any} L
 * @param {Spot | [number, number]} at
 * @param {{ label: string, draggable?: boolean }} options
 * @returns {any}
 */
export function pin(L, at, { label, draggable = false }) {
  const marker = L.marker(at, {
    draggable,
    autoPan: draggable,
    keyboard: true,
    title: label,
    alt: label,
    icon: L.divIcon({ className: "map-pin", iconSize: [28, 28], iconAnchor: [14, 34] }),
  });
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", label));
  return marker;
}

/**
 * Start `draw` when the map is in sight, or at the press of a button where the reader saves data.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} canvas
 * @param {string} words of the button
 * @param {() => void} draw
 */
export function whenWanted(element, canvas, words, draw) {
  const saving = /** @type {any} */ (navigator).connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = words;
  button.addEventListener("click", draw, { once: true });
  canvas.replaceChildren(button);
  // data-ask: there is so much on the map that its reader should want it.
  if (saving || element.dataset.ask || !("IntersectionObserver" in window)) return;
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    draw();
  }, { rootMargin: "120px" });
  watch.observe(element);
}

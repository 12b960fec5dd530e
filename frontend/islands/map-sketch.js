/**
 * A still drawing of a map: the areas as shapes, the things as dots. It costs nothing but the places themselves, so that
 * a reader who only looks need not fetch the map's program.
 */

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 400;
const EDGE = 12;
const TALLEST = 2;

/** @typedef {[number, number]} At longitude, latitude */

/**
 * @param {any} collection GeoJSON of areas
 * @returns {{ path: string, rings: At[][] }[]} each area's outlines
 */
function outlines(collection) {
  return collection.features.flatMap((/** @type {any} */ one) => {
    const shape = one.geometry;
    if (!shape) return [];
    const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.type === "MultiPolygon" ? shape.coordinates : [];
    return [{ path: one.properties.path, rings: polygons.flat() }];
  });
}

/**
 * @param {At[]} spots
 * @returns {{ tall: number, onto: (at: At) => At } | null} how to lay them on a sheet `WIDE` wide; null without any
 */
function sheet(spots) {
  if (!spots.length) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of spots) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  // A degree of longitude is shorter the farther north.
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = Math.max((east - west) * narrow, 1e-4);
  const up = Math.max(north - south, 1e-4);
  const scale = Math.min((WIDE - 2 * EDGE) / across, (WIDE * TALLEST - 2 * EDGE) / up);
  const spare = (WIDE - across * scale) / 2;
  return {
    tall: up * scale + 2 * EDGE,
    onto: ([x, y]) => [spare + (x - west) * narrow * scale, EDGE + (north - y) * scale],
  };
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElement}
 */
function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * @param {any} collection GeoJSON of areas
 * @param {At[]} things
 * @param {{ label: string, outer: Set<string> }} options `outer`: paths of areas that others lie in, drawn as lines
 * @returns {SVGElement | null} the drawing, or null where there is nothing to draw
 */
export function sketch(collection, things, { label, outer }) {
  const areas = outlines(collection);
  const laid = sheet([...areas.flatMap((area) => area.rings.flat()), ...things]);
  if (!laid) return null;
  const picture = drawn("svg", { viewBox: `0 0 ${WIDE} ${laid.tall}`, role: "img", "aria-label": label, class: "map-sketch" });
  const spot = (/** @type {At} */ at) => laid.onto(at).map((number) => number.toFixed(1)).join(" ");
  for (const { path, rings } of areas) {
    const line = rings.map((ring) => `M${ring.map(spot).join("L")}Z`).join("");
    picture.append(drawn("path", { d: line, class: outer.has(path) ? "map-area map-area--outer" : "map-area" }));
  }
  for (const at of things) {
    const [cx, cy] = laid.onto(at);
    picture.append(drawn("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: 4, class: "map-dot" }));
  }
  return picture;
}

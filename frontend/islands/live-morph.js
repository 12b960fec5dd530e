// @ts-check
/**
 * Turn an element's content into fresh content with as few changes as possible: what is the same stays the same
 * node, so focus, scrolling and opened details stay, and screen readers say only what is new.
 */

const KEEPS = "form, input, textarea, select, [contenteditable], [data-live-keep]";

/**
 * @param {Element} old
 * @param {Element} fresh content to take over; it is used up
 */
export function morph(old, fresh) {
  /** @type {Map<string, Element>} */
  const byId = new Map();
  for (const child of old.children) if (child.id) byId.set(child.id, child);
  /** @type {ChildNode | null} */
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const twin = wanted instanceof Element && wanted.id ? byId.get(wanted.id) : undefined;
    if (twin && twin !== at) old.insertBefore(twin, at);
    const here = twin ?? at;
    if (here && alike(here, wanted)) {
      at = here.nextSibling;
      become(here, wanted);
    } else {
      old.insertBefore(document.importNode(wanted, true), at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    if (!(at instanceof Element && holdsWork(at))) at.remove();
    at = next;
  }
}

/**
 * @param {Node} here
 * @param {Node} wanted
 */
function alike(here, wanted) {
  if (here.nodeName !== wanted.nodeName) return false;
  if (here instanceof Element && wanted instanceof Element) return here.id === wanted.id;
  return true;
}

/**
 * @param {ChildNode} here
 * @param {Node} wanted
 */
function become(here, wanted) {
  if (!(here instanceof Element && wanted instanceof Element)) {
    if (here.nodeValue !== wanted.nodeValue) here.nodeValue = wanted.nodeValue;
    return;
  }
  if (here.matches(KEEPS) && isBusy(here)) return;
  if (here.isEqualNode(wanted)) return;
  for (const { name } of [...here.attributes]) {
    if (!wanted.hasAttribute(name) && !isReaders(here, name)) here.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (here.getAttribute(name) !== value && !isReaders(here, name)) here.setAttribute(name, value);
  }
  if (here.localName !== "live-region") morph(here, wanted);
}

/**
 * Whether an attribute is the reader's own doing, or a nested region's.
 * @param {Element} element
 * @param {string} name
 */
function isReaders(element, name) {
  return (name === "open" && element.matches("details, dialog")) || element.localName === "live-region";
}

/**
 * Whether somebody is at work in it.
 * @param {Element} element
 */
function holdsWork(element) {
  if (element.matches(KEEPS)) return isBusy(element);
  return [...element.querySelectorAll(KEEPS)].some(isBusy);
}

/**
 * Whether it has the focus, or holds something typed or chosen.
 * @param {Element} element
 */
function isBusy(element) {
  if (element.contains(document.activeElement)) return true;
  return [element, ...element.querySelectorAll("input, textarea, select")].some(isChanged);
}

/** @param {Element} control */
function isChanged(control) {
  if (control instanceof HTMLInputElement) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.type === "file") return Boolean(control.files?.length);
    return control.type !== "hidden" && control.value !== control.defaultValue;
  }
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  if (control instanceof HTMLSelectElement) {
    const initial = [...control.options].filter((option) => option.defaultSelected);
    const chosen = [...control.selectedOptions];
    if (!initial.length && !control.multiple) return control.selectedIndex > 0;
    return initial.length !== chosen.length || initial.some((option) => !chosen.includes(option));
  }
  return false;
}

/**
 * "Near me" in a form of filters: asks the device where it is, puts the answer into the fields lat and lon, and sends
 * the form. Without this script there is no button; an address or an area does the same.
 */

class NearMe extends HTMLElement {
  connectedCallback() {
    const button = /** @type {HTMLElement | null} */ (this.querySelector("[data-near]"));
    if (!button || !("geolocation" in navigator)) return;
    button.hidden = false;
    button.addEventListener("click", () => this.look());
  }

  look() {
    this.say(this.dataset.looking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.send(coords.latitude, coords.longitude),
      () => this.say(this.dataset.failed),
      { timeout: 10000, maximumAge: 60000 },
    );
  }

  /** @param {number} latitude @param {number} longitude */
  send(latitude, longitude) {
    const form = this.closest("form");
    if (!form) return;
    // A hundred metres are near enough, and tell less about where somebody lives.
    this.put(form, "lat", latitude.toFixed(3));
    this.put(form, "lon", longitude.toFixed(3));
    this.put(form, "order", "near");
    const near = form.querySelector("[name=near]");
    if (near instanceof HTMLInputElement) near.value = "";
    form.submit();
  }

  /** @param {HTMLFormElement} form @param {string} name @param {string} value */
  put(form, name, value) {
    let field = form.querySelector(`input[name=${name}]`);
    if (!(field instanceof HTMLInputElement)) {
      form.querySelector(`select[name=${name}]`)?.removeAttribute("name");
      field = document.createElement("input");
      field.setAttribute("type", "hidden");
      field.setAttribute("name", name);
      form.append(field);
    }
    /** @type {HTMLInputElement} */ (field).value = value;
  }

  /** @param {string | undefined} words */
  say(words) {
    const line = this.querySelector("[role=status]");
    if (line) line.textContent = words ?? "";
  }
}

customElements.define("near-me", NearMe);

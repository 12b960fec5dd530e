// @ts-check
/**
 * `<card-code data-url="/api/v1/hearings/SLUG/cards/CODE/">` round the keying form: a typed or scanned card fills in its
 * question and service and says what it is, before anything is sent. Enter in the card's field goes on to the text.
 */

class CardCode extends HTMLElement {
  connectedCallback() {
    this.field = /** @type {HTMLInputElement | null} */ (this.querySelector("[name=card]"));
    this.said = /** @type {HTMLElement | null} */ (this.querySelector("[data-said]"));
    this.field?.addEventListener("change", () => void this.#look());
    this.field?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      /** @type {HTMLElement | null} */ (this.querySelector("[name=text]"))?.focus();
    });
  }

  async #look() {
    const typed = this.field?.value.trim() ?? "";
    if (!this.said || !this.field) return;
    this.field.removeAttribute("aria-invalid");
    if (!typed) {
      this.said.textContent = this.dataset.plain ?? "";
      return;
    }
    const code = typed.replace(/\/+$/, "").split("/").pop() ?? "";
    try {
      const address = (this.dataset.url ?? "").replace("CODE", encodeURIComponent(code));
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (this.field.value.trim() !== typed) return; // another card was typed meanwhile
      if (answer.ok) this.#take(found);
      else this.#refuse(found);
    } catch {
      this.said.textContent = ""; // no network: the server tells when it is sent
    }
  }

  /** @param {{words: string, question: number | null, service_area: number | null}} found */
  #take(found) {
    if (this.said) this.said.textContent = found.words;
    const area = /** @type {HTMLSelectElement | null} */ (this.querySelector("[name=service_area]"));
    if (area && found.service_area) area.value = String(found.service_area);
    for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("[name=question]"))) {
      if (radio.value === String(found.question)) radio.checked = true;
    }
    area?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {{title?: string, fields?: Record<string, string[]>}} problem */
  #refuse(problem) {
    const words = Object.values(problem.fields ?? {}).flat();
    if (this.said) this.said.textContent = words[0] ?? problem.title ?? "";
    this.field?.setAttribute("aria-invalid", "true");
  }
}

customElements.define("card-code", CardCode);

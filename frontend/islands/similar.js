/**
 * Shows proposals like the one whose title is being written, while it is written. Without this script they are shown on
 * the next page.
 *
 *     <similar-proposals data-url="/proposals/similar/" data-field="title"><div role="status"></div></similar-proposals>
 *
 * data-url answers `?text=` with a piece of a page, empty where nothing is alike.
 */

const WAIT = 500;
const SHORTEST = 3;

class SimilarProposals extends HTMLElement {
  connectedCallback() {
    this.field = /** @type {HTMLInputElement | null} */ (
      this.closest("form")?.querySelector(`[name="${CSS.escape(this.dataset.field ?? "")}"]`) ?? null
    );
    this.asked = "";
    this.field?.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT);
    });
  }

  async ask() {
    const text = this.field?.value.trim() ?? "";
    if (text === this.asked || text.length < SHORTEST) return;
    this.asked = text;
    try {
      const answer = await fetch(`${this.dataset.url}?${new URLSearchParams({ text })}`, { credentials: "same-origin" });
      if (!answer.ok || text !== this.asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.querySelector("[role=status]")?.replaceChildren(...page.body.childNodes);
    } catch {
      // No connection: the next page shows them.
    }
  }
}

customElements.define("similar-proposals", SimilarProposals);

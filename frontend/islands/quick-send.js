// @ts-check
/** `<quick-send>` round a form: Ctrl (or ⌘) and Enter sends it, also from within a text field. */

class QuickSend extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.querySelector("form")?.requestSubmit();
    });
  }
}

customElements.define("quick-send", QuickSend);

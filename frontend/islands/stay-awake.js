// @ts-check
/**
 * Keeps the screen of a projector or tablet from falling asleep, where the browser and its battery allow it.
 */

/** From now on, whenever this page is in sight. */
export function stayAwake() {
  document.addEventListener("visibilitychange", () => void ask());
  void ask();
}

async function ask() {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
  } catch {
    // The device's own settings decide.
  }
}

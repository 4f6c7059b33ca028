// A field whose text is to be copied: its button appears where the browser can do it, and a tap on the field marks all.
(() => {
  "use strict";
  for (const part of document.querySelectorAll("[data-copy]")) start(part);

  function start(part) {
    const field = part.querySelector("input");
    const button = part.querySelector("button");
    const done = part.querySelector("[data-done]");
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      done.textContent = done.dataset.done;
    });
  }
})();

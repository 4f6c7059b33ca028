// A tablet at the door. htmx fetches the board every half minute; here: how old it is when the line is down, the way
// back from a form that nobody fills in, and the page anew when the sign was switched off.
(() => {
  "use strict";
  const OLD_SECONDS = 75;
  const IDLE_SECONDS = 90;
  const note = document.querySelector("[data-stale]");
  const form = document.querySelector("[data-back]");
  let shownAt = Date.now();
  let touchedAt = Date.now();

  if (note) watchBoard();
  if (form) watchForm();

  function watchBoard() {
    document.addEventListener("htmx:beforeSwap", (event) => {
      // a button that is pressed must not go
      if (event.detail.target.matches(":active")) event.detail.shouldSwap = false;
    });
    document.addEventListener("htmx:afterSwap", () => {
      shownAt = Date.now();
      document.querySelector(".lr-door__done")?.remove();
      tell();
    });
    document.addEventListener("htmx:responseError", (event) => {
      if (event.detail.xhr.status === 404) location.reload();
    });
    document.addEventListener("visibilitychange", tell);
    window.addEventListener("offline", tell);
    setInterval(tell, 5000);
  }

  function tell() {
    const isOld = Date.now() - shownAt > OLD_SECONDS * 1000 || !navigator.onLine;
    note.hidden = !isOld;
    const time = document.querySelector("[data-shown]").textContent.trim();
    const text = note.dataset.stale.replace("{time}", time);
    if (isOld && note.textContent !== text) note.textContent = text;
  }

  function watchForm() {
    for (const kind of ["input", "pointerdown", "keydown"]) {
      document.addEventListener(kind, () => {
        touchedAt = Date.now();
      });
    }
    setInterval(() => {
      if (Date.now() - touchedAt > IDLE_SECONDS * 1000) location.replace(form.dataset.back);
    }, 5000);
  }
})();

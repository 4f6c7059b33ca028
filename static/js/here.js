// "My position": asks the browser, rounds to about 100 m (nobody needs to know the house), and searches.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate]");
    if (button) locate(button, button.closest("form"));
  });
  show();
  document.addEventListener("search:shown", show);

  function show() {
    if (!("geolocation" in navigator)) return;
    for (const button of document.querySelectorAll("[data-locate]")) button.hidden = false;
  }

  function locate(button, form) {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.near.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        form.requestSubmit();
      },
      () => refuse(button, form),
      { maximumAge: 600000, timeout: 10000 },
    );
  }

  function refuse(button, form) {
    button.removeAttribute("aria-busy");
    const where = form.querySelector("[data-where]");
    const note = where.querySelector("[data-note]") || document.createElement("p");
    note.dataset.note = "";
    note.className = "lr-note";
    note.setAttribute("role", "alert");
    note.textContent = where.dataset.refused;
    where.append(note);
    form.elements.near.focus();
  }
})();

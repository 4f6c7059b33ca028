// A form that nobody has to think about is sent as soon as the page is there; without scripts its button does it.
(() => {
  "use strict";
  const form = document.querySelector("[data-send-now]");
  if (form) form.requestSubmit();
})();

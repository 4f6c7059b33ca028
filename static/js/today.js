// The list of the day asks for itself every half minute (htmx). When no answer comes the last list stays, and a line
// says how old it is. An answer that is no list (the log-in page, an error) is not put in its place.
(() => {
  "use strict";
  const line = document.querySelector("[data-lost]");
  const live = () => document.getElementById("today-live");
  if (!line || !live()) return;
  const LATE = 75_000; // two rounds without an answer
  let answered = Date.now();
  let failed = false;

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (live().matches(":active")) {
      // a button that is pressed must not go; the next round brings the list
      event.detail.shouldSwap = false;
      return;
    }
    const isList = event.detail.xhr.status === 200 && event.detail.serverResponse.includes('id="today-live"');
    event.detail.shouldSwap = isList;
    if (isList) {
      answered = Date.now();
      failed = false;
    } else failed = true;
    say();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(name, () => {
      failed = true;
      say();
    });
  addEventListener("online", () => {
    if (window.htmx && live()) window.htmx.trigger(live(), "refresh");
  });
  setInterval(say, 10_000);

  function say() {
    const silent = Date.now() - answered;
    const text = failed || silent > LATE ? words(Math.floor(silent / 60_000)) : "";
    if (line.textContent !== text) line.textContent = text;
  }

  function words(minutes) {
    const kind = minutes < 1 ? "now" : minutes === 1 ? "one" : "many";
    return line.dataset[kind].replace("{time}", live().dataset.asOf).replace("{minutes}", minutes);
  }
})();

// A job that runs, or is about to, asks for its own card every two seconds (htmx) until it has ended; how the one just started
// ended is read out. An answer that is no card (the log-in page, an error) is not put in its place.
(() => {
  "use strict";
  const news = document.getElementById("job-news");
  if (!news) return;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, serverResponse, target } = event.detail;
    event.detail.shouldSwap = xhr.status === 200 && serverResponse.includes(`id="${target.id}"`);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const card = document.getElementById(event.detail.target.id);
    if (card && !card.hasAttribute("data-hx-get") && location.hash === `#${card.id}`)
      news.textContent = card.dataset.said;
  });
})();

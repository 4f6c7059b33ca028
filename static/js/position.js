// The map of a hub's position: a tap moves the pin and writes the position into the field, and typing moves the pin.
(() => {
  "use strict";
  for (const figure of document.querySelectorAll("[data-position]")) start(figure);

  function start(figure) {
    const svg = figure.querySelector("svg");
    const pin = figure.querySelector("[data-pin]");
    const input = document.getElementById(figure.dataset.position);
    const [north, perY, west, perX] = ["north", "perY", "west", "perX"].map((name) => Number(figure.dataset[name]));
    figure.querySelector("figcaption").hidden = false;
    figure.classList.add("lr-map--taps");

    svg.addEventListener("click", (event) => {
      const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      input.value = `${(north + spot.y * perY).toFixed(4)}, ${(west + spot.x * perX).toFixed(4)}`;
      put(spot.x, spot.y);
    });
    input.addEventListener("input", () => {
      const found = /^\s*(\d+[.,]?\d*)(?:\s*[,;]\s*|\s+)(\d+[.,]?\d*)\s*$/.exec(input.value);
      if (!found) return;
      const [lat, lon] = found.slice(1).map((number) => Number(number.replace(",", ".")));
      put((lon - west) / perX, (lat - north) / perY);
    });

    function put(x, y) {
      pin.classList.remove("lr-map-no-pin");
      pin.firstElementChild.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
  }
})();

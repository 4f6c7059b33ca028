// Choosing a stretch inside a free run of the day plan: with the mouse, by two taps, or with the arrow keys.
// Without this script every run is a plain link that suggests the whole run.
// A run's link says from–to in its address and over how many cells of the grid; so the grid needs no further data.
(() => {
  "use strict";
  const plan = document.querySelector("[data-dayplan]");
  const bar = plan?.querySelector(".lr-dayplan-bar");
  if (!bar) return;
  const live = plan.querySelector("[data-live]");
  const marker = document.createElement("span");
  marker.className = "lr-dayplan-sel";
  marker.setAttribute("aria-hidden", "true");
  let choice = null; // {run, first, length}, counted in cells
  let drag = null; // {run, anchor, moved}

  plan.dataset.ready = "";
  plan.addEventListener("click", onClick);
  plan.addEventListener("keydown", onKey);
  plan.addEventListener("pointerdown", onDown);
  plan.addEventListener("dragstart", (event) => {
    if (runOf(event)) event.preventDefault();
  });
  bar.addEventListener("click", onStep);
  skipPast();

  // On a narrow screen today's plan opens at what can still be booked.
  function skipPast() {
    const scroll = plan.querySelector(".lr-dayplan-scroll");
    const free = [...plan.querySelectorAll(".lr-past + .lr-free")];
    const names = plan.querySelector("thead th").offsetWidth;
    if (free.length) scroll.scrollLeft = Math.min(...free.map((cell) => cell.offsetLeft)) - names;
  }

  function onClick(event) {
    const run = runOf(event);
    if (!run || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.detail === 0) {
      // Enter: the choice if there is one here, else the whole run
      if (isChosen(run)) {
        event.preventDefault();
        location.assign(address());
      }
      return;
    }
    event.preventDefault();
    if (drag?.moved) {
      drag = null;
      return;
    }
    const cell = cellAt(run, event.clientX);
    if (isChosen(run) && cell >= choice.first + choice.length) choose(run, choice.first, cell + 1 - choice.first);
    else choose(run, cell, run.shortest);
  }

  function onKey(event) {
    if (event.key === "Escape" && choice) {
      clear();
      return;
    }
    const run = runOf(event);
    if (!run || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, End: run.cells, Home: -run.cells }[event.key];
    if (!step) return;
    event.preventDefault();
    if (!isChosen(run)) choose(run, step < 0 ? run.cells : 0, run.shortest);
    else if (event.shiftKey) choose(run, choice.first, choice.length + step);
    else choose(run, choice.first + step, choice.length);
  }

  // Touch keeps its own meaning here (scrolling); only the mouse draws.
  function onDown(event) {
    drag = null;
    const run = event.pointerType === "mouse" && event.button === 0 && runOf(event);
    if (!run) return;
    drag = { run, anchor: cellAt(run, event.clientX), moved: false };
    addEventListener("pointermove", onDrag);
    addEventListener("pointerup", () => removeEventListener("pointermove", onDrag), { once: true });
  }

  function onDrag(event) {
    const cell = cellAt(drag.run, event.clientX);
    if (cell === drag.anchor && !drag.moved) return;
    drag.moved = true;
    choose(drag.run, Math.min(cell, drag.anchor), Math.abs(cell - drag.anchor) + 1);
  }

  function onStep(event) {
    const button = event.target.closest("[data-step]");
    if (!button || !choice) return;
    const [move, last] = button.dataset.step.split(" ").map(Number);
    choose(choice.run, choice.first + move, choice.length + last - move);
  }

  function choose(run, first, length) {
    const size = clamp(length, run.shortest, run.cells);
    const start = clamp(first, 0, run.cells - (first === choice?.first ? 1 : size));
    choice = { run, first: Math.min(start, run.cells - run.shortest), length: size };
    choice.length = Math.min(size, run.cells - choice.first);
    show();
  }

  function clear() {
    choice = null;
    marker.remove();
    bar.hidden = true;
    live.textContent = plan.dataset.cleared;
  }

  function show() {
    const { run, first, length } = choice;
    marker.style.left = `${(100 * first) / run.cells}%`;
    marker.style.width = `${(100 * length) / run.cells}%`;
    marker.textContent = words(plan.dataset.span);
    run.link.after(marker); // beside the link: its words are not part of the link's name
    bar.hidden = false;
    marker.scrollIntoView({ block: "nearest", inline: "nearest" }); // its scroll margin keeps it above the bar
    bar.querySelector(".lr-dayplan-bar__text").textContent = `${run.name}, ${marker.textContent}`;
    live.textContent = words(plan.dataset.chosen);
    const book = bar.querySelector("a");
    book.href = address();
    book.setAttribute("aria-label", `${plan.dataset.book} – ${live.textContent}`);
  }

  // A translated pattern with the choice filled in.
  function words(pattern) {
    const { run, first, length } = choice;
    return pattern
      .replace("{from}", spoken(timeAt(first)))
      .replace("{to}", spoken(timeAt(first + length)))
      .replace("{space}", () => run.name);
  }

  function address() {
    const url = new URL(choice.run.link.href);
    url.searchParams.set("from", timeAt(choice.first));
    url.searchParams.set("to", timeAt(choice.first + choice.length));
    return url.href;
  }

  // The run under an event, or null where there is none that can be divided (a day with a clock change).
  function runOf(event) {
    const link = event.target.closest?.(".lr-free > a");
    if (!link) return null;
    const query = new URL(link.href).searchParams;
    const cells = Number(link.dataset.cells);
    const start = minutes(query.get("from"));
    const end = minutes(query.get("to")) || 1440;
    const grid = (end - start) / cells;
    if (!Number.isInteger(grid) || grid < 5) return null;
    const name = link.closest("tr").querySelector("th").firstElementChild.nextSibling.textContent.trim();
    const shortest = Math.min(cells, Math.max(1, Math.ceil(Number(plan.dataset.shortest) / grid)));
    return { link, name, cells, start, grid, shortest };
  }

  function isChosen(run) {
    return choice !== null && choice.run.link === run.link;
  }
  function cellAt(run, x) {
    const box = run.link.getBoundingClientRect();
    return clamp(Math.floor(((x - box.left) / box.width) * run.cells), 0, run.cells - 1);
  }
  function timeAt(cell) {
    const total = choice.run.start + cell * choice.run.grid;
    return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  }
  function minutes(text) {
    const [hour, minute] = (text || "").split(":").map(Number);
    return hour * 60 + minute;
  }
  // 09:30 is said 9:30; a full hour has a pattern of its own (German: 9).
  function spoken(time) {
    const [hour, minute] = time.split(":");
    return minute === "00" ? plan.dataset.fullHour.replace("{hour}", Number(hour)) : `${Number(hour)}:${minute}`;
  }
  function clamp(value, low, high) {
    return Math.max(low, Math.min(high, value));
  }
})();

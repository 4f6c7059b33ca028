// Names of places while one types, as a list below the field; without it the browser offers a few by itself.
(() => {
  "use strict";
  const WAIT = 150;
  let timer, asking;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-suggest]")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT, event.target);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-suggest][list]")) listOf(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-suggest]")) hide(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const list = event.target.matches("[data-suggest]") && document.getElementById("places-found");
    if (!list || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = list.querySelector("[aria-selected=true]");
    if (step) move(event.target, list, chosen, step);
    else if (event.key === "Enter" && chosen) choose(event.target, chosen);
    else if (event.key === "Escape") hide(event.target);
    else return;
    event.preventDefault();
  });
  // Before the field loses the focus.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#places-found [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(document.querySelector("[data-suggest]"), option);
  });

  async function ask(field) {
    asking?.abort();
    const text = field.value.trim();
    if (text.length < 2) return hide(field);
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok) show(field, await answer.json());
    } catch {
      hide(field);
    }
  }

  function show(field, names) {
    if (document.activeElement !== field || !names.length) return hide(field);
    const list = listOf(field);
    list.replaceChildren(...names.map(option));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  }

  function option(name, number) {
    const item = document.createElement("li");
    item.id = `places-found-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = name;
    return item;
  }

  function move(field, list, chosen, step) {
    const all = [...list.children];
    const next = all[(all.indexOf(chosen) + step + (chosen || step > 0 ? 0 : 1) + all.length) % all.length];
    chosen?.setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", next.id);
  }

  function choose(field, item) {
    field.value = item.textContent;
    clearTimeout(timer);
    hide(field);
  }

  function hide(field) {
    asking?.abort();
    const list = document.getElementById("places-found");
    if (list) list.hidden = true;
    if (field.hasAttribute("aria-expanded")) field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function listOf(field) {
    let list = document.getElementById("places-found");
    if (list) return list;
    list = document.createElement("ul");
    list.id = "places-found";
    list.className = "lr-suggested";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.suggestions);
    field.after(list);
    field.removeAttribute("list");
    const means = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(means)) field.setAttribute(name, value);
    return list;
  }
})();

// The answer without a new page: fetches the same address, puts form and answer in place, keeps history and focus.
// Without this script, or when anything fails, the form loads a page as forms do.
(() => {
  "use strict";
  let asked = null; // the request under way; a newer one ends it
  let shown = search(); // what the page answers
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-finding]")) return;
    event.preventDefault();
    find(form, addressOf(form, event.submitter));
  });
  // A step to another part of this page is none to another search.
  addEventListener("popstate", () => {
    if (search() !== shown) location.reload();
  });

  function addressOf(form, submitter) {
    const fields = new URLSearchParams();
    const ranged = form.elements.part.value === "range";
    for (const [name, value] of new FormData(form)) {
      if (value && (ranged || (name !== "from" && name !== "to"))) fields.append(name, value);
    }
    if (submitter?.name) fields.set(submitter.name, submitter.value);
    const address = new URL(form.action);
    address.search = fields;
    return address.href;
  }

  async function find(form, address) {
    if (asked) asked.abort();
    const mine = new AbortController();
    asked = mine;
    busy(form, true);
    try {
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (response.status >= 500 || !page.getElementById("answer")) throw new Error(response.status);
      history.pushState(null, "", address);
      shown = search();
      put(page);
    } catch (error) {
      if (error.name !== "AbortError") load(address);
    }
  }

  // The same address once more would only scroll.
  function load(address) {
    if (address === location.href) location.reload();
    else location.assign(address);
  }

  function search() {
    return location.pathname + location.search;
  }

  function busy(form, on) {
    document.getElementById("answer").setAttribute("aria-busy", on);
    form.toggleAttribute("data-searching", on);
    say(form.dataset.busy);
  }

  function put(page) {
    for (const selector of ["[data-finding]", "#answer", ".lr-how"]) {
      const fresh = page.querySelector(selector);
      const old = document.querySelector(selector);
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      else if (old) old.remove();
    }
    document.dispatchEvent(new Event("finding:shown"));
    const wrong = document.querySelector("[data-finding] [aria-invalid=true], [data-finding] .lr-options a");
    const title = document.getElementById("answer-title");
    say(wrong ? "" : document.getElementById("answer").dataset.says);
    (wrong || title).focus({ preventScroll: true });
    (wrong || title).scrollIntoView({ block: wrong ? "center" : "start" });
  }

  function say(text) {
    document.querySelector("[data-said]").textContent = text;
  }
})();

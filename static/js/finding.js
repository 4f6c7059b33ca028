// The answer without a new page: fetches the same address, puts form and answer in place, keeps history and focus.
// Without this script, or when anything fails, the form loads a page as forms do.
(() => {
  "use strict";
  let asked = null; // the request under way; a newer one ends it
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-finding]")) return;
    event.preventDefault();
    find(form, addressOf(form, event.submitter));
  });
  addEventListener("popstate", () => location.reload());

  function addressOf(form, submitter) {
    const fields = new URLSearchParams();
    const ranged = form.elements.part.value === "range";
    for (const [name, value] of new FormData(form)) {
      if (value && (ranged || (name !== "from" && name !== "to"))) fields.append(name, value);
    }
    if (submitter && submitter.name) fields.set(submitter.name, submitter.value);
    return `${form.getAttribute("action")}?${fields}`;
  }

  async function find(form, address) {
    if (asked) asked.abort();
    const mine = asked = new AbortController();
    busy(form, true);
    try {
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (response.status >= 500 || !page.getElementById("answer")) throw new Error(response.status);
      history.pushState(null, "", address);
      put(page);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
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

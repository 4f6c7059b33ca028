// The form and what stands beside it say the same: when place, day or time change, the page for the new wish is fetched
// (the address behind the button "Update times and price") and its parts are put in place. The fields themselves stay,
// and with them the focus and what is typed. Without this script, or when anything fails, the button does it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-wish]");
  const said = document.querySelector("[data-said]");
  const update = form?.querySelector("[data-update]");
  if (!update || !said) return;
  const WISH = ["space", "date", "from", "to_date", "to"];
  const CHOICES = ["way", "buyer", "for_employer"];
  const TICKS = ["accepts_terms", "starts_early"]; // never in an address: they are given with the order alone
  const ticked = new Map(); // by id, the words beside what was ticked when it was last there to be ticked
  let asked = null; // the request under way; a newer one ends it
  update.hidden = true;
  form.addEventListener("change", (event) => {
    if ([...WISH, "for_employer"].includes(event.target.name)) refresh();
  });
  form.addEventListener("submit", () => {
    if (asked) asked.abort();
  });
  // Coming back to a page, browsers put back what was typed, but not what was shown for it.
  addEventListener("pageshow", () => {
    if (WISH.some(isChanged)) refresh();
  });
  document.addEventListener("click", keepTitle);

  async function refresh() {
    if (asked) asked.abort();
    update.hidden = isDay(form.elements.date.value);
    if (!update.hidden) return; // still being typed
    const mine = new AbortController();
    asked = mine;
    const address = addressOf();
    summary().setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !page.querySelector("form[data-wish] [data-part=summary]")) throw new Error(response.status);
      await released();
      if (mine.signal.aborted) return;
      put(page);
      history.replaceState(null, "", address);
    } catch (error) {
      if (mine === asked && error.name !== "AbortError") fail();
    }
  }

  // A button must not be replaced under the finger that presses it: the click would be lost.
  function released() {
    return (
      document.querySelector("[data-part]:active") &&
      new Promise((done) => {
        for (const name of ["pointerup", "pointercancel", "keyup"])
          addEventListener(name, () => setTimeout(done), { once: true });
      })
    );
  }

  function addressOf() {
    const fields = new URLSearchParams();
    for (const name of ["hub", "kind", ...WISH, "title", "then"]) {
      const field = form.elements[name];
      if (field?.value) fields.set(name, field.value);
    }
    for (const chosen of summary().querySelectorAll("input:checked, input[type=hidden]")) {
      const name = chosen.name.replace(/^kept_/, ""); // chosen before, and not asked for at the moment
      if (CHOICES.includes(name)) fields.set(name, chosen.value);
    }
    return `${form.dataset.wish}?${fields}`;
  }

  function put(page) {
    for (const name of WISH) renew(form.elements[name], page.getElementById(name));
    if (form.elements.price)
      form.elements.price.value = page.querySelector("form[data-wish] [name=price]")?.value || "";
    for (const fresh of page.querySelectorAll("[data-part]")) {
      const old = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
      const focused = old.contains(document.activeElement) && document.activeElement.id;
      const hadFocus = old.contains(document.activeElement);
      keepTicks(old, fresh);
      old.replaceWith(document.adoptNode(fresh));
      if (hadFocus) (same(fresh, focused) || fresh.querySelector("button, a") || form.elements.to).focus();
    }
    said.textContent = summary().dataset.says;
  }

  function same(fresh, id) {
    return id && fresh.querySelector(`#${id}`);
  }

  // What was ticked stays so, where the words beside it (and the versions that they lead to) are the same.
  function keepTicks(old, fresh) {
    for (const box of old.querySelectorAll("input[type=checkbox]")) {
      if (box.checked && TICKS.includes(box.name)) ticked.set(box.id, wordsOf(box));
      else ticked.delete(box.id);
    }
    for (const [id, words] of ticked) {
      const again = same(fresh, id);
      if (again && wordsOf(again) === words) again.checked = true;
    }
  }

  function wordsOf(box) {
    return box.parentElement.querySelector("label").innerHTML;
  }

  // A field's choices and its error; the field itself stays.
  function renew(field, fresh) {
    if (!field || !fresh || field.type === "hidden") return;
    if (field.options && field.textContent !== fresh.textContent)
      field.replaceChildren(...fresh.cloneNode(true).options);
    if (field.options || field.name === "to_date") field.value = fresh.value; // never before it begins
    for (const name of ["class", "aria-invalid", "aria-describedby"]) copy(name, fresh, field);
    const [box, freshBox] = [field, fresh].map((one) => one.closest(".kern-form-input"));
    copy("class", freshBox, box);
    box.querySelector(".kern-error")?.remove();
    const error = freshBox.querySelector(".kern-error");
    if (error) box.querySelector(".kern-label").after(document.adoptNode(error));
  }

  function copy(name, from, to) {
    if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
    else to.removeAttribute(name);
  }

  function fail() {
    summary().removeAttribute("aria-busy");
    update.hidden = false;
    said.textContent = form.dataset.failed;
  }

  function keepTitle(event) {
    const offer = event.target.closest("[data-part] .lr-proposals a");
    if (!offer || !form.elements.title) return;
    const url = new URL(offer.href);
    url.searchParams.set("title", form.elements.title.value);
    offer.href = url.href;
  }

  function isChanged(name) {
    const field = form.elements[name];
    if (!field || field.type === "hidden") return false;
    return field.options ? !field.selectedOptions[0]?.defaultSelected : field.value !== field.defaultValue;
  }

  function isDay(text) {
    return text >= "2000";
  }
  function summary() {
    return form.querySelector("[data-part=summary]");
  }
})();

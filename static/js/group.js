// Choosing several places on the floor plan: a place is ticked in the list, and the page comes anew with the price and
// all that was typed. Without this script the places are links.
const form = document.querySelector("form[data-group]");
const renew = form?.querySelector("button[name=check]");

form?.addEventListener("click", (event) => {
  const spot = event.target.closest("[data-place]");
  const box = spot && document.getElementById(`space-${spot.dataset.place}`);
  if (!box || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  box.checked = !box.checked;
  renew.formAction = `${form.action}#floor-plan`;
  renew.click();
});

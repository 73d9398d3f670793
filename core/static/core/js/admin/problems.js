// A refused form lists links to its faulty fields. A field that another element replaces can't take the focus, so that
// element takes it. Without JavaScript no field is replaced, and the links lead to the fields themselves.
function inPlaceOf(field) {
  return field.closest(".prose-editor")?.querySelector(".tiptap")
    ?? (field.matches("input, select, textarea")
      ? field.parentElement.querySelector(".select2-selection") ?? field
      // The link leads to a whole row.
      : field.querySelector(".select2-selection, select, textarea, input:not([type=hidden])"))
    ?? field;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errornote a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  const shown = inPlaceOf(field);
  shown.focus();
  // In the middle, so that the label above is seen, too.
  (shown.closest(".form-row") ?? shown).scrollIntoView({ block: "center" });
});

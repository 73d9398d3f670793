// What stands in the way is a list of links to fields. A field that another one has taken the place of can't take the
// focus: the one in its place does. Without this module the fields themselves are there, and the links lead to them.
function inPlaceOf(field) {
  return field.closest(".prose-editor")?.querySelector(".tiptap")
    ?? (field.matches("input, select, textarea")
      ? field.parentElement.querySelector(".select2-selection") ?? field
      // A whole row.
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
  // The label too, which stands above.
  (shown.closest(".form-row") ?? shown).scrollIntoView({ block: "center" });
});

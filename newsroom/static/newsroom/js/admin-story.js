// The story form without this module is whole; with it, a link pressed by mistake loses no text.
const form = document.getElementById("article_form");
let dirty = false;
form?.addEventListener("input", () => { dirty = true; });
form?.addEventListener("submit", (event) => {
  // A preview opens in a window of its own: this one is still unsaved.
  if (event.submitter?.formTarget !== "_blank") dirty = false;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
// The editor hides the field that the label is for, and the browser's spelling with it.
function introduce(field) {
  const textarea = field.closest(".prose-editor").querySelector("textarea");
  field.setAttribute("aria-label", textarea.labels[0]?.textContent.replace(":", "") ?? "Text");
  field.setAttribute("aria-multiline", "true");
  field.setAttribute("spellcheck", "true");
  field.setAttribute("dir", "auto");
}
document.querySelectorAll(".tiptap").forEach(introduce);
document.addEventListener("prose-editor:ready", ({ detail }) => introduce(detail.editor.view.dom));

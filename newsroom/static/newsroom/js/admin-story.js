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
// The editor hides the field that the label is for, what is said of it, and the browser's spelling with it.
function introduce(field) {
  const textarea = field.closest(".prose-editor").querySelector("textarea");
  for (const said of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(said)) field.setAttribute(said, textarea.getAttribute(said));
  }
  field.setAttribute("aria-label", textarea.labels[0]?.textContent.replace(":", "") ?? "Text");
  field.setAttribute("aria-multiline", "true");
  field.setAttribute("spellcheck", "true");
  field.setAttribute("dir", "auto");
}
// What the editor's buttons have done to the words at the caret is marked by their looks alone.
function mark(editor) {
  for (const button of editor.querySelectorAll(".prose-menubar__button[data-name]")) {
    const acts = /^(history:|unlink)|Properties$/.test(button.dataset.name);
    if (!acts) button.ariaPressed = button.classList.contains("active");
    button.ariaDisabled = button.classList.contains("disabled");
  }
}
function begin(field) {
  introduce(field);
  const editor = field.closest(".prose-editor");
  // Its buttons come after its field.
  new MutationObserver(() => mark(editor)).observe(editor, { subtree: true, childList: true, attributeFilter: ["class"] });
}
document.querySelectorAll(".tiptap").forEach(begin);
document.addEventListener("prose-editor:ready", ({ detail }) => begin(detail.editor.view.dom));

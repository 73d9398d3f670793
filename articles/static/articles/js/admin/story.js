// Makes the editor accessible like the form's other fields, and lets Ctrl+S save. The form works without it.
const form = document.querySelector("#article_form, #page_form");
const save = form?.querySelector("[name=_save]");
save?.setAttribute("aria-keyshortcuts", "Control+S Meta+S");
document.addEventListener("keydown", (event) => {
  if (!save || event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  // Otherwise the browser would save the page.
  event.preventDefault();
  if (!event.repeat) form.requestSubmit(save);
});
// The editor hides the textarea, and with it the label, the description, and the browser's spelling check.
function introduce(field) {
  const textarea = field.closest(".prose-editor").querySelector("textarea");
  for (const said of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(said)) field.setAttribute(said, textarea.getAttribute(said));
  }
  field.setAttribute("aria-label", textarea.labels[0]?.textContent.replace(":", "") ?? "");
  field.setAttribute("aria-multiline", "true");
  field.setAttribute("spellcheck", "true");
  field.setAttribute("dir", "auto");
}
// Most of its buttons' names are no messages of its own: Django's catalog has ours for them.
function name(editor) {
  for (const button of editor.querySelectorAll(".prose-menubar__button[title]")) {
    button.title = button.ariaLabel = gettext(button.title);
  }
  for (const option of editor.querySelectorAll(".prose-menubar__option > *")) {
    const words = gettext(option.textContent);
    // Else the observer would see a change without an end.
    if (words !== option.textContent) option.textContent = words;
  }
}
// The editor shows only by color which of its buttons are active at the caret.
function mark(editor) {
  name(editor);
  for (const button of editor.querySelectorAll(".prose-menubar__button[data-name]")) {
    const acts = /^(history:|unlink)|Properties$/.test(button.dataset.name);
    if (!acts) button.ariaPressed = button.classList.contains("active");
    button.ariaDisabled = button.classList.contains("disabled");
  }
}
// Keep the caret from scrolling under the editor's buttons or under those that save.
function leaveRoom({ editor }) {
  const below = form?.querySelector(".submit-row")?.offsetHeight ?? 0;
  const room = { top: 96, bottom: below + 16, left: 5, right: 5 };
  editor?.setOptions({ editorProps: { ...editor.options.editorProps, scrollThreshold: room, scrollMargin: room } });
}
function begin(field) {
  introduce(field);
  leaveRoom(field);
  const editor = field.closest(".prose-editor");
  // The editor adds its buttons after its field.
  new MutationObserver(() => mark(editor)).observe(editor, { subtree: true, childList: true, attributeFilter: ["class"] });
}
document.querySelectorAll(".tiptap").forEach(begin);
document.addEventListener("prose-editor:ready", ({ detail }) => begin(detail.editor.view.dom));

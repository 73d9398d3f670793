// Pasting into the editor: reads the clipboard, and tells the writer what was left out.
import { Extension, Plugin } from "django-prose-editor/editor";
import { counted } from "../../../core/js/admin/counted.js";
import { rewrite } from "./paste/reader.js";

function tell(editor, { pictures, struck }) {
  const whole = editor.view.dom.closest(".prose-editor"), words = whole.querySelector("textarea").dataset, said = [];
  if (pictures) said.push(counted(words.pictures, pictures));
  if (pictures && document.getElementById("all_slides-group")) said.push(words.photos);
  if (struck) said.push(words.struck);
  whole.querySelector(".left-out").textContent = said.join(" ");
}

export const Paste = Extension.create({
  name: "paste",
  onBeforeCreate() {
    // Keep asterisks and underscores of a pasted text: they are not markup.
    this.editor.options.enablePasteRules = false;
  },
  onCreate() {
    const status = Object.assign(document.createElement("p"), { className: "left-out", role: "status" });
    this.editor.view.dom.closest(".prose-editor").append(status);
  },
  transformPastedHTML(html) {
    const read = rewrite(html);
    tell(this.editor, read);
    return read.html;
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    // Whether the clipboard has pictures and no words.
    const files = (data) => {
      const pictures = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/")).length;
      if (!pictures || data.types.includes("text/html") || data.types.includes("text/plain")) return false;
      tell(editor, { pictures });
      return true;
    };
    return [new Plugin({
      props: {
        // If nothing of the clipboard is left, the selection must not be replaced by nothing.
        handlePaste: (view, event, slice) => files(event.clipboardData) || !slice.size,
        handleDrop: (view, event) => files(event.dataTransfer),
        transformPastedText: (text) => {
          tell(editor, {});
          return text.replace(/[\v\f\x85\u2028\u2029]/g, "\n");
        },
      },
    })];
  },
});

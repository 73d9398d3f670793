// What is pasted into the editor, made into the blocks that a story has before the editor reads it.
// The policy lets no style of a clipboard act, so that styles are read here as text. articles/markup.py does the same
// with what comes by another door; the editor and it agree on what is a block, what is shown, and what is a mark.
import { Extension, Plugin } from "django-prose-editor/editor";

const words = (text) => new Set(text.split(" "));
const BLOCKS = words("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIR DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LEGEND LI LISTING MAIN MENU NAV OL OPTGROUP OPTION P PRE SEARCH SECTION SUMMARY TABLE TBODY TD TEXT TEXTAREA TFOOT TH THEAD TR UL XMP");
const LISTS = { UL: "ul", OL: "ol", MENU: "ul", DIR: "ul" };
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" };
const MARKS = { B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", SUP: "sup", SUB: "sub" };
const STRUCK = words("DEL S STRIKE");
const UNSEEN = words("ANNOTATION AUDIO CANVAS DATALIST DESC HEAD IFRAME METADATA NOEMBED NOFRAMES NOSCRIPT OBJECT RP SCRIPT STYLE TEMPLATE TITLE VIDEO XML");
const PREFORMATTED = words("PRE LISTING TEXTAREA XMP");
const FIELDS = words("text button submit reset search number email tel url");
// A fraction's two numbers are not one.
const MATHS = words("mfrac mover mroot msub msubsup msup mtd munder");
const SIGN = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;
const BETWEEN_CELLS = " | ";
// Deeper than any page is; a script's stack ends at some thousands.
const DEEPEST = 400;

// Styles, from attributes and from style sheets that name classes. Under their own names the policy would refuse and
// report each of them, also in a document that is never shown; handlers too.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
function parse(html) {
  const sheets = [];
  const rest = html.replace(/<style\b[^>]*>([^]*?)(?:<\/style\s*>|$)/gi, (all, css) => (sheets.push(css), ""));
  // Cells without their table are none to a browser.
  const whole = /<t[dhr]\b/i.test(rest) && !/<table\b/i.test(rest) ? `<table>${rest}</table>` : rest;
  const plain = whole.replace(TAG, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(?=\s*=)/gi, "$1data-$2"));
  return [new DOMParser().parseFromString(plain, "text/html"), sheets];
}
function declared(text) {
  const parts = (text ?? "").toLowerCase().split(";").map((part) => part.split(":"));
  return Object.fromEntries(parts.map(([name, ...value]) => [name.trim(), value.join(":").trim()]));
}
function styles(doc, sheets) {
  const ofSheets = new Map();
  for (const css of sheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    for (const rule of [...sheet.cssRules].slice(0, 2000)) {
      if (!/font-weight|font-style|text-decoration|vertical-align|display|visibility/.test(rule.style?.cssText)) continue;
      for (const element of doc.querySelectorAll(rule.selectorText.replace(/::?[\w-]+/g, ":not(*)"))) {
        ofSheets.set(element, { ...ofSheets.get(element), ...declared(rule.style.cssText) });
      }
    }
  }
  return (element) => ({ ...ofSheets.get(element), ...declared(element.getAttribute("data-style")) });
}
const isStruck = (name, style) => STRUCK.has(name) || /line-through/.test(`${style["text-decoration"]} ${style["text-decoration-line"]}`);
const isList = (box) => box.nodeName === "UL" || box.nodeName === "OL";
const isHidden = (element, style) => UNSEEN.has(element.nodeName.toUpperCase()) || element.hasAttribute("hidden")
  || /^none/.test(style.display) || /^hidden/.test(style.visibility) || style["mso-hide"] === "all";

// Lists of Word and of Word online, whose items say on which level they stand
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };
function numbered(marker, roman) {
  const [, sign] = /^\(?(\d{1,6}|[a-z]|[ivxlcdm]{1,9})[.)]$/i.exec(marker) ?? [];
  if (!sign) return null;
  if (/\d/.test(sign)) return { type: "1", value: Number(sign) };
  const small = sign.toLowerCase(), capital = sign !== small;
  if (small.length > 1 || roman || small === "i") {
    const digits = [...small].map((each) => ROMAN[each]);
    return { type: capital ? "I" : "i", value: digits.reduce((sum, each, at) => sum + (each < digits[at + 1] ? -each : each), 0) };
  }
  return { type: capital ? "A" : "a", value: small.charCodeAt(0) - 96 };
}
function itemsOf(doc) {
  const items = [];
  for (const element of doc.querySelectorAll("[data-style*='mso-list' i], li[data-aria-level]")) {
    const outer = element.closest(".ListContainerWrapper") ?? (element.nodeName === "LI" ? element.parentNode : element);
    const item = { element, outer, next: outer.nextElementSibling };
    const mso = /mso-list:\s*(l\d+)\s+level(\d+)/i.exec(element.getAttribute("data-style"));
    if (element.hasAttribute("data-aria-level")) {
      const list = element.parentNode, at = [...list.children].indexOf(element);
      Object.assign(item, { level: Number(element.dataset.ariaLevel), list: element.dataset.listid });
      item.number = list.nodeName === "OL" ? { type: list.type || "1", value: list.start + at } : null;
    } else if (mso && /^(P|DIV|LI)$/.test(element.nodeName)) {
      const mark = [...element.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*ignore/i.test(each.getAttribute("data-style")));
      const marker = mark?.textContent.trim() ?? "";
      // “1.2.” is no number that a list gives: it stays a word of the text.
      if (element.nodeName === "LI" || !mark || /^[\d.]+\.\d/.test(marker)) continue;
      Object.assign(item, { level: Number(mso[2]), list: mso[1], mark, marker });
    } else continue;
    items.push(item);
  }
  return items;
}
function makeLists(doc) {
  const items = itemsOf(doc);
  let levels = [], before = null;
  for (const item of items) {
    if (!before || (before.next !== item.outer && before.outer !== item.outer)) levels = [];
    while (levels.length && levels.at(-1).level > item.level) levels.pop();
    let top = levels.at(-1);
    if (item.mark) item.number = numbered(item.marker, top?.level === item.level && /i/i.test(top.type));
    if (top?.level === item.level && (top.list !== item.list || !top.type !== !item.number)) {
      levels.pop();
      top = levels.at(-1);
    }
    if (top?.level !== item.level) {
      const list = doc.createElement(item.number ? "ol" : "ul");
      if (item.number) list.setAttribute("type", item.number.type);
      if (top) top.element.lastElementChild.append(list);
      else if (before && before.outer.parentNode && before.next === item.outer && before.root) before.root.after(list);
      else item.outer.before(list);
      levels.push(top = { level: item.level, list: item.list, element: list, type: item.number?.type });
    }
    const made = top.element.appendChild(doc.createElement("li"));
    if (item.number) made.setAttribute("value", item.number.value);
    item.mark?.remove();
    made.append(...item.element.childNodes);
    item.root = levels[0].element;
    before = item;
  }
  for (const { element, outer } of items) {
    element.remove();
    if (outer.isConnected && BLANK.test(outer.textContent)) outer.remove();
  }
}

class Reader {
  constructor(html) {
    const [doc, sheets] = parse(html);
    this.doc = doc;
    this.style = styles(doc, sheets);
    this.all = doc.createElement("div");
    this.pictures = 0;
    this.struck = false;
    this.replaced = new Map();
    this.close();
  }

  read() {
    makeLists(this.doc);
    this.walk(this.doc.body, { box: this.all, marks: [], kind: "", quotes: 0, depth: 0 });
    this.close();
    for (const list of this.all.querySelectorAll("ol")) this.number(list);
    for (const box of [...this.all.querySelectorAll("li, ul, ol, blockquote")].reverse()) {
      if (!box.textContent) box.remove();
    }
    return this.all.innerHTML;
  }

  walk(node, outer) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.text(child.data, outer);
      else if (child.nodeType === Node.ELEMENT_NODE) this.element(child, outer);
    }
  }

  element(element, outer) {
    const name = element.nodeName.toUpperCase(), style = this.style(element);
    if (isHidden(element, style) || outer.depth > DEEPEST) return;
    if (name === "BR") this.breaks += this.block ? 1 : 0;
    if (name === "IMG" || name === "SVG" || name === "V:IMAGEDATA") this.picture(element, outer);
    if (isStruck(name, style)) {
      this.struck ||= !BLANK.test(element.textContent);
      // What it stood between stays apart where it was a block.
      if (BLOCKS.has(name) || element.querySelector("p, div, li, br")) this.boundary(outer);
      return;
    }
    const isBlock = BLOCKS.has(name) || /^(block|flex|grid|list-item|table)/.test(style.display);
    const isField = /^(BUTTON|SELECT|TEXTAREA|INPUT)$/.test(name);
    if (isBlock) this.boundary(outer);
    if (isField || name === "IMG" || name === "SVG" || MATHS.has(element.parentNode.nodeName)) this.gap = true;
    if (name === "INPUT" && FIELDS.has(element.type)) this.text(element.getAttribute("value") ?? "", outer);
    const inner = { ...outer, depth: outer.depth + 1, marks: this.marked(element, name, style, outer.marks) };
    inner.pre ||= PREFORMATTED.has(name) || /^(pre|break-spaces)/.test(style["white-space"]);
    if (isBlock) this.enter(element, name, inner);
    if (name === "Q") {
      this.text("“‘"[outer.quotes % 2], outer);
      inner.quotes += 1;
    }
    if (name === "RT") this.text("(", outer);
    if (name === "SPAN" && this.isSpace(element)) this.text(" ", outer);
    else this.walk(element, inner);
    if (name === "Q") this.text("”’"[outer.quotes % 2], outer);
    if (name === "RT") this.text(")", outer);
    if (isField) this.gap = true;
    if (isBlock) this.boundary(inner.row && inner.row !== outer.row ? inner : outer);
    if (inner.box !== outer.box || inner.row !== outer.row) this.close();
  }

  // Browsers copy a space at the end of a word so.
  isSpace(element) {
    const blanks = /^\u00a0+$/.test(element.textContent);
    return blanks && (element.className === "Apple-converted-space" || (element.textContent.length === 1 && !element.attributes.length));
  }

  picture(element, outer) {
    const alt = element.getAttribute("alt") ?? "";
    if (SIGN.test(alt)) this.text(alt, outer);
    else if (element.getAttribute("width") !== "1") this.pictures += 1;
  }

  // What a block that begins gives to all within it
  enter(element, name, inner) {
    if (LISTS[name]) {
      const box = this.current(inner.box), list = this.list(element, LISTS[name]);
      // Indented once more, and no item: one level.
      if (isList(box) && !box.children.length) {
        box.replaceWith(list);
        this.replaced.set(box, list);
      } else this.inside(box, list);
      Object.assign(inner, { box: list, row: null, kind: "" });
    } else if (name === "LI") {
      let { box } = inner;
      if (!isList(box)) {
        const last = box.lastElementChild;
        box = last?.hasAttribute("data-implied") ? last : this.inside(box, this.doc.createElement("ul"));
        box.setAttribute("data-implied", "");
      }
      const item = this.doc.createElement("li");
      if (element.hasAttribute("value")) item.setAttribute("value", element.getAttribute("value"));
      Object.assign(inner, { box: this.inside(box, item), row: null, kind: "" });
    } else if (name === "BLOCKQUOTE") {
      Object.assign(inner, { box: this.inside(inner.box, this.doc.createElement("blockquote")), row: null, kind: "" });
    } else if (HEADINGS[name]) inner.kind = inner.box.nodeName === "LI" ? "" : HEADINGS[name];
    else if (name === "TABLE") {
      this.close();
      inner.row = null;
    } else if (name === "TR") {
      this.close();
      inner.row = { cells: 0, separators: 0 };
    } else if ((name === "TD" || name === "TH") && inner.row) this.cell(inner.row);
  }

  list(element, tag) {
    const list = this.doc.createElement(tag);
    for (const each of ["start", "type", "reversed"]) {
      if (element.hasAttribute(each)) list.setAttribute(each, element.getAttribute(each));
    }
    return list;
  }

  inside(parent, box) {
    this.close();
    return (box.nodeName === "LI" ? this.current(parent) : this.target(parent)).appendChild(box);
  }

  // Of a table a row is one line as long as no cell has more than one.
  cell(row) {
    if (row.several) {
      this.close();
      row.separators = 0;
    } else if (row.cells) row.separators += 1;
    row.cells += 1;
    row.filled = row.pending = row.several = false;
    this.breaks = 0;
  }

  marked(element, name, style, marks) {
    const wanted = new Set(MARKS[name] ? [MARKS[name]] : []), unwanted = new Set();
    // A heading is bold without a mark.
    const weight = HEADINGS[name] ? "" : style["font-weight"];
    if (/^(bold|[6-9]00)/.test(weight)) wanted.add("strong");
    else if (weight) unwanted.add("strong");
    if (/^(italic|oblique)/.test(style["font-style"])) wanted.add("em");
    else if (style["font-style"]) unwanted.add("em");
    if (/^super/.test(style["vertical-align"])) wanted.add("sup");
    if (/^sub/.test(style["vertical-align"])) wanted.add("sub");
    const href = name === "A" ? element.getAttribute("href")?.trim() : "";
    // A place within the page that it came from, a note's too: here there is none.
    const isLink = href && !/^#|#_(ftn|edn|msocom)/.test(href);
    // Of links in each other, as in a table within one, the inner one.
    const found = marks.filter(({ tag }) => !unwanted.has(tag) && !(isLink && tag === "a"));
    for (const tag of wanted) {
      if (!unwanted.has(tag) && !found.some((each) => each.tag === tag)) found.push({ tag });
    }
    if (isLink) found.unshift({ tag: "a", href });
    return found;
  }

  boundary({ row }) {
    if (row) row.pending = row.filled;
    else this.close();
  }

  close() {
    if (this.block && BLANK.test(this.block.textContent)) this.block.remove();
    Object.assign(this, { block: null, breaks: 0, gap: false });
  }

  text(text, here) {
    (here.pre ? text.split(/\r\n?|\n/) : [text]).forEach((line, at) => {
      if (at) this.breaks += this.block ? 1 : 0;
      if (line) this.piece(line, here);
    });
  }

  piece(text, here) {
    const { row } = here;
    if (/^[ \t\r\n\f]*$/.test(text) && !this.block) return;
    if (/^[ \t\r\n\f\u00a0]*$/.test(text) && (this.breaks || row?.pending)) return;
    if (row?.pending) {
      this.close();
      Object.assign(row, { pending: false, several: true });
    }
    if (this.breaks > 1 && !row) this.close();
    const fresh = !this.block;
    if (fresh) this.block = this.target(here.box).appendChild(this.doc.createElement(here.kind || "p"));
    if (row) {
      if (row.separators) {
        this.block.append(BETWEEN_CELLS.repeat(row.separators));
        this.breaks = 0;
      }
      Object.assign(row, { separators: 0, filled: true });
    }
    if (this.breaks && !fresh) this.block.append(this.doc.createElement("br"));
    else if (this.gap && !fresh && !/\s$/.test(this.block.textContent) && !/^\s/.test(text)) this.block.append(" ");
    Object.assign(this, { breaks: 0, gap: false });
    let within = this.block;
    for (const { tag, href } of here.marks) {
      within = within.appendChild(this.doc.createElement(tag));
      if (href) within.setAttribute("href", href);
    }
    within.append(text);
  }

  // What stands in a list and is no item belongs to the one before it.
  target(parent) {
    const box = this.current(parent);
    return isList(box) ? box.lastElementChild ?? box.appendChild(this.doc.createElement("li")) : box;
  }

  // What stands behind a list that took its list's place goes on in it.
  current(box) {
    const next = this.replaced.get(box);
    return next ? this.current(next) : box;
  }

  // Each item under the number that it had: where it has its own, a list begins anew.
  number(list) {
    const items = [...list.children], step = list.hasAttribute("reversed") ? -1 : 1;
    let number = list.hasAttribute("start") ? list.start : step > 0 ? 1 : items.length;
    let open = null, expected = null;
    for (const item of items) {
      if (item.hasAttribute("value")) number = item.value;
      if (BLANK.test(item.textContent)) item.remove();
      else {
        if (number !== expected) {
          const next = open ? list.cloneNode(false) : list;
          open?.after(next);
          open = next;
          open.setAttribute("start", number);
        }
        open.append(item);
        item.removeAttribute("value");
        expected = number + 1;
      }
      number += step;
    }
  }
}

// As the editor itself copies
const OWN = /^(?:<meta[^>]*>|<\/?(?:p|h2|h3|blockquote|ul|ol|li|strong|em|sup|sub|br|a)(?:\s(?!style|class)[^>]*)?>|[^<])*$/;

export function rewrite(html) {
  if (html.includes("data-pm-slice") && OWN.test(html)) return { html, pictures: 0, struck: false };
  const reader = new Reader(html);
  return { html: reader.read(), pictures: reader.pictures, struck: reader.struck };
}

function tell(editor, { pictures, struck }) {
  const status = editor.view.dom.closest(".prose-editor").querySelector(".left-out"), said = [];
  const where = document.getElementById("all_slides-group") ? " Add photographs under “Photos”." : "";
  if (pictures) said.push(`${pictures === 1 ? "A picture was" : `${pictures} pictures were`} left out: the text takes words only.${where}`);
  if (struck) said.push("Struck-out words were left out.");
  status.textContent = said.join(" ");
}

export const Paste = Extension.create({
  name: "paste",
  onBeforeCreate() {
    // Asterisks and underscores of what is pasted are its own.
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
    // A picture alone, without words.
    const files = (data) => {
      const pictures = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/")).length;
      if (!pictures || data.types.includes("text/html") || data.types.includes("text/plain")) return false;
      tell(editor, { pictures });
      return true;
    };
    return [new Plugin({
      props: {
        // Nothing that is left takes the place of what was selected.
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

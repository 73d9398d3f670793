// Turns a clipboard's HTML into the blocks that a story has, before the editor reads it.
import { BLANK, BLOCKS, FIELDS, HEADINGS, LISTS, MATHS, PREFORMATTED, isHidden, isList, isStruck, marksOf } from "./elements.js";
import { keepNumbers, makeLists } from "./lists.js";
import { parse, styles } from "./styles.js";

const SIGN = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const BETWEEN_CELLS = " | ";
// No page is so deep; a script's stack overflows at some thousands.
const DEEPEST = 400;

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
    for (const list of this.all.querySelectorAll("ol")) keepNumbers(list);
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
      // If it was a block, the texts before and after it stay apart.
      if (BLOCKS.has(name) || element.querySelector("p, div, li, br")) this.boundary(outer);
      return;
    }
    const isBlock = BLOCKS.has(name) || /^(block|flex|grid|list-item|table)/.test(style.display);
    const isField = /^(BUTTON|SELECT|TEXTAREA|INPUT)$/.test(name);
    if (isBlock) this.boundary(outer);
    if (isField || name === "IMG" || name === "SVG" || MATHS.has(element.parentNode.nodeName)) this.gap = true;
    if (name === "INPUT" && FIELDS.has(element.type)) this.text(element.getAttribute("value") ?? "", outer);
    const inner = { ...outer, depth: outer.depth + 1, marks: marksOf(element, name, style, outer.marks) };
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

  // Browsers copy a space at the end of a word as an element with a no-break space.
  isSpace(element) {
    const blanks = /^\u00a0+$/.test(element.textContent);
    return blanks && (element.className === "Apple-converted-space" || (element.textContent.length === 1 && !element.attributes.length));
  }

  picture(element, outer) {
    const alt = element.getAttribute("alt") ?? "";
    if (SIGN.test(alt)) this.text(alt, outer);
    else if (element.getAttribute("width") !== "1") this.pictures += 1;
  }

  // Set what a block passes on to all elements within it.
  enter(element, name, inner) {
    if (LISTS[name]) {
      const box = this.current(inner.box), list = this.list(element, LISTS[name]);
      // A list directly in an empty list is one level, indented twice.
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

  // A table's row becomes one line, as long as no cell has more than one line.
  cell(row) {
    if (row.several) {
      this.close();
      row.separators = 0;
    } else if (row.cells) row.separators += 1;
    row.cells += 1;
    row.filled = row.pending = row.several = false;
    this.breaks = 0;
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

  // Content of a list outside its items belongs to the item before it.
  target(parent) {
    const box = this.current(parent);
    return isList(box) ? box.lastElementChild ?? box.appendChild(this.doc.createElement("li")) : box;
  }

  // A list can be replaced by the one nested in it: what follows goes on there.
  current(box) {
    const next = this.replaced.get(box);
    return next ? this.current(next) : box;
  }
}

// HTML that the editor itself copied.
const OWN = /^(?:<meta[^>]*>|<\/?(?:p|h2|h3|blockquote|ul|ol|li|strong|em|sup|sub|br|a)(?:\s(?!style|class)[^>]*)?>|[^<])*$/;

export function rewrite(html) {
  if (html.includes("data-pm-slice") && OWN.test(html)) return { html, pictures: 0, struck: false };
  const reader = new Reader(html);
  return { html: reader.read(), pictures: reader.pictures, struck: reader.struck };
}

// What an element of a clipboard means in a story. core/rich_text/markup.py has the same rules for texts that come in
// other ways: both agree on what is a block, what is shown, and what is a mark.
const words = (text) => new Set(text.split(" "));
export const BLOCKS = words("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIR DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LEGEND LI LISTING MAIN MENU NAV OL OPTGROUP OPTION P PRE SEARCH SECTION SUMMARY TABLE TBODY TD TEXT TEXTAREA TFOOT TH THEAD TR UL XMP");
export const LISTS = { UL: "ul", OL: "ol", MENU: "ul", DIR: "ul" };
export const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" };
const MARKS = { B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", SUP: "sup", SUB: "sub" };
const STRUCK = words("DEL S STRIKE");
const UNSEEN = words("ANNOTATION AUDIO CANVAS DATALIST DESC HEAD IFRAME METADATA NOEMBED NOFRAMES NOSCRIPT OBJECT RP SCRIPT STYLE TEMPLATE TITLE VIDEO XML");
export const PREFORMATTED = words("PRE LISTING TEXTAREA XMP");
export const FIELDS = words("text button submit reset search number email tel url");
// Elements of MathML whose children must stay apart: the two numbers of a fraction are not one.
export const MATHS = words("mfrac mover mroot msub msubsup msup mtd munder");
export const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

export const isStruck = (name, style) => STRUCK.has(name) || /line-through/.test(`${style["text-decoration"]} ${style["text-decoration-line"]}`);
export const isList = (box) => box.nodeName === "UL" || box.nodeName === "OL";
export const isHidden = (element, style) => UNSEEN.has(element.nodeName.toUpperCase()) || element.hasAttribute("hidden")
  || /^none/.test(style.display) || /^hidden/.test(style.visibility) || style["mso-hide"] === "all";

// The marks of the text in an element: its own, and those of the elements around it.
export function marksOf(element, name, style, marks) {
  const wanted = new Set(MARKS[name] ? [MARKS[name]] : []), unwanted = new Set();
  // A heading is bold by itself.
  const weight = HEADINGS[name] ? "" : style["font-weight"];
  if (/^(bold|[6-9]00)/.test(weight)) wanted.add("strong");
  else if (weight) unwanted.add("strong");
  if (/^(italic|oblique)/.test(style["font-style"])) wanted.add("em");
  else if (style["font-style"]) unwanted.add("em");
  if (/^super/.test(style["vertical-align"])) wanted.add("sup");
  if (/^sub/.test(style["vertical-align"])) wanted.add("sub");
  const href = name === "A" ? element.getAttribute("href")?.trim() : "";
  // No link to a place within the page that was copied, such as a footnote: the story has no such place.
  const isLink = href && !/^#|#_(ftn|edn|msocom)/.test(href);
  // Where links are nested, as in a table within a link, the inner one counts.
  const found = marks.filter(({ tag }) => !unwanted.has(tag) && !(isLink && tag === "a"));
  for (const tag of wanted) {
    if (!unwanted.has(tag) && !found.some((each) => each.tag === tag)) found.push({ tag });
  }
  if (isLink) found.unshift({ tag: "a", href });
  return found;
}

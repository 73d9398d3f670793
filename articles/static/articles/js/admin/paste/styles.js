// Styles, from attributes and from style sheets that name classes. The policy lets no style of a clipboard act: they are
// read as text. Under their own names it would refuse and report each of them, also in a document that is never shown;
// handlers too.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
export function parse(html) {
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
export function styles(doc, sheets) {
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

// Reads styles from attributes and style sheets of a clipboard. The CSP would refuse and report each style and handler
// under its own name, even in a document that is never shown, so the attributes are renamed and read as text.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
export function parse(html) {
  const sheets = [];
  const rest = html.replace(/<style\b[^>]*>([^]*?)(?:<\/style\s*>|$)/gi, (all, css) => (sheets.push(css), ""));
  // A browser drops cells that have no table around them.
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

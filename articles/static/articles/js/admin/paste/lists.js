import { BLANK } from "./elements.js";

// Lists of Word and Word online, whose items name their level.
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
      // No list of HTML can show “1.2.”, so it stays a part of the text.
      if (element.nodeName === "LI" || !mark || /^[\d.]+\.\d/.test(marker)) continue;
      Object.assign(item, { level: Number(mso[2]), list: mso[1], mark, marker });
    } else continue;
    items.push(item);
  }
  return items;
}
export function makeLists(doc) {
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

// Keep each item's number: where it does not continue the list, a new list begins.
export function keepNumbers(list) {
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

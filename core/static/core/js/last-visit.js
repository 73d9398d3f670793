// Marks what is new since the reader's last visit. The browser remembers it and tells nobody: of each page the newest
// time that stood on it, so that the paper's clock alone says what is new.
const KEY = "visits";
const MOST = 200;
// Whoever comes back within it is still on the same visit. Only this is by the reader's clock.
const PAUSE = 30 * 60_000;

const { items, place, page, mark, digits } = document.querySelector("[data-items]").dataset;
const { lang } = document.documentElement;
const reader = document.querySelector("[data-reader]")?.dataset.reader ?? null;
const lines = [...document.querySelectorAll(items)];
const time = (line) => Date.parse(line.querySelector("time").dateTime);

let visits = new Map();
try { visits = new Map(JSON.parse(localStorage.getItem(KEY))); } catch {}
// A page that was never opened goes by the first one.
const before = visits.get(page) ?? visits.get(place), at = Date.now();
const since = Math.abs(at - before?.at) < PAUSE ? before.since : before?.newest;
visits.delete(page);
visits.set(page, { since, newest: Math.max(before?.newest ?? 0, ...lines.map(time)), at });
try { localStorage.setItem(KEY, JSON.stringify([...visits].slice(-MOST))); } catch {}

const fresh = lines.filter((line) => time(line) > since && line.querySelector(".by b")?.textContent !== reader);
for (const line of fresh) {
  const word = Object.assign(document.createElement("bdi"), { className: "new", lang, textContent: mark });
  line.querySelector(".line-headline, .by").append(" ", word);
}
const counted = document.querySelector("[data-counted]");
if (counted && fresh.length) {
  const forms = JSON.parse(counted.dataset.counted), rules = new Intl.PluralRules(lang), form = rules.select(fresh.length);
  const sample = Object.keys(forms).find((each) => rules.select(each) === form);
  const number = String(fresh.length).replace(/\d/g, (digit) => digits?.[digit] ?? digit);
  const [link] = counted.children;
  link.textContent = forms[sample].replace("{count}", number);
  link.href = `#${fresh[0].id}`;
  counted.hidden = false;
}

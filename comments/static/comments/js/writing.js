// What readers write: links open the form of the page behind them, forms are sent from where they stand, and a text is
// kept on its writer's machine until it is posted, discarded, a week old, or its writer signs out.
const FORM = "form[data-form]";
const SUBMIT = "[type=submit]";
const WEEK = 7 * 24 * 3600_000;
const PATIENCE = 20_000;
const MOST_ROWS = 24;
const NEAR = 500;
const STEPS = [NEAR, 100, -1];

// By link and by form. A closed form keeps what was typed in it.
const parts = new Map();
let shown, waiting;

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const expand = (link, is) => link.setAttribute("aria-expanded", is);
const fill = (words, slots) => words.replace(/{(\w+)}/g, (slot, name) => slots[name]);
const enter = () => shown.region.querySelector("input:not([type=hidden]), textarea").focus();

async function take(address) {
  try {
    const answer = await fetch(address);
    const form = !answer.redirected && parse(await answer.text()).querySelector(FORM);
    if (form) form.action = address;
    return form;
  } catch {}
}

function status(before) {
  before.insertAdjacentHTML("afterend", '<p class="sent" role="status"></p>');
  return before.nextElementSibling;
}

function make(link, form) {
  const region = document.createElement("section");
  region.className = "in-place";
  region.setAttribute("aria-label", link.textContent);
  region.append(form);
  const quiet = form.querySelector(".quiet");
  quiet.hidden = false;
  const part = { link, region, form, said: parts.get(link)?.said ?? status(link.parentElement) };
  quiet.addEventListener("click", () => close(part));
  parts.set(link, part).set(form, part);
  return part;
}

async function open(link) {
  if (waiting === link) return;
  waiting = link;
  const form = parts.get(link)?.form ?? await take(link.href);
  if (waiting !== link) return;
  waiting = null;
  if (!form) return location.assign(link.href);
  const part = parts.get(form) ?? make(link, form);
  if (!part.isSent) part.said.textContent = "";
  // One at a time, if it can come back: their fields have the same names.
  if (shown?.link.isConnected) hide(shown);
  shown = part;
  expand(link, true);
  link.parentElement.after(part.region);
  if (!part.empty) begin(part);
  enter();
}

function hide({ link, region }) {
  region.remove();
  expand(link, false);
  if (shown?.region === region) shown = null;
}

function close(part) {
  const { link, region } = part;
  const near = link.isConnected ? link : region.previousElementSibling.querySelector("a");
  hide(part);
  near.focus();
}

function taken(part, address) {
  part.empty();
  if (part.form.dataset.form === "write") return location.assign(address);
  if (part.region.isConnected) close(part);
  part.said.textContent = part.form.dataset.sent;
  part.form = part.isSent = null;
}

async function refused({ form, said }, page, code) {
  const fresh = page?.querySelector(FORM) || code === 403 && await take(form.action);
  const now = fresh?.dataset?.draft, isOther = now && now !== form.dataset.draft;
  const why = page?.querySelector("h1")?.textContent;
  const words = form.dataset[isOther ? "other" : why ? "unsent" : page ? "failed" : "unanswered"];
  const reason = !isOther && page?.querySelector(".form-errors") || Object.assign(document.createElement("div"), {
    className: "form-errors", textContent: fill(words, { name: now, why }),
  });
  form.parentElement.querySelector(".form-errors")?.remove();
  if (fresh && !isOther) {
    for (const { name, value } of fresh.querySelectorAll("[type=hidden]")) form.elements[name].value = value;
    for (const each of form.querySelectorAll("fieldset, textarea")) {
      each.setAttribute("aria-invalid", Boolean(fresh.querySelector(`#${each.id}[aria-invalid]`)));
    }
    if (!fresh.querySelector(SUBMIT)) form.querySelector(SUBMIT)?.remove();
  }
  // Focused, it is read: as an alert it would be heard twice.
  reason.removeAttribute("role");
  Object.assign(reason, { id: "refusal", tabIndex: -1 });
  form.before(reason);
  reason.dispatchEvent(new Event("newsroom:shown", { bubbles: true }));
  said.textContent = reason.isConnected ? "" : reason.textContent;
  reason.focus();
}

async function send(part) {
  if (part.isSent) return;
  part.isSent = true;
  part.said.textContent = part.form.dataset.sending;
  let answer, page;
  try {
    answer = await fetch(part.form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(part.form)),
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    page = parse(await answer.text());
  } catch {}
  if (page && answer.redirected) return location.assign(answer.url);
  if (page && answer.status === 201) return taken(part, answer.headers.get("Location"));
  await refused(part, page, answer?.status);
  part.isSent = false;
}

function attempt(use) {
  try { return use(localStorage); } catch {}
}
const kept = (key) => attempt((store) => JSON.parse(store.getItem(key)));
const keep = (key, what) => attempt((store) => store.setItem(key, JSON.stringify({ ...what, at: Date.now() })));
const forget = (key) => attempt((store) => store.removeItem(key));
const keys = (start) => attempt((store) => Object.keys(store).filter((key) => key.startsWith(start))) ?? [];

// A number or a time, in the page's language and with the paper's digits
const write = (what, { digits, numbering = "latn" }, options) => what
  .toLocaleString(`${document.documentElement.lang}-u-nu-${numbering}`, options)
  .replace(/\d|[AP]M/g, (part) => digits?.[part] ?? part.toLowerCase());

function moment(at, words) {
  const time = new Date(at), isToday = time.toDateString() === new Date().toDateString();
  return write(time, words, { dateStyle: isToday ? undefined : "medium", timeStyle: "short" });
}

function begin(part) {
  const { form } = part, field = form.querySelector("textarea"), name = form.dataset.draft;
  const key = `draft ${name} ${new URL(form.action).pathname}`;
  // When its writer last signed out
  const left = () => kept(`drafts gone ${name}`)?.at ?? 0;
  let timer, line, seen = left();

  function save() {
    clearTimeout(timer);
    timer = 0;
    // Empty too, where the server would give back what was sent before signing in.
    if (field.value || field.defaultValue) keep(key, { text: field.value });
    else forget(key);
  }
  function empty(given = "") {
    if (timer) save();
    line?.remove();
    field.value = "";
    field.defaultValue = given;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    save();
  }
  function look() {
    if (left() <= seen) return;
    seen = left();
    empty();
  }
  part.empty = empty;

  // Else the browser would put it back even after signing out.
  form.autocomplete = "off";
  const { text, at } = kept(key) ?? {};
  if (text !== undefined && text !== field.value && field.value === field.defaultValue) {
    field.value = text;
    if (text) {
      line = form.querySelector("template").content.firstChild;
      const [said, button] = line.children;
      said.textContent = fill(said.textContent, { time: moment(at, form.dataset) });
      field.before(line);
      button.addEventListener("click", () => {
        empty(field.defaultValue);
        field.focus();
      });
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  addEventListener("pagehide", () => timer && save());
  addEventListener("pageshow", () => {
    part.isSent = false;
    part.said.textContent = "";
    look();
  });
  addEventListener("storage", (event) => {
    look();
    if (event.key !== key || event.newValue) return;
    // Posted or discarded in another window: another text stays.
    if (attempt(() => JSON.parse(event.oldValue).text) === field.value) empty();
    else save();
  });
  if (field.dataset.longest) count(field);
}

// As comments/text.py counts, by its patterns
const length = ({ value, dataset }) => [...JSON.parse(dataset.tidy)
  .reduce((text, [pattern, by]) => text.replace(RegExp(pattern, "gmu"), by), value)].length;

// The field grows with its text, and near the limit says how much is left.
function count(field) {
  const { rows } = field, { longest } = field.dataset;
  const line = field.nextElementSibling, said = line.nextElementSibling;
  let heard = 0, timer;

  function look() {
    const used = length(field), left = longest - used, is = left < 0 ? "over" : "left";
    const own = (number) => write(number, field.form.dataset);
    const slots = { used: own(used), longest: own(+longest), rest: own(Math.abs(left)) };
    line.textContent = left > NEAR ? "" : fill(line.dataset[is], slots);
    line.classList.toggle("over", left < 0);
    const step = STEPS.filter((each) => left <= each).length;
    clearTimeout(timer);
    if (step <= heard) heard = step;
    else timer = setTimeout(() => {
      heard = step;
      said.textContent = fill(said.dataset[is], slots);
    }, 1000);
    if (!field.value) field.rows = rows;
    while (field.scrollHeight > field.clientHeight && field.rows < MOST_ROWS) field.rows += 1;
  }
  field.addEventListener("input", look);
  look();
}

for (const key of keys("draft")) {
  if (!(Math.abs(Date.now() - kept(key)?.at) < WEEK)) forget(key);
}
for (const link of document.querySelectorAll("a[data-opens]")) expand(link, false);
for (const form of document.querySelectorAll(FORM)) {
  parts.set(form, { form, said: status(form) });
  begin(parts.get(form));
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-opens]");
  if (!link || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // The second of a double click has only taken the focus.
  if (shown?.link !== link) open(link);
  else if (event.detail > 1) enter();
  else close(shown);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && shown?.region.contains(event.target)) close(shown);
});
document.addEventListener("submit", (event) => {
  const part = parts.get(event.target), { forgets } = event.target.dataset;
  if (forgets) {
    keys(`draft ${forgets} `).forEach(forget);
    keep(`drafts gone ${forgets}`);
  }
  if (!part) return;
  event.preventDefault();
  send(part);
});
document.addEventListener("newsroom:closing", () => {
  for (const { form, link, region } of parts.values()) {
    if (form?.elements.text?.value && !form.isConnected) link.parentElement.after(region);
  }
});

// Links to write or report open the form of the page behind them, and forms are sent from where they stand.
const FORM = "form[data-form]";
// Closed forms keep what was typed in them.
const regions = new Map();
let shown, waiting;

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const tell = (name, form) => form.dispatchEvent(new Event(`newsroom:${name}`, { bubbles: true }));

async function take(address) {
  try {
    const answer = await fetch(address);
    const form = !answer.redirected && parse(await answer.text()).querySelector(FORM);
    if (form) form.action = address;
    return form;
  } catch {}
}

function closable(form) {
  form.querySelector(".back")?.remove();
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: "Close" });
  button.addEventListener("click", close);
  (form.querySelector("[type=submit]")?.parentElement ?? form).append(" ", button);
}

function made(link, form) {
  const region = Object.assign(document.createElement("section"), { className: "in-place", ariaLabel: link.textContent });
  closable(form);
  region.append(form, Object.assign(document.createElement("p"), { role: "status" }));
  return region;
}

async function open(link) {
  if (waiting === link) return;
  waiting = link;
  const form = regions.has(link) || await take(link.href);
  if (waiting !== link) return;
  if (!form) return location.assign(link.href);
  waiting = null;
  const isNew = !regions.has(link);
  if (isNew) regions.set(link, made(link, form));
  const region = regions.get(link);
  // One at a time: their fields have the same names.
  document.querySelector(".in-place")?.remove();
  if (shown) shown.link.ariaExpanded = false;
  shown = { link, region };
  link.ariaExpanded = true;
  link.parentElement.after(region);
  if (isNew) tell("shown", form);
  enter();
}

const enter = () => shown.region.querySelector("input:not([type=hidden]), textarea").focus();

function close() {
  const { link, region } = shown;
  // The discussion may have closed.
  const near = link.isConnected ? link : region.previousElementSibling.querySelector("a");
  region.remove();
  shown = null;
  link.ariaExpanded = false;
  near.focus();
}

function taken(form, address) {
  tell("taken", form);
  if (form.dataset.form !== "report") return location.assign(address);
  const { link, region } = shown;
  waiting = shown = null;
  regions.delete(link);
  link.ariaExpanded = false;
  link.focus();
  form.remove();
  region.querySelector(".form-errors")?.remove();
  region.lastElementChild.textContent = "Your report was sent. A moderator will read it.";
}

async function refused(form, page) {
  // Where the token was too old there is none.
  const fresh = page.querySelector(FORM) || await take(form.action) || form;
  const reason = page.querySelector(".form-errors") ?? Object.assign(document.createElement("div"), {
    className: "form-errors",
    textContent: `This could not be sent. ${page.querySelector("h1")?.textContent ?? "Please try again later"}.`,
  });
  form.parentElement.querySelector(".form-errors")?.remove();
  if (fresh !== form) {
    for (const [name, value] of new FormData(form)) {
      const field = fresh.elements.namedItem(name);
      if (field && field.type !== "hidden") field[field.type ? "defaultValue" : "value"] = value;
    }
    fresh.action = form.action;
    if (shown?.region.contains(form)) closable(fresh);
    form.replaceWith(fresh);
  }
  // Focused, it is read: as an alert it would be heard twice.
  Object.assign(reason, { role: null, id: "refusal", tabIndex: -1 });
  fresh.before(reason);
  if (fresh !== form) tell("shown", fresh);
  reason.focus();
}

async function send(form) {
  if (waiting === form) return;
  waiting = form;
  let answer, page;
  try {
    const body = new URLSearchParams(new FormData(form));
    answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    page = parse(await answer.text());
  } catch {}
  // No answer, or the page to sign in: the ordinary way, with the text
  if (!page || answer.redirected) return form.submit();
  if (answer.status === 201) return taken(form, answer.headers.get("Location"));
  await refused(form, page);
  waiting = null;
}

for (const link of document.querySelectorAll("a[data-opens]")) link.ariaExpanded = false;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-opens]");
  if (!link || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // The second of a double click has only taken the focus.
  if (event.detail > 1) shown?.link === link && enter();
  else if (shown?.link === link) close();
  else open(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && shown?.region.contains(event.target)) close();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(FORM)) return;
  event.preventDefault();
  send(event.target);
});
window.addEventListener("pageshow", () => { waiting = null; });

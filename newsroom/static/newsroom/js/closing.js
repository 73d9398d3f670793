// An open page notices that its discussion closes. The reader's clock only says when to ask the server's.
const WARNING = 5 * 60_000;
// setTimeout counts at most 24.8 days, and not while a laptop sleeps.
const PIECE = 60_000;

const place = document.querySelector("[data-closes]");
const said = Object.assign(document.createElement("p"), { className: "just-closed", role: "status" });
place.prepend(said);
// `ahead`: of the server's clock before the reader's; `mark`: what is left when something is to be said.
let closes, mark, timer, ahead = 0, asked = Date.now();
const left = () => closes - Date.now() - ahead;
const forms = () => place.querySelectorAll("form[data-form=write]");

function begin(instant) {
  closes = Date.parse(instant);
  mark = left() > WARNING ? WARNING : 0;
  arm();
}

function arm(wait = left() - mark) {
  clearTimeout(timer);
  timer = setTimeout(() => (left() > mark ? arm() : ask()), Math.min(Math.max(wait, 1000), PIECE));
}

async function ask() {
  asked = Date.now();
  try {
    const { headers } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    // In whole seconds: never early.
    ahead = Date.parse(headers.get("Date")) - Date.now();
    if (left() <= 0) return await close();
    if (left() <= mark) {
      mark = 0;
      // Not for who only reads
      if (forms().length) said.textContent = "This discussion closes in 5 minutes.";
    }
    arm();
  } catch {
    arm(PIECE);
  }
}

async function close() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const still = page.querySelector("[data-closes]")?.dataset.closes;
  replace(".window", page.querySelector(".window"));
  replace(".closes", page.querySelector(".closed, .closes"));
  if (still) {
    // An editor has given it more time.
    said.textContent = "";
    return still === place.dataset.closes ? arm(PIECE) : begin((place.dataset.closes = still));
  }
  clearTimeout(timer);
  timer = 0;
  for (const link of place.querySelectorAll("a[data-opens=write]")) {
    const next = link.parentElement.querySelector("a:not([data-opens=write])");
    if (link === document.activeElement) (next ?? document.querySelector("main")).focus({ preventScroll: true });
    (next ? link : link.parentElement).remove();
  }
  for (const form of forms()) shut(form);
  said.textContent = "This discussion has just closed.";
}

function replace(name, fresh) {
  const line = place.querySelector(name);
  if (!fresh || !line) return line?.remove();
  line.replaceWith(fresh);
  fresh.dispatchEvent(new Event("newsroom:shown", { bubbles: true }));
}

// The text stays, to be read and copied.
function shut(form) {
  const button = form.querySelector("[type=submit]");
  if (button === document.activeElement) form.querySelector("textarea").focus();
  button?.remove();
  form.parentElement.querySelector(".form-errors")?.remove();
  form.before(Object.assign(document.createElement("div"), {
    className: "form-errors",
    id: "refusal",
    textContent: "This discussion has just closed. Your text is below, should you want to keep it.",
  }));
}

begin(place.dataset.closes);
document.addEventListener("visibilitychange", () => {
  if (timer && !document.hidden && (left() <= 0 || Date.now() - asked > PIECE)) ask();
});

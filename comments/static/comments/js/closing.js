// An open page notices that its discussion closes. The reader's clock only says when to ask the server's.
const WARNING = 5 * 60_000;
// The first is longer than a clock is wrong.
const MARKS = [24 * 3600_000, WARNING, 0];
// setTimeout counts at most 24.8 days, and not while a laptop sleeps.
const PIECE = 60_000;

const place = document.querySelector("[data-closes]");
const said = place.firstElementChild;
// `ahead`: the server's clock less the reader's; `mark`: what is left when the server is asked next.
let [mark] = MARKS, timer, ahead = 0;
const left = () => Date.parse(place.dataset.closes) - Date.now() - ahead;

function arm(wait = left() - mark) {
  clearTimeout(timer);
  timer = setTimeout(() => (left() > mark ? arm() : ask()), Math.min(Math.max(wait, 1000), PIECE));
}

async function ask() {
  try {
    const { headers } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    ahead = Date.parse(headers.get("Date")) - Date.now();
    if (left() <= 0) return await close();
    if (mark === WARNING && left() <= mark) say("closing");
    mark = MARKS.find((each) => left() > each);
    arm();
  } catch {
    arm(PIECE);
  }
}

// That it closes soon is said by forms, to writers alone.
function say(name) {
  const lines = [...place.querySelectorAll("form .just-closed")];
  for (const line of lines) line.textContent = line.dataset[name] ?? "";
  said.textContent = place.dataset[name] ?? lines[0]?.textContent ?? "";
}

async function close() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const still = page.querySelector("[data-closes]")?.dataset.closes;
  replace(".window", page.querySelector(".window"));
  replace(".closes", page.querySelector(".closed, .closes"));
  if (still) {
    say();
    place.dataset.closes = still;
    [mark] = MARKS;
    return arm(PIECE);
  }
  clearTimeout(timer);
  timer = 0;
  document.dispatchEvent(new Event("newsroom:closing"));
  for (const link of place.querySelectorAll("a[data-opens=write]")) {
    const next = link.parentElement.querySelector("a:not([data-opens=write])");
    if (link === document.activeElement) (next ?? document.querySelector("main")).focus({ preventScroll: true });
    (next ? link : link.parentElement).remove();
  }
  for (const form of place.querySelectorAll("form[data-form=write]")) {
    const button = form.querySelector("[type=submit]");
    if (button === document.activeElement) form.querySelector("textarea").focus();
    button?.remove();
    form.parentElement.querySelector(".form-errors")?.remove();
  }
  say("closed");
}

function replace(name, fresh) {
  const line = place.querySelector(name);
  if (!fresh || !line) return line?.remove();
  line.replaceWith(fresh);
  fresh.dispatchEvent(new Event("newsroom:shown", { bubbles: true }));
}

arm();
document.addEventListener("visibilitychange", () => {
  if (timer && !document.hidden && left() <= mark) ask();
});

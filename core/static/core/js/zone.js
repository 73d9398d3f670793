// On request the page's times are set in the reader's own zone, each as the paper writes it: by Django's letters.
const KEY = "own times";
const { lang } = document.documentElement;
const { ownTimes, digits } = document.querySelector("[data-own-times]").dataset;
const label = document.querySelector("main .section-label");
const button = Object.assign(document.createElement("button"), { type: "button", className: "own-times", textContent: ownTimes });
const papers = new WeakMap(), formats = {};
let isOn = false;

function differs({ dateTime }) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(dateTime);
  return new Date(dateTime).getTimezoneOffset() !== -(sign + (hours * 60 + +minutes));
}

// In the middle of a date: some languages decline a month.
function word(instant, type, length, language = lang) {
  const options = { day: "numeric", hour: "numeric", hour12: true, [type]: length };
  // Each takes a phone some milliseconds to make.
  const format = formats[[language, type, length]] ??= new Intl.DateTimeFormat(language, options);
  return format.formatToParts(instant).find((part) => part.type === type).value;
}

// By letters where one of these countries has some for it
function zone(instant) {
  const names = [lang, "en-US", "en-GB", "en-AU", "en-IN"].map((each) => word(instant, "timeZoneName", "short", each));
  return names.find((name) => !/\d/.test(name)) ?? names[0];
}

const two = (number) => String(number).padStart(2, 0);
const LETTERS = {
  D: (time) => word(time, "weekday", "short"),
  l: (time) => word(time, "weekday", "long"),
  M: (time) => word(time, "month", "short"),
  F: (time) => word(time, "month", "long"),
  Y: (time) => time.getFullYear(),
  j: (time) => time.getDate(),
  d: (time) => two(time.getDate()),
  g: (time) => time.getHours() % 12 || 12,
  G: (time) => time.getHours(),
  H: (time) => two(time.getHours()),
  i: (time) => two(time.getMinutes()),
  s: (time) => two(time.getSeconds()),
  a: (time) => word(time, "dayPeriod").toLowerCase(),
  T: zone,
};

function own({ dateTime, dataset }) {
  const time = new Date(dateTime);
  return dataset.format.replace(/\\(.)|[a-z]/gi, (letter, plain) => plain ?? LETTERS[letter]?.(time) ?? letter)
    .replace(/\d/g, (digit) => digits?.[digit] ?? digit);
}

function show(within = document) {
  button.setAttribute("aria-pressed", isOn);
  for (const time of within.querySelectorAll("time[data-format]")) {
    const text = papers.get(time) ?? time.textContent;
    papers.set(time, text);
    time.textContent = isOn ? own(time) : text;
  }
}

if (label && [...document.querySelectorAll("time")].some(differs)) {
  try { isOn = localStorage.getItem(KEY) === "true"; } catch {}
  button.addEventListener("click", () => {
    isOn = !isOn;
    show();
    try { localStorage.setItem(KEY, isOn); } catch {}
  });
  button.setAttribute("aria-pressed", isOn);
  label.append(button);
  if (isOn) show();
  document.addEventListener("newsroom:shown", ({ target }) => isOn && show(target.parentElement));
}

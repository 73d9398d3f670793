// On request the page's times are set in the reader's own zone, each as the paper writes it: by Django's letters.
const KEY = "own times";
const { lang } = document.documentElement;
const button = document.querySelector(".own-times"), { digits } = button.dataset;
const formats = {};
let isOn = false;

function differs({ dateTime }) {
  const offset = Date.parse(dateTime) - Date.parse(`${dateTime.slice(0, -6)}Z`);
  return new Date(dateTime).getTimezoneOffset() * 60_000 !== offset;
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
    time.dataset.papers ??= time.textContent;
    time.textContent = isOn ? own(time) : time.dataset.papers;
  }
}

if ([...document.querySelectorAll("time")].some(differs)) {
  try { isOn = localStorage.getItem(KEY) === "true"; } catch {}
  button.addEventListener("click", () => {
    isOn = !isOn;
    show();
    try { localStorage.setItem(KEY, isOn); } catch {}
  });
  button.hidden = false;
  if (isOn) show();
  document.addEventListener("newsroom:shown", ({ target }) => isOn && show(target.parentElement));
}

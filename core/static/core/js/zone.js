// On request the page's times are set in the reader's own zone.
const KEY = "own times";
const FORM = /^(\w{3} )?(\w{3} \d+, \d{4})?( ?\d+:\d\d(:\d\d)?[ap]m \S+)?$/;
const label = document.querySelector("main .section-label");
const button = Object.assign(document.createElement("button"), {
  type: "button", className: "own-times", lang: "en", textContent: "Times in your time zone",
});
const papers = new WeakMap();
let isOn = false, formats;

function differs({ dateTime }) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(dateTime);
  return new Date(dateTime).getTimezoneOffset() !== -(sign + (hours * 60 + +minutes));
}

// By letters where one of these countries has some for it
function zone(instant) {
  // Each takes a phone some milliseconds to make.
  formats ??= ["US", "GB", "AU", "IN"].map((each) => new Intl.DateTimeFormat(`en-${each}`, { timeZoneName: "short" }));
  const names = formats.map((each) => each.format(instant).split(", ").pop());
  return names.find((name) => !/\d/.test(name)) ?? names[0];
}

function own(text, instant) {
  const [, weekday, date, clock, seconds] = FORM.exec(text);
  // Always in this form: Sat Jul 06 2013 14:55:09 GMT-0400
  const [name, month, day, year, time] = String(instant).split(" ");
  const [hour, minute, second] = time.split(":");
  const number = clock && !weekday ? day : +day;
  return [
    weekday && name,
    date && `${month} ${number}, ${year}`,
    clock && `${hour % 12 || 12}:${minute}${seconds ? `:${second}` : ""}${hour < 12 ? "am" : "pm"} ${zone(instant)}`,
  ].filter(Boolean).join(" ");
}

function show(within = document) {
  button.setAttribute("aria-pressed", isOn);
  for (const time of within.querySelectorAll("time")) {
    const text = papers.get(time) ?? time.textContent;
    papers.set(time, text);
    if (FORM.test(text)) time.textContent = isOn ? own(text, new Date(time.dateTime)) : text;
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

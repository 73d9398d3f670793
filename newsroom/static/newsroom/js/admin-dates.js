// The stock links beside a field for a day or a time don't say which field is meant, and what the pictures among them
// open is said to the mouse alone.
function introduce() {
  for (const links of document.querySelectorAll(".datetimeshortcuts")) {
    const [now, choose] = links.querySelectorAll("a");
    const field = links.previousElementSibling;
    const called = field.ariaLabel ?? field.labels[0]?.textContent ?? "";
    now.ariaLabel = `${now.textContent}: ${called}`;
    choose.ariaLabel = `${choose.firstElementChild.title}: ${called}`;
  }
}

// Django says that a clock is hours from the server's. Who types a time wants to know what their own shows then.
const zone = document.querySelector("meta[name='time-zone']").content;

// Milliseconds by which the site's clocks are before UTC at that instant.
function ahead(instant) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(instant).map(({ type, value }) => [type, +value]);
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

// The instant at which the site's clocks show what was typed; nothing where that is no day and time as Django sets them.
function instant(date, time) {
  const [, year, month, day] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(date.trim()) ?? [];
  const [, hour, minute] = /^(\d\d?):(\d\d)(?::\d\d)?$/.exec(time.trim()) ?? [];
  if (!year || !hour) return NaN;
  const there = Date.UTC(year, month - 1, day, hour, minute);
  // Twice: the first guess can be on the other side of a change to summer time.
  return there - ahead(there - ahead(there));
}

function say(note, date, time) {
  const at = new Date(instant(date.value, time.value));
  if (isNaN(at) || ahead(+at) === at.getTimezoneOffset() * -60_000) {
    note.textContent = "";
    return;
  }
  const two = (number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  note.textContent = `Your clock shows ${day === date.value.trim() ? clock : `${clock} on ${day}`} then.`;
}

function noteOwnTimes() {
  for (const time of document.querySelectorAll(".vTimeField")) {
    const date = document.getElementById(time.id.replace(/_1$/, "_0"));
    const place = time.closest(".datetime") ?? time.parentElement;
    if (!date || date === time) continue;
    place.querySelectorAll(".timezonewarning").forEach((each) => each.remove());
    const note = Object.assign(document.createElement("div"), { className: "help own-time", role: "status" });
    place.append(note);
    const look = () => say(note, date, time);
    // Django's links beside a field fill it without a word.
    for (const event of ["input", "change", "click", "focusin"]) place.addEventListener(event, () => setTimeout(look));
    look();
  }
}
// Django makes them when the page is loaded, and all of them again with each new row.
window.addEventListener("load", introduce);
window.addEventListener("load", noteOwnTimes);
document.addEventListener("formset:added", introduce);

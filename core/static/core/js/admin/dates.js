// Django's links beside a field for a day or a time don't say which field is meant, and only a tooltip says what the
// pictures among them open.
function introduce() {
  for (const links of document.querySelectorAll(".datetimeshortcuts")) {
    const [now, choose] = links.querySelectorAll("a");
    const field = links.previousElementSibling;
    const called = field.ariaLabel ?? field.labels[0]?.textContent ?? "";
    now.ariaLabel = `${now.textContent}: ${called}`;
    choose.ariaLabel = `${choose.firstElementChild.title}: ${called}`;
  }
}

// Django says how many hours a clock differs from the server's. An editor wants to know what their own shows then.
const site = document.querySelector("meta[name='time-zone']");
// Milliseconds without typing before the site is asked, so that not each letter asks.
const PAUSE = 300;

// The desk writes 0 to 9 in each language.
const LANGUAGE = `${document.documentElement.lang}-u-nu-latn`;

// The day and the time of day of an instant, as the desk writes them; in this browser's zone where none is given.
function shown(instant, timeZone) {
  const write = (options) => new Intl.DateTimeFormat(LANGUAGE, { timeZone, ...options }).format(instant);
  return {
    day: write({ year: "numeric", month: "short", day: "numeric" }),
    clock: write({ hourCycle: "h23", hour: "2-digit", minute: "2-digit" }),
  };
}

// The instant that the site reads in what was typed; null where it reads none or can't be reached.
async function read(day, clock) {
  try {
    const answer = await fetch(`${site.dataset.instant}?${new URLSearchParams({ day, clock })}`);
    const { instant } = await answer.json();
    return instant && new Date(instant);
  } catch {
    return null;
  }
}

function inWords(instant) {
  const there = shown(instant, site.content), here = shown(instant);
  if (here.day === there.day && here.clock === there.clock) return "";
  const { ownClock, ownDayAndClock } = site.dataset;
  return (here.day === there.day ? ownClock : ownDayAndClock).replace(/{(\w+)}/g, (slot, name) => here[name]);
}

function noteOwnTimes() {
  for (const time of document.querySelectorAll(".vTimeField")) {
    const date = document.getElementById(time.id.replace(/_1$/, "_0"));
    const place = time.closest(".datetime") ?? time.parentElement;
    if (!date || date === time) continue;
    place.querySelectorAll(".timezonewarning").forEach((each) => each.remove());
    const note = Object.assign(document.createElement("div"), { className: "help own-time", role: "status" });
    place.append(note);
    let typed, waiting;
    const look = () => {
      const now = `${date.value}\n${time.value}`;
      if (now === typed) return;
      typed = now;
      note.textContent = "";
      clearTimeout(waiting);
      if (!now.trim()) return;
      waiting = setTimeout(async () => {
        const instant = await read(date.value, time.value);
        // Not if something else was typed meanwhile.
        if (instant && now === typed) note.textContent = inWords(instant);
      }, PAUSE);
    };
    // Django's links beside a field fill it without an input event.
    for (const event of ["input", "change", "click", "focusin"]) place.addEventListener(event, () => setTimeout(look));
    look();
  }
}
// Django makes its links when the page is loaded, and all of them again with each new row.
window.addEventListener("load", introduce);
window.addEventListener("load", noteOwnTimes);
document.addEventListener("formset:added", introduce);

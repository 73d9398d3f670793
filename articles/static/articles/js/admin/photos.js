// Shows renditions as soon as the worker has made them, and in a story's form the present words of its photos. Without
// this module the page shows both when it is loaded again.
const LONGEST_PAUSE = 30_000;
let pause = 1000;

const waiting = () => document.querySelectorAll("[data-making]");
const read = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");

async function look() {
  try {
    if (document.querySelector(".field-picture [data-making]")) await describe();
    const others = [...waiting()].filter((part) => !part.closest(".field-picture"));
    const page = others.length && await read(location.href);
    for (const part of others) {
      const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!now || now.outerHTML === part.outerHTML) continue;
      part.replaceChildren(...document.importNode(now, true).childNodes);
      if (!("making" in now.dataset)) delete part.dataset.making;
      pause = 1000;
    }
  } catch { /* The server may be back at the next look. */ }
  wait();
}

// Where nothing changes, as without a worker, it looks less and less often.
let timer;
function wait() {
  clearTimeout(timer);
  if (!waiting().length) return;
  timer = setTimeout(look, pause);
  pause = Math.min(pause * 1.5, LONGEST_PAUSE);
}
wait();

// A row shows its photo as soon as it is chosen. It asks again when this window gets the focus: the credit may have been
// mended in the window that the row's pencil opens, or in another one.
const CHOICE = "select[data-rows]";
let question;

async function describe() {
  const rows = [...document.querySelectorAll(`.inline-related:not(.empty-form) ${CHOICE}`)].filter((each) => each.value);
  if (!rows.length) return;
  const wanted = new URLSearchParams();
  // A newer question replaces the one that is under way.
  question?.abort();
  question = new AbortController();
  for (const each of rows) {
    wanted.append("photo", each.value);
    wanted.append("alt", each.closest(".inline-related").querySelector("[name$=-alt]").value.trim() && "1");
  }
  const answer = await fetch(`${rows[0].dataset.rows}?${wanted}`, { signal: question.signal });
  const text = await answer.text();
  // A redirect means that the editor is signed out.
  if (!answer.ok || answer.redirected) return;
  const said = new DOMParser().parseFromString(text, "text/html").body.children;
  rows.forEach((each, number) => {
    const shown = each.closest(".inline-related").querySelector(".field-picture .readonly");
    if (shown && shown.innerHTML !== said[number].innerHTML) {
      shown.replaceChildren(...document.importNode(said[number], true).childNodes);
      pause = 1000;
    }
  });
}

// Waits a moment, because at the start each row sends a change event.
let soon;
function describeSoon() {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    try { await describe(); } catch { /* Keep what is shown. */ }
    wait();
  }, 50);
}

if (document.querySelector(CHOICE)) {
  window.addEventListener("focus", describeSoon);
  // The lists of choices send their events only through Django's jQuery.
  window.django?.jQuery(document).on("change", CHOICE, describeSoon);
}

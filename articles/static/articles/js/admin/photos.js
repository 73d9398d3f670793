// What the worker is still making of a photo is shown as soon as it is there, and in a story's form what is known of the
// photos now. Without this module the page has it when it is loaded again.
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
  } catch { /* The next look may find the server there again. */ }
  wait();
}

// Where nothing moves, as without a worker, it looks less and less often.
let timer;
function wait() {
  clearTimeout(timer);
  if (!waiting().length) return;
  timer = setTimeout(look, pause);
  pause = Math.min(pause * 1.5, LONGEST_PAUSE);
}
wait();

// A row shows its photo as soon as it is chosen, and anew when its credit may have been mended: in the window that its
// pencil opens, or in another one.
const CHOICE = "select[data-rows]";
let question;

async function describe() {
  const rows = [...document.querySelectorAll(`.inline-related:not(.empty-form) ${CHOICE}`)].filter((each) => each.value);
  if (!rows.length) return;
  const wanted = new URLSearchParams();
  // A later question has a later answer.
  question?.abort();
  question = new AbortController();
  for (const each of rows) {
    wanted.append("photo", each.value);
    wanted.append("alt", each.closest(".inline-related").querySelector("[name$=-alt]").value.trim() && "1");
  }
  const answer = await fetch(`${rows[0].dataset.rows}?${wanted}`, { signal: question.signal });
  const text = await answer.text();
  // Whoever is signed out meanwhile is sent elsewhere.
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

// When a form begins, each of its rows says that it was chosen.
let soon;
function describeSoon() {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    try { await describe(); } catch { /* What stood there stays. */ }
    wait();
  }, 50);
}

if (document.querySelector(CHOICE)) {
  window.addEventListener("focus", describeSoon);
  // Of a choice only Django's own jQuery hears.
  window.django?.jQuery(document).on("change", CHOICE, describeSoon);
}

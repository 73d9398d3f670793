// What the worker is still making of a photo is shown as soon as it is there. Without this module the page has it when
// it is loaded again.
const LONGEST_PAUSE = 30_000;
let pause = 1000;

const waiting = () => document.querySelectorAll("[data-making]");

async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of waiting()) {
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
function wait() {
  if (!waiting().length) return;
  setTimeout(look, pause);
  pause = Math.min(pause * 1.5, LONGEST_PAUSE);
}
wait();

// Keys and links turn by a whole photo, without a step in the history, and a status says which is shown.
const REST = 200;
const HEARD = 5000;

for (const slides of document.querySelectorAll(".slides")) {
  const all = [...slides.children];
  const sign = getComputedStyle(slides).direction === "rtl" ? -1 : 1;
  const shown = () => Math.round(Math.abs(slides.scrollLeft) / slides.clientWidth);
  const said = slides.nextElementSibling;
  // The photo at which the page opened is not announced.
  let isTurned = false, heard = shown(), timer;

  function turn(number) {
    isTurned = true;
    slides.scrollTo({ left: sign * Math.min(Math.max(number, 0), all.length - 1) * slides.clientWidth });
  }

  function say() {
    timer = setTimeout(() => said.replaceChildren(), HEARD);
    if (heard === shown()) return;
    heard = shown();
    if (!isTurned) return;
    const find = (what) => all[heard].querySelector(what);
    const { lang, textContent } = find(".caption") ?? {};
    const words = Object.assign(document.createElement("bdi"), { lang, textContent: textContent?.replace(/[\p{L}\d]$/u, "$&.") });
    said.replaceChildren(find("figure").getAttribute("aria-label"), textContent ? ": " : ".", words, " ", find(".credit").textContent);
  }

  slides.addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(say, REST);
  });
  for (const name of ["pointerdown", "wheel"]) {
    slides.addEventListener(name, () => { isTurned = true; }, { passive: true });
  }
  slides.addEventListener("keydown", (event) => {
    const number = { ArrowLeft: shown() - sign, ArrowRight: shown() + sign, Home: 0, End: all.length - 1 }[event.key];
    if (number === undefined || event.target !== slides || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    turn(number);
  });
  slides.addEventListener("click", (event) => {
    const link = event.target.closest(".turn a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const slide = document.querySelector(link.hash), number = all.indexOf(slide);
    const further = 2 * number - all.indexOf(link.closest("li")) + 1;
    turn(number);
    history.replaceState(history.state, "", link.hash);
    (slide.querySelector(`[href="#photo-${further}"]`) ?? slide.querySelector(".turn a")).focus({ preventScroll: true });
  });
}

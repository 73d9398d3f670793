// Arrow keys turn the slideshow by a whole photo. Without this a browser scrolls by a few points and, where its reader
// asked for less motion, snaps back.
for (const slides of document.querySelectorAll(".slides")) {
  slides.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target !== slides || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const shown = Math.round(slides.scrollLeft / slides.clientWidth);
    const next = Math.min(Math.max(shown + step, 0), slides.children.length - 1);
    slides.scrollTo({ left: next * slides.clientWidth });
  });
}

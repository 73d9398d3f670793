// After signing out, which leaves a mark (writing.js), no page that was kept shows its reader's name.
const { reader } = document.querySelector("[data-reader]").dataset;
const began = Date.now();

function signedOutAt() {
  try { return JSON.parse(localStorage.getItem(`drafts gone ${reader}`))?.at ?? 0; } catch { return 0; }
}

addEventListener("pageshow", (event) => {
  if (event.persisted && signedOutAt() > began) location.reload();
});

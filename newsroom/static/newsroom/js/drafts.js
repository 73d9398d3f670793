// What is being written is kept on the reader's machine until it is posted, discarded, a week old, or its writer signs out.
const WEEK = 7 * 24 * 3600 * 1000;
const LONGEST = 20_000;

function attempt(use) {
  try { return use(localStorage); } catch { return null; }
}
const kept = (key) => attempt((store) => JSON.parse(store.getItem(key)));
const forget = (key) => attempt((store) => store.removeItem(key));
const keys = (start) => attempt((store) => Object.keys(store).filter((key) => key.startsWith(start))) ?? [];

function clock(at) {
  const time = new Date(at);
  const minutes = String(time.getMinutes()).padStart(2, "0");
  return `${time.getHours() % 12 || 12}:${minutes} ${time.getHours() < 12 ? "am" : "pm"}`;
}

function watch(form) {
  const field = form.querySelector("textarea");
  const key = `draft ${form.dataset.draft} ${new URL(form.action).pathname}`;
  let timer, isNew = false, isKept = false, line;

  function keep() {
    clearTimeout(timer);
    if (!isNew) return;
    isNew = false;
    attempt((store) => {
      isKept = field.value !== "";
      if (!isKept) return store.removeItem(key);
      store.setItem(key, JSON.stringify({ text: field.value.slice(0, LONGEST), at: Date.now() }));
      // Else the browser would put it back even after signing out.
      form.autocomplete = "off";
    });
  }
  function drop() {
    clearTimeout(timer);
    isNew = isKept = false;
    line?.remove();
  }
  function putBack(text, at) {
    isKept = true;
    field.value = text;
    line = Object.assign(document.createElement("p"), { className: "kept" });
    const words = Object.assign(document.createElement("span"), { id: "kept", textContent: `Your text from ${clock(at)} was kept.` });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Discard it" });
    button.addEventListener("click", () => {
      drop();
      forget(key);
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    line.append(words, " ", button);
    field.before(line);
  }

  const found = kept(key);
  if (found?.text && !field.defaultValue && (!field.value || field.value === found.text)) putBack(found.text, found.at);
  field.addEventListener("input", () => {
    isNew = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  });
  form.addEventListener("newsroom:taken", () => {
    drop();
    forget(key);
  });
  window.addEventListener("pagehide", keep);
  // Posted, discarded or signed out in another window, or before coming back to this page
  for (const name of ["storage", "pageshow"]) {
    window.addEventListener(name, () => {
      if (!isKept || kept(key)) return;
      drop();
      field.value = "";
    });
  }
}

for (const key of keys("draft ")) {
  if (!(Math.abs(Date.now() - kept(key)?.at) < WEEK)) forget(key);
}
document.querySelectorAll("form[data-draft]").forEach(watch);
document.addEventListener("newsroom:shown", ({ target }) => {
  if (target.dataset.draft) watch(target);
});
for (const form of document.querySelectorAll("form[data-forgets]")) {
  form.addEventListener("submit", () => keys(`draft ${form.dataset.forgets} `).forEach(forget));
}

// This browser keeps an unsaved text of the story form, for its writer alone, until it is saved, thrown away, a week
// old, or its writer signs out. A kept text is offered, and not put into the form unasked, unless the browser goes back
// to the very form in which it was written. Whoever leaves a form with unsaved changes is warned.
import { counted, fill } from "../../../core/js/admin/counted.js";

const form = document.getElementById("article_form");
const desk = document.getElementById("drafts");
const WEEK = 7 * 24 * 3600_000;
// While somebody types, tell the server so often that the session is in use, so that it does not end.
const BETWEEN_SIGNS = 600_000;
// Fields that are not part of the text.
const OWN = ["csrfmiddlewaretoken", "writer", "over"], MARKS = ["key", "seen"];

function attempt(use) {
  try { return use(localStorage); } catch {}
}
const read = (name) => attempt((store) => JSON.parse(store.getItem(name)));
const store = (name, draft) => attempt((all) => (all.setItem(name, JSON.stringify(draft)), true)) ?? false;
const forget = (name) => attempt((all) => all.removeItem(name));
const names = (start) => attempt((all) => Object.keys(all).filter((name) => name.startsWith(start))) ?? [];

// At the first key the editor writes the unchanged text as its own HTML, which must not count as a change.
let asEdited;
function learn() {
  asEdited ??= form.querySelector(".tiptap")?.editor?.getHTML();
}

function values(field, asLoaded) {
  if (field.type === "select-one") {
    const options = [...field.options];
    return [(asLoaded ? options.find((each) => each.defaultSelected) ?? options[0] : field.selectedOptions[0])?.value ?? ""];
  }
  if (/checkbox|radio/.test(field.type)) return (asLoaded ? field.defaultChecked : field.checked) ? [field.value] : [];
  // A hidden field's defaultValue follows its value, so the first values have to be read before anything changes.
  if (asLoaded) return [field.defaultValue];
  return [field.name === "body" && field.value === asEdited ? field.defaultValue : field.value];
}

function fields(asLoaded = false) {
  return [...form.elements]
    .filter(({ name, type }) => name && !/submit|button|file|image/.test(type) && !OWN.includes(name) && !name.includes("__prefix__"))
    .flatMap((field) => values(field, asLoaded).map((value) => [field.name, value]));
}
// Rows that were moved stand in another order, with the same names.
const text = (all) => JSON.stringify(all.filter(([name]) => !MARKS.includes(name)).sort(([one], [other]) => one < other ? -1 : one > other));

function begin() {
  const { person, saved, inUse } = desk.dataset, isGivenBack = "unsaved" in desk.dataset;
  const key = form.elements.key.value, address = form.getAttribute("action") || location.href;
  const here = `draft ${person} ${new URL(address, location).pathname} `, own = here + key;
  const first = text(fields(true));
  let began = Date.now(), asked = began, isLeaving = false, timer;

  const isUnsaved = () => isGivenBack || text(fields()) !== first;
  const signedOutAt = () => read(`drafts gone ${person}`)?.at ?? 0;

  function save() {
    clearTimeout(timer);
    timer = 0;
    if (signedOutAt() > began) return;
    learn();
    if (!isUnsaved()) return forget(own);
    const isKept = store(own, { at: Date.now(), key, sent: isLeaving, fields: fields() });
    // Else the browser itself would restore the fields, for whoever sits before it.
    form.autocomplete = isKept ? "off" : "on";
  }

  function use(name, draft) {
    store(name, { ...draft, sent: true });
    const sent = Object.assign(document.createElement("form"), { method: "post", action: address, hidden: true });
    const own = ["csrfmiddlewaretoken", "writer"].map((name) => [name, form.elements[name].value]);
    for (const [name, value] of [...draft.fields, ...own, ["_draft", "on"]]) {
      sent.append(Object.assign(document.createElement("textarea"), { name, value }));
    }
    isLeaving = true;
    document.body.append(sent);
    sent.submit();
  }

  function offer(name, draft) {
    const line = document.createElement("p"), said = document.createElement("span");
    said.textContent = fill(desk.dataset.notSaved, { time: moment(draft.at), ...describe(draft.fields) });
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      made.setAttribute("aria-description", said.textContent);
      made.addEventListener("click", act);
      return made;
    };
    line.append(said, " ", button(desk.dataset.use, () => { save(); use(name, draft); }), " ", button(desk.dataset.discard, () => {
      forget(name);
      line.remove();
      (desk.querySelector("button") ?? form.querySelector("#id_headline"))?.focus();
    }));
    desk.append(line);
  }

  function tidy() {
    const keys = saved.split(" ");
    for (const name of names(`draft ${person} /admin/`)) {
      const { at, sent, key } = read(name) ?? {};
      if (!(Math.abs(Date.now() - at) < WEEK) || (sent && keys.includes(key))) forget(name);
    }
  }

  async function look() {
    tidy();
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const left = isBack && !isGivenBack && [own, here + history.state?.draft].find(read);
    // Submit before the page has loaded: then the answer takes this page's place in the browser's history.
    if (left) return use(left, read(left));
    // The page may be the answer to a POST. A reload must ask for its own address: the story's, once it has one.
    history.replaceState({ ...history.state, draft: key }, "", address);
    const older = !isGivenBack && read(own);
    if (older && store(`${own}.${older.at}`, older)) forget(own);
    if (isGivenBack) save();
    const open = (await navigator.locks?.query())?.held.map(({ name }) => name) ?? [];
    navigator.locks?.request(own, () => new Promise(() => {}));
    const now = text(fields());
    const kept = names(here).map((name) => [name, read(name)]).sort(([, one], [, other]) => other.at - one.at);
    for (const [name, draft] of kept) {
      if (name === own || open.includes(name) || (isGivenBack && draft.sent && draft.key === key)) continue;
      if (text(draft.fields) === now) forget(name);
      else offer(name, draft);
    }
  }

  async function sign() {
    if (Date.now() - asked < BETWEEN_SIGNS) return;
    asked = Date.now();
    const answer = await fetch(inUse, { redirect: "manual" }).catch(() => null);
    // Without an answer nothing is known about the session.
    if (!answer || (answer.type !== "opaqueredirect" && !answer.ok)) return;
    const now = answer.ok ? (await answer.json()).person : "";
    desk.querySelector("[role=status]")?.remove();
    if (now === person) began = Date.now();
    else desk.prepend(Object.assign(document.createElement("p"), {
      role: "status",
      textContent: fill(now ? desk.dataset.other : desk.dataset.signedOut, { now, person }),
    }));
  }

  function changed({ type }) {
    if (type === "input") isLeaving = false;
    clearTimeout(timer);
    timer = setTimeout(save, 400);
    sign();
  }

  learn();
  document.addEventListener("prose-editor:ready", learn);
  // The form changes by typing, choosing, dragging, by links that fill in a field, and by adding or removing rows.
  for (const each of ["input", "change", "click", "pointerup"]) form.addEventListener(each, changed);
  for (const each of ["formset:added", "formset:removed"]) document.addEventListener(each, changed);
  // The window of a new photo or contributor may have filled in a field.
  window.addEventListener("focus", changed);
  window.addEventListener("pagehide", () => timer && save());
  form.addEventListener("submit", ({ submitter }) => {
    // A preview opens in a window of its own; the text here is still unsaved.
    if (submitter?.formTarget === "_blank") return;
    isLeaving = true;
    save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isUnsaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    // After signing out, a page from the browser's cache must not show the text.
    if (persisted && signedOutAt() > began) location.reload();
  });
  look();
}

function moment(at) {
  // The desk writes 0 to 9 in each language.
  return new Date(at).toLocaleString(`${document.documentElement.lang}-u-nu-latn`, { dateStyle: "medium", timeStyle: "short" });
}

function describe(all) {
  const value = Object.fromEntries(all);
  const words = new DOMParser().parseFromString((value.body ?? "").replaceAll("<", " <"), "text/html").body.textContent.trim();
  const count = words ? words.split(/\s+/).length : 0;
  const photos = all.filter(([name, chosen]) => /^all_slides-\d+-photo$/.test(name) && chosen).length;
  return {
    called: value.headline?.trim() || words.slice(0, 60) || desk.dataset.noHeadline,
    words: counted(desk.dataset.words, count),
    photos: counted(desk.dataset.photos, photos),
  };
}

if (desk && form?.elements.key) begin();

// Rows of photos and contributors are ordered by dragging; these buttons move a row by one place, for keyboards too.
// Labels within a row name what is chosen in it now, not what was stored.
import { fill } from "../../../core/js/admin/counted.js";

const said = document.getElementById("moved");
const lists = document.querySelectorAll("fieldset.sortable");

function rows(list) {
  return [...list.querySelectorAll(".has_original")];
}

// "Editing by Jo Strand", from two lists of choices: the name that the stored row has too.
function name(row) {
  const chosen = [...row.querySelectorAll("select option:checked:not([value=''])")].map((each) => each.textContent.trim());
  const role = row.querySelector("select[data-credits]");
  return role && chosen.length > 1 ? fill(JSON.parse(role.dataset.credits)[role.value], { names: chosen.at(-1) }) : chosen[0] ?? "";
}

function move(row, step) {
  const all = rows(row.closest("fieldset.sortable")), place = all.indexOf(row) + step;
  if (!all[place]) {
    said.textContent = fill(step < 0 ? said.dataset.first : said.dataset.last, { name: name(row) });
    return;
  }
  all[place][step < 0 ? "before" : "after"](row);
  rows(row.parentElement).forEach((each, index) => {
    each.querySelector("input._reorder_").value = index + 1;
  });
  // Tells draft.js that the form has changed.
  row.dispatchEvent(new Event("input", { bubbles: true }));
  said.textContent = fill(said.dataset.now, { name: name(row), place: place + 1, count: all.length });
}

function button(row, way, sign, step) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "step", textContent: sign });
  made.dataset.way = way;
  made.addEventListener("click", () => {
    move(row, step);
    made.focus();
  });
  return made;
}

function callRows(list) {
  rows(list).forEach((row, index) => {
    const called = name(row);
    // An editor who may only look gets no lists of choices, and nothing changes.
    if (!called) return;
    for (const made of row.querySelectorAll(".step")) made.ariaLabel = fill(said.dataset[made.dataset.way], { name: called });
    row.querySelector("[name$='-DELETE']")?.setAttribute("aria-label", fill(said.dataset.delete, { name: called }));
    const numbered = row.querySelector(".inline_label");
    if (numbered) {
      numbered.firstChild.textContent = `${index + 1}: ${called} `;
      // Name the heading without the texts of the box and the buttons in it.
      const heading = numbered.parentElement;
      heading.ariaLabel = `${heading.firstElementChild.textContent} ${index + 1}: ${called}`;
    }
    const stored = row.querySelector("td.original p");
    if (stored) stored.firstChild.textContent = called;
  });
}

// Django labels its searchable lists only by their choice, so that an empty one has no name at all.
function callChoices(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  if (!box) return;
  const cell = select.closest("td");
  const label = select.labels[0] ?? cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
  label.id ||= `${select.id}_label`;
  box.setAttribute("aria-labelledby", `${label.id} ${box.querySelector(".select2-selection__rendered").id}`);
  const help = document.getElementById(`${select.id}_helptext`);
  if (help) box.setAttribute("aria-describedby", help.id);
  // Django's links to change, add and view have the same words in each row: add the choice.
  const chosen = name(select.parentElement) || said.dataset.nothing;
  for (const link of select.parentElement.querySelectorAll(".related-widget-wrapper-link")) {
    link.dataset.words ??= link.title;
    link.title = `${link.dataset.words}: ${chosen}`;
  }
}

function call() {
  for (const list of lists) {
    callRows(list);
    list.querySelectorAll(".admin-autocomplete").forEach(callChoices);
  }
}

for (const list of lists) {
  for (const row of rows(list)) {
    // Replace the library's handles, which no key reaches. A row that its reader may not change has no place to change.
    const handles = row.querySelector("input._reorder_") ? [button(row, "up", "↑", -1), button(row, "down", "↓", 1)] : [];
    row.querySelector(".sort")?.replaceChildren(...handles);
  }
  // Rows move by these buttons or by dragging.
  const body = rows(list)[0]?.parentElement;
  if (body) new MutationObserver(call).observe(body, { childList: true });
}

if (lists.length) {
  document.body.append(said);
  // Wait until Django has made its lists of choices; they send their events through jQuery alone.
  django.jQuery(call);
  django.jQuery(lists).on("change", "select", ({ target }) => {
    target.dispatchEvent(new Event("input", { bubbles: true }));
    call();
  });
}

// Move the focus into a new row, which stands before the link that made it. Django makes the row's lists of choices at
// this same event, so wait for that.
document.addEventListener("formset:added", ({ target }) => {
  setTimeout(() => {
    call();
    target.querySelector(".select2-selection, select, textarea")?.focus();
  });
});

// The focus is lost with a removed row: move it to the link. Django renumbers the other rows after this event.
document.addEventListener("formset:removed", ({ detail }) => {
  setTimeout(() => {
    call();
    document.querySelector(`#${detail.formsetName}-group .add-row a`)?.focus();
  });
});

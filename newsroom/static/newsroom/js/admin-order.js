// Rows of photos and contributors are put in order by dragging; these buttons do it by keys, a place at a time.
const said = Object.assign(document.createElement("p"), { role: "status", className: "visually-hidden" });

function rows(list) {
  return [...list.querySelectorAll(".has_original")];
}

// What somebody chose since the form was opened; else as it is stored.
function name(row) {
  const chosen = row.querySelector("select option:checked[value]:not([value=''])");
  const stored = row.querySelector(".inline_label, td.original p")?.firstChild?.textContent;
  return (row.matches("tr") ? stored : chosen?.textContent || stored || "").trim();
}

function move(row, step) {
  const list = row.closest("fieldset.sortable");
  const all = rows(list), place = all.indexOf(row) + step;
  if (!all[place]) return;
  all[place][step < 0 ? "before" : "after"](row);
  rows(list).forEach((each, index) => { each.querySelector("input._reorder_").value = index + 1; });
  // The form has changed, though nothing was typed.
  row.dispatchEvent(new Event("input", { bubbles: true }));
  said.textContent = `${name(row)}: now ${place + 1} of ${all.length}.`;
}

function button(row, label, sign, step) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "step", textContent: sign });
  made.ariaLabel = `Move ${label}: ${name(row)}`;
  made.addEventListener("click", () => {
    move(row, step);
    made.focus();
  });
  return made;
}

const lists = document.querySelectorAll("fieldset.sortable");
for (const list of lists) {
  for (const row of rows(list)) {
    // In place of marks that no key reaches.
    row.querySelector(".sort")?.replaceChildren(button(row, "up", "↑", -1), button(row, "down", "↓", 1));
  }
}
if (lists.length) document.body.append(said);

// A new row stands before the link that made it: there is where its editor goes on. Django makes its list of choices
// at this same event, so wait for that.
document.addEventListener("formset:added", ({ target }) => {
  setTimeout(() => target.querySelector(".select2-selection, select, textarea")?.focus());
});

// Sections are put in order by the numbers in their list. This writes the numbers: rows are dragged by their first cell,
// or moved by one place with buttons, for keyboards too. Nothing is stored until the order is saved.
import { fill } from "../../../core/js/admin/counted.js";

const said = document.getElementById("moved");
const number = "input[name^='place-']";

function rows() {
  return [...document.querySelectorAll("#result_list tbody tr")].filter((row) => row.querySelector(number));
}

function name(row) {
  return row.querySelector(".field-name").textContent.trim();
}

function renumber() {
  rows().forEach((row, index) => {
    row.querySelector(number).value = index + 1;
  });
}

function tell(row) {
  const all = rows();
  said.textContent = fill(said.dataset.now, { name: name(row), place: all.indexOf(row) + 1, count: all.length });
}

function move(row, step) {
  const all = rows(), beside = all[all.indexOf(row) + step];
  if (!beside) {
    said.textContent = fill(step < 0 ? said.dataset.first : said.dataset.last, { name: name(row) });
    return;
  }
  beside[step < 0 ? "before" : "after"](row);
  renumber();
  tell(row);
}

function button(row, words, sign, step) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "step", textContent: sign });
  made.ariaLabel = fill(words, { name: name(row) });
  made.addEventListener("click", () => {
    move(row, step);
    made.focus();
  });
  return made;
}

// By pointer events, which come from mice, pens and fingers alike.
function handle(row) {
  const made = Object.assign(document.createElement("span"), { className: "handle", textContent: "⠿", ariaHidden: "true" });
  made.addEventListener("pointerdown", (begun) => {
    begun.preventDefault();
    made.setPointerCapture(begun.pointerId);
    row.classList.add("dragged");
  });
  made.addEventListener("pointermove", ({ clientY }) => {
    if (!row.classList.contains("dragged")) return;
    const all = rows(), own = all.indexOf(row);
    const over = all.findIndex((each) => clientY < each.getBoundingClientRect().bottom);
    const place = over < 0 ? all.length - 1 : over;
    // The others move, for a row that is moved itself loses the pointer.
    if (place < own) row.after(...all.slice(place, own));
    else row.before(...all.slice(own + 1, place + 1));
  });
  const end = () => {
    if (!row.classList.contains("dragged")) return;
    row.classList.remove("dragged");
    renumber();
    tell(row);
  };
  made.addEventListener("pointerup", end);
  made.addEventListener("pointercancel", end);
  return made;
}

if (said) {
  for (const row of rows()) {
    row.querySelector(number).before(handle(row));
    row.querySelector(number).after(button(row, said.dataset.up, "↑", -1), button(row, said.dataset.down, "↓", 1));
  }
}

// The field grows with its text, and near the limit says how much is left.
const MOST_ROWS = 24;
const NEAR = 500;
// Read out once each
const STEPS = [NEAR, 100, -1];
const spell = (number) => number.toLocaleString("en-US");

// As the server counts, in comments/text.py
function length(text) {
  return [...text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "")
    .replace(/(?<![ \t])[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()].length;
}

function watch(form) {
  const field = form.querySelector("[data-longest]");
  if (!field) return;
  const longest = field.dataset.longest, rows = field.rows;
  const line = Object.assign(document.createElement("p"), { className: "counter" });
  const said = Object.assign(document.createElement("p"), { className: "aside", role: "status" });
  field.after(line, said);
  let heard = 0, timer;

  function count() {
    const used = length(field.value), left = longest - used;
    const rest = left < 0 ? `${spell(-left)} too many` : `${spell(left)} left`;
    line.textContent = left > NEAR ? "" : `${spell(used)} of ${spell(+longest)} characters: ${rest}`;
    line.classList.toggle("over", left < 0);
    const step = STEPS.filter((each) => left <= each).length;
    clearTimeout(timer);
    if (step <= heard) heard = step;
    else timer = setTimeout(() => {
      heard = step;
      said.textContent = `Characters: ${rest}`;
    }, 1000);
  }
  function look() {
    count();
    if (!field.value) field.rows = rows;
    while (field.scrollHeight > field.clientHeight && field.rows < MOST_ROWS) field.rows += 1;
  }
  field.addEventListener("input", look);
  look();
}

document.querySelectorAll("form").forEach(watch);
document.addEventListener("newsroom:shown", ({ target }) => watch(target));

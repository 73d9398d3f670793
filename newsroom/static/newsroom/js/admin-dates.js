// The stock links beside a field for a day or a time don't say which field is meant, and what the pictures among them
// open is said to the mouse alone.
function introduce() {
  for (const links of document.querySelectorAll(".datetimeshortcuts")) {
    const [now, choose] = links.querySelectorAll("a");
    const field = links.previousElementSibling;
    const called = field.ariaLabel ?? field.labels[0]?.textContent ?? "";
    now.ariaLabel = `${now.textContent}: ${called}`;
    choose.ariaLabel = `${choose.firstElementChild.title}: ${called}`;
  }
}
// Django makes them when the page is loaded, and all of them again with each new row.
window.addEventListener("load", introduce);
document.addEventListener("formset:added", introduce);

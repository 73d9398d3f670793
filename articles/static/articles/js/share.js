// A story is passed on by the browser's own sheet where there is one, else copied; where nothing may be, its address is
// selected.
const place = document.querySelector(".share");
const [share, copy] = place.querySelectorAll("button"), [said, address] = place.querySelectorAll("[role=status], bdi");
const title = document.getElementById("headline").textContent, url = address.textContent;

(navigator.share ? share : copy).hidden = false;
share.addEventListener("click", async () => {
  try {
    await navigator.share({ title, url });
  } catch ({ name }) {
    // Closed by the reader, it has done its work.
    copy.hidden &&= name === "AbortError";
  }
});
copy.addEventListener("click", async () => {
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(`${title}\n${url}`);
    said.textContent = place.dataset.copied;
  } catch {
    said.textContent = place.dataset.refused;
    address.hidden = false;
    getSelection().selectAllChildren(address);
  }
});

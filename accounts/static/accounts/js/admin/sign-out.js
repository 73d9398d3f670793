// Signing out at the desk deletes the drafts that this browser has of the person, as signing out on the site does
// (writing.js). A session that merely ends leaves them.
document.getElementById("logout-form")?.addEventListener("submit", () => {
  const name = document.querySelector("meta[name=person]").content;
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`draft ${name} `)) localStorage.removeItem(key);
    }
    localStorage.setItem(`drafts gone ${name}`, JSON.stringify({ at: Date.now() }));
  } catch { /* Then there are no drafts. */ }
});

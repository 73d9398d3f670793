// Signing out at the desk forgets what this browser has kept of its person's texts, as the site's page for it does
// (writing.js); a session that merely ends leaves them.
document.getElementById("logout-form")?.addEventListener("submit", () => {
  const name = document.querySelector("meta[name=person]").content;
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`draft ${name} `)) localStorage.removeItem(key);
    }
    localStorage.setItem(`drafts gone ${name}`, JSON.stringify({ at: Date.now() }));
  } catch { /* Then nothing is kept. */ }
});

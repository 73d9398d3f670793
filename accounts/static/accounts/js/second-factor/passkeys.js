// Asks the browser for a passkey and sends what it answers with the form, whose button is of no use without a script.
const form = document.querySelector("[data-passkey]");
const [button, said] = [form.querySelector("button"), form.querySelector("[role=alert]")];
const options = JSON.parse(document.getElementById("passkey-options").textContent);
const ask = form.dataset.passkey;

// In JSON bytes are letters, as WebAuthn has it: base64 with - and _.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

function text(buffer) {
  const letters = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const described = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

function readable({ publicKey }) {
  const read = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) read.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) read.excludeCredentials = described(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) read.allowCredentials = described(publicKey.allowCredentials);
  return { publicKey: read };
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.hidden = true;
  button.disabled = true;
  try {
    const credential = await navigator.credentials[ask](readable(options.creation_options ?? options.request_options));
    form.elements.credential.value = JSON.stringify(written(credential));
    form.submit();
  } catch {
    said.textContent = form.dataset.failed;
    said.hidden = false;
    button.disabled = false;
  }
});
button.hidden = false;
form.querySelector("[data-without-script]").hidden = true;

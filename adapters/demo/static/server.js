// Talking to the chat's server: every act has a key, so that a retry is the same act.

export const words = JSON.parse(document.getElementById("words").textContent);
export const me = document.body.dataset.me;

const toastBox = document.getElementById("toast");
let toastTimer;

export function toast(sentence) {
  clearTimeout(toastTimer);
  toastBox.textContent = sentence;
  toastTimer = setTimeout(() => { toastBox.textContent = ""; }, 4500);
}

export const place = () => document.body.dataset.place;

export function get(path, parameters = {}) {
  return fetch(`/demo/${path}?${new URLSearchParams({ as: me, ...parameters })}`);
}

// What came of it, or null when it did not get through; then the person has been told, where ``tell`` tells it.
export async function act(path, details = {}, tell = toast) {
  const body = JSON.stringify({ as: me, in: place(), key: newKey(), ...details });
  let sentence = words.not_sent;
  for (const pause of [300, 1200, null]) {
    try {
      const response = await fetch(`/demo/${path}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: path === "draft",
      });
      const outcome = await response.json();
      if (response.ok) return outcome;
      sentence = outcome.sentence ?? sentence;
      if (response.status < 500) break;
    } catch { /* no contact: try again, then say so */ }
    if (pause !== null) await new Promise((done) => setTimeout(done, pause));
  }
  tell(sentence);
  return null;
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Only for what our own server has drawn and escaped.
export function drawn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

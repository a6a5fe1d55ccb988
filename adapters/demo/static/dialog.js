// Forms, and questions to be sure, in the one dialog.

import { act, drawn, me, toast, words } from "./server.js";

const dialog = document.getElementById("dialog");
let cameFrom = null;
let pressedIn = null;

export function openForm(html, from = null) {
  cameFrom = document.activeElement;
  pressedIn = from;
  dialog.replaceChildren(drawn(html));
  restore(dialog.querySelector("form"));
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("textarea, input:checked, input, select");
  first?.focus();
}

export function sure(question) {
  cameFrom = document.activeElement;
  dialog.replaceChildren();
  const form = document.createElement("form");
  form.className = "ask";
  const sentence = Object.assign(document.createElement("p"), { id: "dialog-title", textContent: question });
  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  const yes = Object.assign(document.createElement("button"), { className: "button primary", type: "submit", textContent: words.confirm_yes });
  const no = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: words.confirm_no });
  buttons.append(yes, no);
  form.append(sentence, buttons);
  dialog.append(form);
  dialog.showModal();
  no.focus();
  return new Promise((answer) => {
    form.addEventListener("submit", (event) => { event.preventDefault(); answer(true); dialog.close(); });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => answer(false), { once: true });
  });
}

// What is typed in a form that keeps drafts is kept a moment later; one after the other, so that the latest stays.
const PAUSE = 600;
let unkept = null;
let keeping = Promise.resolve();
let keepTimer;

function keepSoon(form) {
  unkept = { form: form.dataset.form, memo: form.dataset.memo, values: valuesOf(form) };
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keepNow, PAUSE);
}

function keepNow() {
  clearTimeout(keepTimer);
  const draft = unkept;
  unkept = null;
  if (draft) keeping = keeping.then(() => act("draft", draft)).then((kept) => { document.dispatchEvent(new Event("kept")); return kept; });
  return keeping;
}

addEventListener("pagehide", keepNow);

// Of a quote Kundord keeps no draft: what was written is kept in this tab until it is sent.
const QUOTE = "form[data-form=quote]";
const nameHere = (form) => `draft ${me} ${form.dataset.form} ${form.dataset.memo}`;

function keepHere(form) {
  if (!form.querySelector("textarea").value.trim()) { forget(form); return; }
  sessionStorage.setItem(nameHere(form), JSON.stringify(valuesOf(form)));
  toast(words.draft_kept);
}

function forget(form) {
  sessionStorage.removeItem(nameHere(form));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(nameHere(form)) ?? "{}");
  for (const field of form.querySelectorAll(".field")) {
    if (field.dataset.name in kept) fill(field, kept[field.dataset.name].value);
  }
  if (Object.keys(kept).length) form.dataset.begun = "";
}

dialog.addEventListener("close", () => {
  const begun = dialog.querySelector("form[data-begun]");
  if (begun?.matches("[data-drafts]")) keepNow().then((kept) => { if (kept && !kept.refused) toast(words.draft_kept); });
  else if (begun?.matches(QUOTE)) keepHere(begun);
  dialog.replaceChildren();
  (standing(cameFrom) ?? document.getElementById("line")).focus();
});

// What the dialog was opened from, or what it is now that its part of the page was drawn anew meanwhile.
function standing(control) {
  if (control?.isConnected) return control;
  const { action, value } = control?.dataset ?? {};
  return action ? document.querySelector(`[data-action="${CSS.escape(action)}"][data-value="${CSS.escape(value)}"]`) : null;
}

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) dialog.close();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("form")?.requestSubmit();
});
dialog.addEventListener("input", (event) => {
  const field = event.target.closest(".field");
  if (field) clear(field);
  const form = event.target.closest("form[data-form]");
  if (form) form.dataset.begun = "";
  if (form?.matches("[data-drafts]")) keepSoon(form);
});
dialog.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  // A draft still under way would come back after what it was a draft of.
  await keepNow();
  const sent = { form: form.dataset.form, memo: form.dataset.memo, values: valuesOf(form), message: pressedIn };
  document.dispatchEvent(new Event("sending"));
  // What is said again is heard again only if it was gone meanwhile.
  form.querySelector(".form-fault").hidden = true;
  const outcome = await act("submit", sent, (sentence) => showFaults(form, { "": sentence }));
  button.removeAttribute("aria-disabled");
  if (!outcome) return;
  if (!outcome.refused && !outcome.faults) { delete form.dataset.begun; forget(form); clearTimeout(keepTimer); unkept = null; }
  if (outcome.faults) showFaults(form, outcome.faults);
  else if (outcome.form) openForm(outcome.form);
  else dialog.close();
});

function valuesOf(form) {
  const values = {};
  for (const field of form.querySelectorAll(".field")) {
    values[field.dataset.name] = { kind: field.dataset.kind, value: valueOf(field) };
  }
  return values;
}

function valueOf(field) {
  switch (field.dataset.kind) {
    case "switch": return field.querySelector("input").checked;
    case "people": case "several": return Array.from(field.querySelectorAll("input:checked"), (box) => box.value).filter(Boolean);
    case "one": return (field.querySelector("select") ?? field.querySelector("input:checked"))?.value ?? "";
    default: return field.querySelector("input, textarea").value;
  }
}

function fill(field, value) {
  if (field.dataset.kind === "switch") { field.querySelector("input").checked = value; return; }
  const boxes = field.querySelectorAll("[type=radio], [type=checkbox]");
  for (const box of boxes) box.checked = [value].flat().includes(box.value);
  if (!boxes.length) field.querySelector("input, textarea, select").value = value;
}

function showFaults(form, faults) {
  // Who closed the form while it was under way hears of it all the same.
  if (!form.isConnected) { toast(Object.values(faults).join(" ")); return; }
  const lost = [];
  let first = null;
  form.querySelectorAll(".field").forEach(clear);
  for (const [name, sentence] of Object.entries(faults)) {
    const field = form.querySelector(`.field[data-name="${CSS.escape(name)}"]`);
    if (!field) { lost.push(sentence); continue; }
    const under = field.querySelector(".fault");
    under.textContent = sentence;
    under.hidden = false;
    const control = controlOf(field);
    control.setAttribute("aria-invalid", "true");
    first ??= field.querySelector("input:checked, input, textarea, select");
  }
  const whole = form.querySelector(".form-fault");
  whole.textContent = lost.join(" ") || words.fault_count;
  whole.hidden = false;
  first?.focus();
  first?.closest(".field").scrollIntoView({ block: "nearest" });
}

function clear(field) {
  field.querySelector(".fault").hidden = true;
  controlOf(field).removeAttribute("aria-invalid");
  const form = field.closest("form");
  if (!form.querySelector("[aria-invalid]")) form.querySelector(".form-fault").hidden = true;
}

function controlOf(field) {
  return field.matches("fieldset") ? field : field.querySelector("input, textarea, select");
}

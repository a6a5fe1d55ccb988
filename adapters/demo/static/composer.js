// The line one writes, and what it suggests: commands, colleagues, teams and stages.

import { act, get, place, words } from "./server.js";
import { openForm } from "./dialog.js";

const form = document.getElementById("composer");
const line = document.getElementById("line");
const list = document.getElementById("suggestions");
const heard = document.getElementById("heard");

let known = null;
let shown = [];
let active = -1;

async function learn() {
  const first = known === null;
  try {
    const response = await get("known");
    if (response.ok) known = await response.json();
  } catch { /* without suggestions one can still write */ }
  // A quick hand has begun before we knew anything.
  if (first && line.value && document.activeElement === line) suggest();
}

line.addEventListener("focus", learn);
line.addEventListener("input", () => { fit(); suggest(); });
line.addEventListener("click", suggest);
line.addEventListener("blur", () => setTimeout(hide, 120));
line.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (!list.hidden && onList(event)) { event.preventDefault(); return; }
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
});

function onList(event) {
  const last = shown.length - 1;
  switch (event.key) {
    case "ArrowDown": choose(active >= last ? 0 : active + 1); return true;
    case "ArrowUp": choose(active <= 0 ? last : active - 1); return true;
    case "Enter": if (active < 0 || event.shiftKey) return false; take(shown[active]); return true;
    case "Tab": if (event.shiftKey || (active < 0 && !shown.length)) return false; take(shown[Math.max(active, 0)]); return true;
    case "Escape": hide(); return true;
    default: return false;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = line.value.trim();
  if (!text) return;
  const there = place();
  set("");
  document.dispatchEvent(new Event("sending"));
  const outcome = await act("say", { text });
  if (!outcome || outcome.refused) unsent.set(there, [unsent.get(there), text].filter(Boolean).join("\n"));
  giveBack();
  if (outcome?.form) openForm(outcome.form);
});

// Words that were not taken stand in the line again, in the place they were meant for, as soon as it is free.
const unsent = new Map();

function giveBack() {
  const text = unsent.get(place());
  if (!text || line.value) return;
  unsent.delete(place());
  set(text);
}

document.addEventListener("entered", giveBack);

function set(text) {
  line.value = text;
  hide();
  fit();
}

function fit() {
  line.style.height = "auto";
  line.style.height = `${line.scrollHeight + 2}px`;
}

// What the words before the caret could become. ``query`` is the part that is replaced.
function wanted() {
  const before = line.value.slice(0, line.selectionStart);
  const command = /^\/quote\s/.test(before) || place().startsWith("dm-") || /^@kundord\s/i.test(before);
  const mark = /(?:^|\s)(@@|@|#)([^\s@#]*)$/.exec(before);
  if (mark?.[1] === "@@") return { query: mark[1] + mark[2], groups: [["teams", matching(known.teams, mark[2])]] };
  if (mark?.[1] === "@") return { query: mark[1] + mark[2], groups: [["people", matching(known.people, mark[2])]] };
  if (mark?.[1] === "#" && command) return { query: mark[1] + mark[2], groups: [["stages", matching(known.stages, mark[2])]] };
  const root = /^\/[a-z]*$/i.exec(before);
  if (root) return { query: before, groups: [["commands", known.commands.filter((each) => each.insert.startsWith(before.toLowerCase()))]] };
  const begun = /^\/quote\s+(.*)$/is.exec(before);
  if (begun && begun[1].length < 14) {
    const fits = known.commands.filter((each) => each.name && each.name.startsWith(begun[1].toLowerCase()) && each.name !== begun[1].toLowerCase().trim());
    return { query: before, groups: [["commands", fits]], loose: !begun[1] };
  }
  return null;
}

function matching(all, begun) {
  const key = fold(begun);
  return all.filter((each) => fold(each.label).split(/\s+/).some((word) => word.startsWith(key)) || fold(each.insert).replace(/^[@#]+/, "").startsWith(key));
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function suggest() {
  const want = known && wanted();
  const groups = want ? want.groups.filter(([, found]) => found.length) : [];
  if (!groups.length) { hide(); return; }
  list.replaceChildren();
  shown = [];
  for (const [name, found] of groups) {
    list.append(Object.assign(document.createElement("li"), { textContent: words[name], role: "presentation" }));
    for (const each of found) list.append(option({ ...each, query: want.query }));
  }
  list.hidden = false;
  list.scrollTop = 0;
  line.setAttribute("aria-expanded", "true");
  heard.textContent = shown.length === 1 ? words.one_found : words.found.replace("{count}", shown.length);
  const exact = shown.some((each) => each.insert.trim() === want.query);
  choose(want.loose || exact ? -1 : 0);
}

function option(each) {
  const entry = document.createElement("li");
  entry.role = "option";
  entry.id = `suggestion-${shown.length}`;
  entry.append(Object.assign(document.createElement("b"), { textContent: each.label }));
  entry.append(Object.assign(document.createElement("span"), { className: "small", textContent: each.hint ?? "" }));
  entry.addEventListener("mousedown", (event) => { event.preventDefault(); take(each); });
  shown.push(each);
  return entry;
}

function choose(index) {
  active = index;
  const options = list.querySelectorAll("[role=option]");
  options.forEach((entry, at) => entry.setAttribute("aria-selected", String(at === index)));
  if (index < 0) { line.removeAttribute("aria-activedescendant"); return; }
  line.setAttribute("aria-activedescendant", options[index].id);
  options[index].scrollIntoView({ block: "nearest" });
}

function take(each) {
  const caret = line.selectionStart;
  const start = caret - each.query.length;
  const inserted = `${each.insert} `;
  line.value = line.value.slice(0, start) + inserted + line.value.slice(caret).trimStart();
  const at = start + inserted.length - (each.back ?? 0);
  line.setSelectionRange(at, at);
  line.focus();
  fit();
  suggest();
}

function hide() {
  list.hidden = true;
  shown = [];
  active = -1;
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
}

if (document.activeElement === line) learn();

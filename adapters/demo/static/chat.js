// The page: places, messages as they come, buttons, and time.

import { act, drawn, get, me, place, toast, words } from "./server.js";
import { openForm, sure } from "./dialog.js";
import { closeMenu, openMenu } from "./menu.js";
import "./composer.js";

const byId = (id) => document.getElementById(id);
const log = byId("log");
const scroll = byId("scroll");
const line = byId("line");
const heard = byId("heard");
const home = byId("home-inside");
const wide = matchMedia("(min-width: 1181px)");
const small = matchMedia("(max-width: 760px)");

let change = Number(document.body.dataset.change);

// Who has just pressed, sent or said something sees its answer, wherever on the page the button was.
const ANSWERED_WITHIN = 5000;
let pressedAt = -Infinity;

// Messages ---------------------------------------------------------------------------------------

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

scroll.addEventListener("scroll", () => { if (atEnd()) byId("newer").hidden = true; }, { passive: true });
byId("newer").addEventListener("click", () => { toEnd(); line.focus({ preventScroll: true }); });

function settle() {
  log.querySelectorAll(`.mention[data-member="${CSS.escape(me)}"]`).forEach((each) => each.classList.add("me"));
  const articles = log.querySelectorAll("article");
  if (articles.length && !log.querySelector('article[tabindex="0"]')) articles[articles.length - 1].tabIndex = 0;
}

function put(message) {
  const old = byId(`m${message.id}`);
  if (message.gone) { old?.remove(); return; }
  const fresh = drawn(message.html).firstElementChild;
  if (old) { hear(old, fresh); replace(old, fresh); return; }
  const next = Array.from(log.querySelectorAll(".message")).find((each) => Number(each.dataset.id) > message.id);
  if (!next && log.lastElementChild?.dataset.day !== fresh.dataset.day) log.append(dayBefore(fresh));
  fresh.classList.add("new");
  log.insertBefore(fresh, next ?? null);
  if (message.spoken) heard.textContent = message.spoken;
}

// A reply is no message of its own on the page, but it is heard as one.
function hear(old, fresh) {
  const replies = (message) => Number(message.querySelector(".thread")?.dataset.replies ?? 0);
  if (replies(fresh) > replies(old)) heard.textContent = fresh.querySelector(".reply:last-child").dataset.spoken;
}

// A message that is drawn anew keeps the focus, the open emoji and the open thread that were in it.
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (old.querySelector(".thread[open]") && fresh.querySelector(".thread")) fresh.querySelector(".thread").open = true;
  if (focused?.closest(".menu-around")) closeMenu();
  const tools = old.querySelector(".others");
  if (tools && !tools.hidden) openMore(fresh.querySelector("[data-more]"));
  if (old.querySelector('article[tabindex="0"]')) fresh.querySelector("article").tabIndex = 0;
  const same = focused?.dataset.emoji && `[data-emoji="${focused.dataset.emoji}"]`;
  const path = focused?.matches(".reaction") ? `.reaction${same}` : same;
  old.replaceWith(fresh);
  if (focused) ((path && (fresh.querySelector(path) ?? fresh.querySelector(same))) || alike(focused, fresh) || fresh.querySelector("article")).focus();
}

// The control in a part drawn anew that is what this one was in the old.
function alike(control, fresh) {
  if (control.matches("summary")) return fresh.querySelector(".thread summary");
  if ("menu" in control.dataset || control.matches("[role=menuitem]")) return fresh.querySelector("[data-menu]");
  const { action, value } = control.dataset;
  return action && fresh.querySelector(`[data-action="${CSS.escape(action)}"][data-value="${CSS.escape(value)}"]`);
}

function dayBefore(message) {
  const day = document.createElement("li");
  day.className = "day";
  day.dataset.day = message.dataset.day;
  day.append(Object.assign(document.createElement("span"), { textContent: message.dataset.dayLabel }));
  return day;
}

// With Tab one comes to the tools of the message one is at, and past those of all the others.
log.addEventListener("focusin", (event) => {
  const here = event.target.closest("article");
  log.querySelectorAll(".tool").forEach((tool) => { tool.tabIndex = here?.contains(tool) ? 0 : -1; });
});

log.addEventListener("keydown", (event) => {
  if (!event.target.matches("article")) {
    if (event.key === "Escape") event.target.closest("article")?.focus();
    return;
  }
  const all = Array.from(log.querySelectorAll("article"));
  const at = all.indexOf(event.target);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  all[at].tabIndex = -1;
  all[to].tabIndex = 0;
  all[to].focus();
});

function openMore(button) {
  const others = button.parentElement.querySelector(".others");
  others.hidden = !others.hidden;
  button.setAttribute("aria-expanded", String(!others.hidden));
  return others;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const message = button.closest(".message")?.dataset.id ?? null;
  if (button.dataset.emoji) await react(button, message);
  else if ("menu" in button.dataset) openMenu(button);
  else if ("more" in button.dataset) { const others = openMore(button); if (!others.hidden) others.querySelector("button").focus(); }
  else if (button.dataset.save) show(await act("save", { message: Number(button.dataset.save) }));
  else if (button.dataset.dismiss) { await act("dismiss", { message: Number(button.dataset.dismiss) }); line.focus(); }
  else if (button.dataset.action) { if (button.matches("[role=menuitem]")) closeMenu(true); await press(button, message); }
});

async function react(button, message) {
  pressed();
  const mine = button.closest("article").querySelector(`.reaction[data-emoji="${CSS.escape(button.dataset.emoji)}"][aria-pressed="true"]`);
  await act("react", { message: Number(message), emoji: button.dataset.emoji, present: !mine });
}

async function press(button, message) {
  if (button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.confirm && !await sure(button.dataset.confirm)) return;
  button.setAttribute("aria-disabled", "true");
  pressed();
  const from = message === null ? null : Number(message);
  const outcome = await act("press", { message: from, action: button.dataset.action, value: button.dataset.value });
  button.removeAttribute("aria-disabled");
  show(outcome, from);
}

// On a small screen the things to try make room for what somebody has begun to try.
function pressed() {
  pressedAt = performance.now();
  if (small.matches) byId("hint").hidden = true;
}

document.addEventListener("sending", pressed);

function show(outcome, from = null) {
  if (outcome?.form) openForm(outcome.form, from);
}

// As it happens ----------------------------------------------------------------------------------

let contact = null;
let polling = null;
let away = false;

function arrived(news) {
  let follow = atEnd();
  let first = null;
  for (const message of news.messages) {
    if (message.place !== place()) continue;
    const isNew = message.fresh && !byId(`m${message.id}`);
    put(message);
    if (isNew) first ??= byId(`m${message.id}`);
    follow ||= isNew && answers(message);
  }
  change = Math.max(change, news.change);
  settle();
  if (follow) toNew(first);
  else if (first) byId("newer").hidden = false;
  if (news.messages.length) refreshHome();
  if (first) seen();
  unread(news.unread);
  atTime(news.now);
}

// What is higher than the room for it is read from its beginning.
function toNew(first) {
  toEnd();
  byId("newer").hidden = true;
  if (first) scroll.scrollTop -= Math.max(0, scroll.getBoundingClientRect().top - first.getBoundingClientRect().top);
}

function answers(message) {
  const alone = place().startsWith("dm-") || byId(`m${message.id}`)?.matches(".private");
  return alone && performance.now() - pressedAt < ANSWERED_WITHIN;
}

function unread(places) {
  const elsewhere = places.filter((each) => each !== place() || document.hidden);
  document.querySelectorAll(".places a").forEach((link) => link.classList.toggle("unread", elsewhere.includes(link.dataset.place)));
  document.querySelector(".menu-button .dot").hidden = !elsewhere.length;
  document.title = elsewhere.length ? `• ${words.title}` : words.title;
}

function seen() {
  if (document.hidden) return;
  const last = log.querySelector(".message:last-child");
  if (last) act("seen", { message: Number(last.dataset.id) });
}

async function poll() {
  try {
    const response = await get("changes", { since: change });
    if (!response.ok) throw new Error();
    arrived(await response.json());
    inContact(true);
  } catch { inContact(false); }
}

function inContact(now) {
  if (away === !now) return;
  away = !now;
  document.body.classList.toggle("away", away);
  byId("line-hint").textContent = now ? words.writing_hint : words.offline;
  toast(now ? words.online : words.offline);
}

// Only a page that is looked at keeps a line open: a browser has few of them for one server.
function connect() {
  contact?.close();
  clearInterval(polling);
  contact = null;
  if (document.hidden || !window.EventSource) { polling = setInterval(poll, document.hidden ? 15000 : 3000); return; }
  contact = new EventSource(`/demo/stream?${new URLSearchParams({ as: me, since: change })}`);
  contact.onopen = () => { clearInterval(polling); inContact(true); };
  contact.onmessage = (event) => arrived(JSON.parse(event.data));
  contact.onerror = () => {
    contact.close();
    clearInterval(polling);
    polling = setInterval(async () => { await poll(); if (!away) connect(); }, 2000);
  };
}

document.addEventListener("visibilitychange", () => { connect(); if (!document.hidden) { poll(); seen(); } });

// Places -----------------------------------------------------------------------------------------

async function enter(to, push) {
  let view;
  try {
    const response = await get("view", { in: to });
    view = response.ok && await response.json();
  } catch { stay(); return; }
  if (!view) { location.href = `/?${new URLSearchParams({ as: me, in: to })}`; return; }
  document.body.dataset.place = view.place;
  log.replaceChildren(drawn(view.log));
  log.setAttribute("aria-label", view.log_label);
  byId("place-name").textContent = view.title;
  byId("place-topic").textContent = view.topic;
  byId("place-topic").lang = view.language;
  line.placeholder = byId("line-label").textContent = view.write_label;
  document.querySelectorAll(".places a").forEach((link) => {
    if (link.dataset.place === view.place) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  if (push) history.pushState(null, "", `/?${new URLSearchParams({ as: me, in: view.place })}`);
  change = Math.max(change, view.change);
  drawer(false);
  settle();
  toEnd();
  unread(view.unread);
  seen();
  document.dispatchEvent(new Event("entered"));
  line.focus({ preventScroll: true });
}

// Without contact there is nowhere to go, and what was written would be lost on the way.
function stay() {
  history.replaceState(null, "", `/?${new URLSearchParams({ as: me, in: place() })}`);
  drawer(false);
  toast(words.offline);
}

byId("places").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-place]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  enter(link.dataset.place, true);
});
addEventListener("popstate", () => enter(new URLSearchParams(location.search).get("in") ?? "", false));

function drawer(open) {
  const places = byId("places");
  if (places.classList.contains("open") === open) return;
  places.classList.toggle("open", open);
  byId("shade").hidden = !open;
  byId("menu").setAttribute("aria-expanded", String(open));
  document.querySelector("main").inert = open;
  if (open) places.querySelector("[aria-current]")?.focus();
  else byId("menu").focus();
}
byId("menu").addEventListener("click", () => drawer(true));
byId("shade").addEventListener("click", () => { drawer(false); });
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  drawer(false);
  byId("who").open = false;
  if (!wide.matches && homeShown() && !byId("dialog").open) showHome(false);
});
document.addEventListener("click", (event) => { if (!event.target.closest("#who")) byId("who").open = false; });

// Your page --------------------------------------------------------------------------------------

let homeTimer;

async function drawHome() {
  try {
    const response = await get("home");
    if (!response.ok) return;
    const fresh = drawn((await response.json()).html);
    const focused = home.contains(document.activeElement) ? document.activeElement : null;
    home.replaceChildren(fresh);
    if (focused) (alike(focused, home) ?? byId("home-close")).focus({ preventScroll: true });
  } catch { /* it is drawn again with the next message */ }
}

function refreshHome() {
  if (!homeShown()) return;
  clearTimeout(homeTimer);
  homeTimer = setTimeout(drawHome, 400);
}

const homeShown = () => document.body.classList.contains(wide.matches ? "with-home" : "home-open");

function showHome(open, focus = true) {
  document.body.classList.toggle(wide.matches ? "with-home" : "home-open", open);
  if (wide.matches) remember("home", open ? "open" : "closed");
  byId("home-button").setAttribute("aria-expanded", String(open));
  if (open) drawHome();
  if (focus) byId(open ? "home-close" : "home-button").focus();
}
document.addEventListener("kept", refreshHome);
byId("home-button").addEventListener("click", () => showHome(true));
byId("home-close").addEventListener("click", () => showHome(false));

// Time, light, hints -----------------------------------------------------------------------------

let offset = 0;

function atTime(now) {
  offset = Date.parse(now) - Date.now();
  tick();
}

function tick() {
  const at = new Date(Date.now() + offset);
  const form = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.zone };
  const parts = Object.fromEntries(new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, form).formatToParts(at).map((part) => [part.type, part.value]));
  const dot = document.documentElement.lang === "nb" ? "." : "";
  byId("clock").textContent = `${parts.weekday} ${parts.day}${dot} ${parts.month}, ${parts.hour}:${parts.minute}`;
  byId("clock").dateTime = at.toISOString();
}

async function patiently(button, path, sentence) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const outcome = await act(path);
  button.removeAttribute("aria-disabled");
  if (outcome) { if (outcome.now) atTime(outcome.now); toast(sentence); }
}
byId("post-now").addEventListener("click", (event) => patiently(event.currentTarget, "post-now", words.posted));
byId("next-day").addEventListener("click", (event) => patiently(event.currentTarget, "next-day", words.day_passed));

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  remember("theme", root.dataset.theme);
  heard.textContent = dark ? words.light : words.dark;
});

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

byId("hint-close").addEventListener("click", () => { byId("hint").hidden = true; remember("hint", "closed"); line.focus(); });

byId("home-button").setAttribute("aria-expanded", String(homeShown()));
if (homeShown()) drawHome();
history.replaceState(null, "", `/?${new URLSearchParams({ as: me, in: place() })}`);
settle();
toEnd();
atTime(document.body.dataset.now);
setInterval(tick, 10000);
connect();
seen();
if (matchMedia("(hover: hover)").matches) line.focus({ preventScroll: true });
document.fonts?.ready.then(toEnd);

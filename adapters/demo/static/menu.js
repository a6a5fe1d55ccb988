// What is seldom needed: a button, and the menu that it opens.

let opened = null;

const items = () => Array.from(opened.querySelectorAll("[role=menuitem]"));

export function openMenu(button, last = false) {
  const same = opened?.contains(button);
  closeMenu();
  if (same) return;
  opened = button.closest(".menu-around");
  const menu = opened.querySelector("[role=menu]");
  menu.hidden = false;
  menu.classList.toggle("to-left", menu.getBoundingClientRect().right > opened.closest(".scroll, .home, body").getBoundingClientRect().right - 8);
  button.setAttribute("aria-expanded", "true");
  menu.scrollIntoView({ block: "nearest" });
  items().at(last ? -1 : 0).focus({ preventScroll: true });
}

export function closeMenu(back = false) {
  if (!opened) return;
  const button = opened.querySelector("[data-menu]");
  opened.querySelector("[role=menu]").hidden = true;
  button.setAttribute("aria-expanded", "false");
  opened = null;
  if (back) button.focus();
}

// Before everybody else: a key that steers the menu steers nothing around it.
document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-menu]");
  if (button && !opened?.contains(button) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    event.stopPropagation();
    openMenu(button, event.key === "ArrowUp");
    return;
  }
  if (!opened?.contains(event.target)) return;
  const all = items();
  const at = all.indexOf(event.target);
  if (event.key === "Escape") closeMenu(true);
  else if (event.key === "Tab") { closeMenu(true); return; }
  else if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
  else if (event.key === "ArrowUp") all.at(at < 1 ? -1 : at - 1).focus();
  else if (event.key === "Home") all[0].focus();
  else if (event.key === "End") all.at(-1).focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  if (opened && !opened.contains(event.target)) closeMenu();
}, true);

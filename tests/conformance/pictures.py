"""Microsoft's own renderer of Adaptive Cards in a browser without a window, dressed as Teams is."""

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
FONT = ROOT / "adapters" / "demo" / "static" / "fonts" / "inter.woff2"

WIDE, NARROW = 600, 320

SCRIPTS = (
    "swiper/swiper-bundle.min.js",
    "markdown-it/dist/markdown-it.min.js",
    "adaptivecards/dist/adaptivecards.min.js",
)

_GROUND = {"light": "#ffffff", "dark": "#2d2c2c", "contrast": "#000000"}
_DRESS = """
  @font-face { font-family: "Segoe UI"; src: url("FONT") format("woff2"); font-weight: 100 900; }
  body { margin: 0; background: GROUND; font-family: "Segoe UI", sans-serif; }
  #card { width: WIDTHpx; box-sizing: border-box; }
  .mention, a.ac-anchor:link, a.ac-anchor:visited { color: MENTION; }
  .ac-pushButton.expandable::after { content: " ⌄"; }
  .ac-pushButton.expanded::after { content: " ⌃"; }
  .ac-pushButton { font: 600 14px "Segoe UI"; padding: 5px 16px; border-radius: 4px; border: 1px solid LINE;
    background: transparent; color: INK; min-height: 32px; }
  .ac-pushButton.style-positive { background: #6264a7; color: #fff; border-color: #6264a7; }
  .ac-pushButton.style-destructive { background: transparent; color: RED; border-color: RED; }
  .ac-input { font: 14px "Segoe UI"; background: FIELD; color: INK; border: 1px solid LINE; border-radius: 4px;
    padding: 5px 8px; box-sizing: border-box; width: 100%; }
  .ac-input.ac-textInput.ac-multiline { height: 72px; resize: none; }
  .ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect, .ac-toggleInput { border: none; background: none; }
  .ac-choiceSetInput-expanded input, .ac-choiceSetInput-multiSelect input, .ac-toggleInput input { width: auto; }
"""
_RENDER = """
([content, config]) => {
  const said = [];
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  const markdown = window.markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const html = markdown.render(text);
    result.outputHtml = html.replace(/&lt;at&gt;(.*?)&lt;\\/at&gt;/g, '<span class="mention">$1</span>');
    result.didProcess = true;
  };
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(content, context);
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  for (const each of card.validateProperties().validationEvents) said.push(each.message);
  const drawn = card.render();
  const place = document.getElementById("card");
  place.replaceChildren(drawn);
  window.card = card;
  return said;
}
"""


_SHORTENED = """
() => [...document.querySelectorAll(".ac-pushButton")]
  .filter(each => each.scrollWidth > each.clientWidth)
  .map(each => `no room for all of "${each.innerText}"`)
"""


class Renderer:
    """One page with the renderer in it, in one theme and width."""

    def __init__(self, page: Page, config: Json) -> None:
        self.page, self._config = page, config
        self._errors: list[str] = []
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("console", lambda message: self._errors.append(message.text) if message.type == "error" else None)

    @classmethod
    async def opened(cls, browser: Browser, modules: Path, theme: str, width: int) -> "Renderer":
        """``modules`` is the ``node_modules`` where npm has put it."""
        page = await browser.new_page(
            viewport={"width": width, "height": 900}, forced_colors="active" if theme == "contrast" else "none"
        )
        hosts = modules / "adaptivecards-designer" / "lib" / "hostConfigs"
        config = json.loads((hosts / f"microsoft-teams-{'light' if theme == 'light' else 'dark'}.json").read_text())
        renderer = cls(page, config)
        await page.set_content('<!doctype html><div id="card"></div>')
        await page.add_style_tag(path=modules / "adaptivecards" / "dist" / "adaptivecards.css")
        for script in SCRIPTS:
            await page.add_script_tag(path=modules / script)
        await page.add_style_tag(content=_dressed(theme, width))
        return renderer

    async def draw(self, content: Mapping[str, Any]) -> list[str]:
        """Draw a card. What the renderer, or the page, finds wrong with it."""
        self._errors.clear()
        said = await self.page.evaluate(_RENDER, [content, self._config])
        wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        too_wide = ["something sticks out at the right"] if await self.page.evaluate(wide) else []
        return [*said, *self._errors, *too_wide, *await self.page.evaluate(_SHORTENED)]

    async def picture(self, path: Path) -> None:
        await self.page.locator("#card").screenshot(path=path)

    async def text(self) -> str:
        return await self.page.locator("#card").inner_text()


def _dressed(theme: str, width: int) -> str:
    dark = theme != "light"
    colours = {
        "FONT": f"data:font/woff2;base64,{b64encode(FONT.read_bytes()).decode()}",
        "GROUND": _GROUND[theme],
        "WIDTH": str(width),
        "MENTION": "#a6a7dc" if dark else "#6264a7",
        "LINE": "#8a8886" if dark else "#c8c6c4",
        "INK": "#ffffff" if dark else "#252424",
        "RED": "#d74654" if dark else "#c4314b",
        "FIELD": "#292828" if dark else "#f3f2f1",
    }
    css = _DRESS
    for name, value in colours.items():
        css = css.replace(name, value)
    return css

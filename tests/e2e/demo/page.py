"""The demo's process, and its page in the hands of a visitor."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

from tests.e2e.process import Kundord

Visitor = Callable[..., Awaitable[Page]]


class DemoProcess(Kundord):
    """`kundord demo` instead of `kundord run`."""

    async def start(self) -> None:
        await self._begin("demo")


async def say(page: Page, line: str) -> None:
    await page.locator("#line").fill(line)
    await page.locator("#line").press("Escape")
    await page.locator("#line").press("Enter")


def message(page: Page, words: str) -> Locator:
    return page.locator(".message", has_text=words).last


async def go(page: Page, place: str) -> None:
    await page.locator(f'.places a[data-place="{place}"]').click()
    await expect(page.locator(f'.places a[data-place="{place}"]')).to_have_attribute("aria-current", "page")

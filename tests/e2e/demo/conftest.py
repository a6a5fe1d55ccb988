"""The demo, and visitors of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.e2e.demo.page import DemoProcess, Visitor
from tests.e2e.process import running


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[DemoProcess]:
    async with running(DemoProcess(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}", {})) as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, demo: DemoProcess) -> AsyncIterator[Visitor]:
    """Opens the chat as somebody, somewhere. Whatever the page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def visit(who: str, where: str = "support", width: int = 1280, height: int = 800, **more: object) -> Page:
        context = await browser.new_context(viewport={"width": width, "height": height}, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _serious(line.type, line.text) else None)
        await page.goto(f"{demo.url}/?as={who}&in={where}")
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert complaints == []


def _serious(kind: str, text: str) -> bool:
    """A server that is away on purpose is no fault of the page's."""
    away = ("ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY_RESPONSE", "ERR_FAILED")
    return kind == "error" and not any(each in text for each in away)

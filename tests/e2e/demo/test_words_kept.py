"""What somebody has typed stays theirs, whatever becomes of it; and what they are told they can see."""

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.e2e.demo.page import DemoProcess, Visitor, go, message, say

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's

WORDS = "You were the first who asked how I was"


@contextlib.contextmanager
def locked(demo: DemoProcess) -> Iterator[None]:
    """Somebody makes a copy of the database, and takes their time."""
    with contextlib.closing(
        sqlite3.connect(demo.database_url.removeprefix("sqlite:///"), isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def begun(page: Page) -> None:
    await say(page, "/quote")
    await page.get_by_role("dialog").get_by_role("radio", name="Praise").check()
    await page.locator("#field-text").fill(WORDS)


async def test_a_form_that_could_not_be_saved_stays_with_its_words(visitor: Visitor, demo: DemoProcess) -> None:
    sam = await visitor("sam")
    await begun(sam)
    dialog = sam.get_by_role("dialog")
    with locked(demo):
        await dialog.locator("[type=submit]").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Not saved; nothing is lost", timeout=30_000)
    await expect(sam.locator("#field-text")).to_have_value(WORDS)
    await expect(sam.locator(".message.private")).to_have_count(0)
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()
    await expect(message(sam, WORDS)).to_contain_text("Recorded")


async def test_without_contact_the_form_itself_says_so(visitor: Visitor, demo: DemoProcess) -> None:
    sam = await visitor("sam")
    await begun(sam)
    dialog = sam.get_by_role("dialog")
    await demo.kill()
    await dialog.locator("[type=submit]").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Not sent. Nothing is lost, try again.", timeout=15_000)
    await demo.start()
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()
    await expect(message(sam, WORDS)).to_contain_text("Recorded", timeout=15_000)


async def test_a_line_that_was_not_sent_is_back_where_it_was_written(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await sam.route("**/demo/say", lambda route: route.abort())
    line = sam.locator("#line")
    await say(sam, "On my way to Kungsbacka")
    await go(sam, "kundord")
    await expect(sam.locator("#toast")).to_contain_text("Nothing is lost", timeout=15_000)
    await expect(line).to_have_value("")
    await go(sam, "support")
    await expect(line).to_have_value("On my way to Kungsbacka")


async def test_without_contact_one_stays_where_one_is_with_what_one_has_begun(
    visitor: Visitor, demo: DemoProcess
) -> None:
    sam = await visitor("sam")
    await go(sam, "kundord")
    line, under = sam.locator("#line"), sam.locator("#line-hint")
    await line.fill("On my way to Kungsbacka")
    await demo.kill()
    await expect(under).to_have_text("No contact with the chat. It tries again by itself.", timeout=15_000)
    await sam.locator('.places a[data-place="uppfoljning"]').click()
    await sam.go_back()
    await expect(sam.locator("#toast")).to_contain_text("No contact")
    await expect(sam).to_have_url(re.compile("in=kundord"))
    await expect(line).to_have_value("On my way to Kungsbacka")
    await demo.start()
    await expect(under).to_have_text("/quote for Kundord, @ for a colleague", timeout=15_000)
    await go(sam, "support")


async def test_what_was_typed_meanwhile_does_not_cost_the_line_that_was_not_sent(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await sam.route("**/demo/say", lambda route: route.abort(), times=3)
    line = sam.locator("#line")
    await say(sam, "On my way to Kungsbacka")
    await line.fill("Anyone for coffee?")
    await expect(sam.locator("#toast")).to_contain_text("Nothing is lost", timeout=15_000)
    await expect(line).to_have_value("Anyone for coffee?")
    await line.press("Enter")
    await expect(line).to_have_value("On my way to Kungsbacka")


async def test_a_quote_form_that_was_closed_opens_as_it_was_left_until_it_is_sent(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await begun(sam)
    dialog = sam.get_by_role("dialog")
    await dialog.get_by_role("checkbox", name="Anna Berg").check()
    await sam.locator("#field-via").fill("by phone")
    await sam.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(sam.locator("#toast")).to_have_text("Kept as a draft.")
    await sam.reload()
    await say(sam, "/quote")
    await expect(sam.locator("#field-text")).to_have_value(WORDS)
    await expect(sam.locator("#field-via")).to_have_value("by phone")
    await expect(dialog.get_by_role("radio", name="Praise")).to_be_checked()
    await expect(dialog.get_by_role("checkbox", name="Anna Berg")).to_be_checked()
    await dialog.locator("[type=submit]").click()
    await expect(message(sam, WORDS)).to_contain_text("Anna Berg")
    await say(sam, "/quote")
    await expect(sam.locator("#field-text")).to_have_value("")


async def test_a_quote_form_that_was_emptied_is_forgotten(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await begun(sam)
    await sam.keyboard.press("Escape")
    await say(sam, "/quote")
    await sam.locator("#field-text").fill("")
    await sam.keyboard.press("Escape")
    await say(sam, "/quote")
    await expect(sam.get_by_role("dialog").get_by_role("radio", name="Praise")).not_to_be_checked()


async def test_a_long_answer_is_read_from_its_beginning(visitor: Visitor) -> None:
    sam = await visitor("sam", height=600)
    await say(sam, "/quote help")
    answer = sam.locator(".message.private").last
    await expect(answer).to_be_visible()
    await asyncio.sleep(0.5)  # as long as it takes to arrive
    top = await answer.evaluate(
        "each => each.getBoundingClientRect().top - document.getElementById('scroll').getBoundingClientRect().top"
    )
    assert -8 <= top <= 8
    await expect(sam.locator("#newer")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(667, 375), (568, 320), (844, 390), (640, 400), (320, 256)])
async def test_a_phone_held_sideways_and_letters_made_large_leave_room_to_read_and_write(
    visitor: Visitor, width: int, height: int
) -> None:
    sam = await visitor("sam", width=width, height=height, has_touch=True)
    room = "document.getElementById('scroll').clientHeight"
    assert await sam.evaluate(room) >= 120
    await say(sam, "Anyone for coffee?")
    await expect(message(sam, "Anyone for coffee?")).to_be_in_viewport()
    await expect(sam.locator("#composer .send")).to_be_in_viewport(ratio=1)
    for button in ("#post-now", "#next-day", "#home-button"):
        await sam.locator(button).scroll_into_view_if_needed()
        await expect(sam.locator(button)).to_be_in_viewport(ratio=1)
    assert await sam.evaluate("document.documentElement.scrollWidth <= innerWidth")

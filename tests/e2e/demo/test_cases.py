"""Three people take a negative quote from its card to its story, in the demo as a visitor meets it."""

import pytest
from playwright.async_api import Locator, Page, expect

from adapters.demo.followed import FOLLOWED
from adapters.demo.sample import TALK
from tests.e2e.demo.page import DemoProcess, Visitor, go, say

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's

WORDS = "Jag betalade två gånger och fick ingen av dem tillbaka på sex veckor"
HEARD = "Hon hade räknat med pengarna före midsommar."
LEARNED = "En dubbel betalning syns hos oss dagen efter, men ingen tittar."
TOLD = "Pengarna är tillbaka, och jag berättade varför det dröjde."


def card(page: Page) -> Locator:
    """The card of the quote, which everybody sees."""
    return page.locator(".message:not(.private)", has_text=WORDS).last


def private(page: Page) -> Locator:
    return page.locator(".message.private").last


async def filled(page: Page) -> None:
    """The cards of what was heard before come one by one, also to who is there already, who is shown each."""
    said = sum(line.place == "uppfoljning" for line in TALK)
    stories = sum(each.told for each in FOLLOWED)
    await expect(page.locator(".message:not(.private)")).to_have_count(said + len(FOLLOWED) + stories)


async def press(where: Locator, action: str) -> None:
    await where.locator(f'[data-action="{action}"]').click()


async def send(page: Page, **words: str) -> None:
    """Fill in the open form and send it."""
    dialog = page.get_by_role("dialog")
    for name, text in words.items():
        await dialog.locator(f'[data-name="{name}"] textarea').fill(text)
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()


async def test_three_people_take_a_negative_quote_to_its_story(visitor: Visitor, demo: DemoProcess) -> None:
    bo = await visitor("bo")
    sam, karin = await visitor("sam", "uppfoljning"), await visitor("karin", "uppfoljning")

    await say(bo, f'/quote - "{WORDS}" @@Billing #stay')
    await expect(card(sam)).to_contain_text("Ingen stor sak eller världens undergång?")

    await press(card(sam), "world")
    await expect(private(sam)).to_contain_text("is open")
    await press(private(sam), "say-why")
    await send(sam, words="It happens every month end.")
    await expect(card(karin)).to_contain_text("It happens every month end.")

    await press(card(karin), "claim")
    await expect(card(sam)).to_contain_text("Karin Ek")
    thread = card(sam).locator(".thread")
    await expect(thread.locator(".reply").last).to_be_hidden()
    await thread.locator("summary").click()
    await expect(thread.locator(".reply").last).to_contain_text("Karin Ek")

    # What is begun is there when it is opened again, and after a restart.
    await press(card(karin), "steps")
    await private(karin).locator('[data-action="step"][data-value$="contacted"]').click()
    await karin.get_by_role("dialog").locator('[data-name="words"] textarea').fill(HEARD)
    await karin.keyboard.press("Escape")
    await expect(karin.locator("#toast")).to_have_text("Sparat som utkast.")
    begun = karin.locator('#home-inside [data-action="step"][data-value$="contacted"]')
    await expect(begun).to_be_visible()
    await demo.stop()
    await demo.start()
    await karin.reload()
    await begun.click()
    await expect(karin.get_by_role("dialog").locator('[data-name="words"] textarea')).to_have_value(HEARD)
    await send(karin)
    await expect(card(sam)).to_contain_text("● kontakt", timeout=15_000)
    await expect(begun).to_have_count(0)

    await press(card(karin), "resolve")
    await send(karin, learning=LEARNED, loop=TOLD)
    await expect(card(sam)).to_contain_text("löst")

    await go(karin, "dm-karin")
    await karin.locator('.message [data-action="story"]').last.click()
    await expect(karin.get_by_role("dialog").locator('[data-name="said"] textarea')).to_have_value(HEARD)
    await send(karin)
    story = sam.locator(".message", has_text=LEARNED)
    await expect(story).to_contain_text("Så gick det")
    await expect(story).to_contain_text("Karin Ek")
    await go(bo, "dm-bo")
    await expect(bo.locator(".message", has_text=LEARNED)).to_have_count(1)


async def test_the_menu_is_worked_by_keys_alone(visitor: Visitor) -> None:
    sam = await visitor("sam", "uppfoljning")
    claimed = sam.locator(".message:not(.private)", has_text="I moved twelve metres").last
    opener = claimed.locator("[data-menu]")
    await opener.focus()
    await sam.keyboard.press("Enter")
    items = claimed.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await sam.keyboard.press("End")
    await expect(items.last).to_be_focused()
    await sam.keyboard.press("ArrowDown")
    await expect(items.first).to_be_focused()
    await sam.keyboard.press("Escape")
    await expect(claimed.get_by_role("menu")).to_be_hidden()
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await sam.keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await sam.keyboard.press("Enter")
    await expect(private(sam)).to_contain_text("Case 2")


async def test_who_presses_sees_the_answer_also_from_further_up_the_page(visitor: Visitor) -> None:
    sam = await visitor("sam", "uppfoljning", 390)
    await filled(sam)
    first = sam.locator(".message:not(.private)", has=sam.locator("[data-menu]")).first
    await expect(sam.locator("#hint")).to_be_visible()
    await first.locator("[data-menu]").scroll_into_view_if_needed()
    await first.locator("[data-menu]").click()
    await first.get_by_role("menuitem").last.click()
    await expect(private(sam)).to_be_in_viewport()
    await expect(sam.locator("#newer")).to_be_hidden()
    await expect(sam.locator("#hint")).to_be_hidden()


async def test_what_others_say_takes_nobody_away_from_what_they_read(visitor: Visitor) -> None:
    sam, bo = await visitor("sam", "uppfoljning", 390), await visitor("bo", "uppfoljning")
    await filled(sam)
    await sam.locator(".message").first.scroll_into_view_if_needed()
    await say(bo, "Jag tittar på den.")
    await expect(sam.locator("#newer")).to_be_visible()
    await expect(sam.locator(".message").first).to_be_in_viewport()

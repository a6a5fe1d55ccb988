"""The demo as a visitor meets it: the real process, in a browser."""

import re
import signal

import pytest
from playwright.async_api import expect

from tests.e2e.demo.page import DemoProcess, Visitor, go, message, say

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's

WORDS = "She rang me back before I had finished my coffee"
BY_FORM = "Han ringde tillbaka innan kaffet hade kallnat"


async def test_a_customers_words_reach_who_earned_them_and_then_everybody(visitor: Visitor) -> None:
    sam, anna = await visitor("sam"), await visitor("anna", "kundord")

    await say(sam, f'/quote + "{WORDS}" @anna #use')
    await expect(message(sam, WORDS)).to_contain_text("Only you can see this")
    await expect(message(sam, WORDS)).to_contain_text("Anna Berg")

    private = anna.locator('.places a[data-place="dm-anna"]')
    await expect(private).to_have_class(re.compile("unread"))
    await go(anna, "dm-anna")
    await expect(message(anna, WORDS)).to_contain_text("En kund sa det här om dig")
    await expect(private).not_to_have_class(re.compile("unread"))

    await message(anna, WORDS).locator('[data-action="thank"]').click()
    await expect(sam.locator('.places a[data-place="dm-sam"]')).to_have_class(re.compile("unread"))
    await go(sam, "dm-sam")
    await expect(message(sam, WORDS)).to_contain_text("Anna Berg")

    await sam.locator("#post-now").click()
    await go(sam, "kundord")
    card = sam.locator(".message", has=sam.locator(".card.praise")).last
    await expect(card.locator("blockquote")).to_be_visible()
    await expect(card).to_contain_text("Tack till")

    await card.locator("[data-menu]").click()
    await card.get_by_role("menuitem", name="Det finns kritik i det här").click()
    await expect(sam.get_by_role("dialog").locator('[data-name="text"] textarea')).not_to_have_value("")


async def test_the_form_says_at_the_field_what_is_wrong(visitor: Visitor) -> None:
    anna = await visitor("anna")
    await say(anna, "/quote")
    dialog = anna.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("radio", name="Beröm").check()
    text = dialog.locator('[data-name="text"] textarea')
    await text.fill("För kort")
    await dialog.locator("[type=submit]").click()
    await expect(text).to_have_attribute("aria-invalid", "true")
    await expect(text).to_be_focused()
    fault = dialog.locator("#fault-text")
    await expect(fault).to_be_visible()
    assert "fault-text" in (await text.get_attribute("aria-describedby") or "")

    await text.fill(BY_FORM)
    await expect(fault).to_be_hidden()
    await dialog.get_by_role("checkbox", name="Bo Lindqvist").check()
    await text.press("Control+Enter")
    await expect(dialog).to_be_hidden()
    await expect(message(anna, BY_FORM)).to_contain_text("Bo Lindqvist")
    bo = await visitor("bo", "dm-bo")
    await expect(message(bo, BY_FORM)).to_be_visible()


async def test_a_colleagues_message_becomes_a_quote_in_two_presses(visitor: Visitor) -> None:
    sam = await visitor("sam")
    said = message(sam, "Skellefteå")
    await said.hover()
    await said.locator(".save").click()
    dialog = sam.get_by_role("dialog")
    await expect(dialog.locator('[data-name="text"] textarea')).to_have_value(re.compile("Du är den första"))
    await sam.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()

    await said.hover()
    await said.locator("[data-more]").click()
    await said.locator('.others [data-emoji="💬"]').click()
    prompt = sam.locator(".message.private", has=sam.locator('[data-action="draft"]')).last
    await prompt.locator('[data-action="draft"]').first.click()
    await dialog.get_by_role("radio", name="Praise").check()
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()
    await expect(sam.locator(".message.private", has_text="Recorded")).to_be_visible()


async def test_reactions_are_seen_at_once_by_others(visitor: Visitor) -> None:
    sam, bo = await visitor("sam"), await visitor("bo")
    said = message(sam, "samma faktura")
    await said.hover()
    await said.locator('.tools [data-emoji="👏"]').click()
    await expect(said.locator('.reaction[data-emoji="👏"]')).to_have_attribute("aria-pressed", "true")
    seen = message(bo, "samma faktura").locator('.reaction[data-emoji="👏"]')
    await expect(seen).to_have_attribute("aria-label", "👏 från Sam Okafor")
    await said.locator('.reaction[data-emoji="👏"]').click()
    await expect(seen).to_have_count(0)


async def test_killed_and_started_again_it_shows_the_same(visitor: Visitor, demo: DemoProcess) -> None:
    sam, anna = await visitor("sam", "kundord"), await visitor("anna", "kundord")
    await sam.locator("#post-now").click()
    await expect(sam.locator(".card.praise")).to_have_count(1)
    await say(sam, "Seen by all?")
    await expect(message(anna, "Seen by all?")).to_be_visible()
    await say(sam, f'/quote + "{WORDS}" @anna')
    await expect(message(sam, WORDS)).to_be_visible()
    before = await sam.locator("#log").inner_text()

    await demo.kill()
    await demo.start()
    await sam.reload()
    await expect(message(sam, WORDS)).to_be_visible()
    assert await sam.locator("#log").inner_text() == before

    # A page that stayed open finds back by itself.
    await say(sam, "And again?")
    await expect(message(anna, "And again?")).to_be_visible(timeout=15_000)
    await sam.locator("#post-now").click()
    await expect(sam.locator("#post-now")).not_to_have_attribute("aria-disabled", "true")
    await expect(sam.locator(".card.praise:has-text('Dagens')")).to_have_count(1)


async def test_a_day_passes_and_brings_its_quote(visitor: Visitor) -> None:
    karin = await visitor("karin", "kundord")
    before = await karin.locator("#clock").inner_text()
    await karin.locator("#next-day").click()
    await expect(karin.locator("#log .card.praise")).to_have_count(1)
    await expect(karin.locator("#clock")).not_to_have_text(before)
    await karin.locator("#next-day").click()
    await expect(karin.locator("#log .card.praise")).to_have_count(2)


async def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    sam = await visitor("sam")
    line = sam.locator("#line")
    await expect(line).to_be_focused()
    await sam.keyboard.type("/quote m")
    await expect(line).to_have_attribute("aria-expanded", "true")
    await sam.keyboard.press("ArrowUp")
    active = await line.get_attribute("aria-activedescendant")
    assert active
    await expect(sam.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    await sam.keyboard.press("Tab")
    await expect(line).to_have_value("/quote mine ")
    await sam.keyboard.press("Enter")
    await expect(sam.locator(".message.private")).to_have_count(1)

    await sam.keyboard.type("Well done @ing")
    await sam.keyboard.press("Enter")
    await expect(line).to_have_value("Well done @ingrid ")
    await sam.keyboard.press("Enter")
    await expect(message(sam, "Well done @Ingrid Haugen")).to_be_visible()

    await sam.locator("article[tabindex='0']").focus()
    await sam.keyboard.press("Home")
    await sam.keyboard.press("Tab")
    await sam.keyboard.press("Enter")
    first = sam.locator(".message").first
    await expect(first.locator(".reaction")).to_have_count(1)


async def test_tab_comes_to_the_tools_of_one_message_alone(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await expect(sam.locator('.tool[tabindex="0"]')).to_have_count(0)
    said = message(sam, "Skellefteå")
    await sam.locator("article[tabindex='0']").focus()
    await expect(said.locator(".save")).to_have_attribute("tabindex", "0")
    await sam.keyboard.press("ArrowUp")
    await expect(said.locator(".save")).to_have_attribute("tabindex", "-1")
    await expect(message(sam, "samma faktura").locator(".save")).to_have_attribute("tabindex", "0")


async def test_a_code_to_copy_is_not_broken(visitor: Visitor) -> None:
    sam = await visitor("sam")
    for width in range(1000, 1300, 20):
        await sam.set_viewport_size({"width": width, "height": 800})
        if width == 1000:
            await say(sam, "/quote link")
        code = sam.locator(".message.private code").last
        await expect(code).to_have_text(re.compile("link "))
        assert await code.evaluate("each => each.getClientRects().length === 1 && each.offsetHeight < 30"), width


async def test_words_read_from_the_right_have_their_line_on_the_right(visitor: Visitor) -> None:
    sam = await visitor("sam")
    words = "لقد بقيت معي على الخط حتى نجح الأمر"
    await say(sam, f'/quote + "{words}" @anna')
    style = "each => [getComputedStyle(each).borderRightWidth, getComputedStyle(each).borderLeftWidth]"
    assert await message(sam, words).locator("blockquote").evaluate(style) == ["3px", "0px"]


async def test_what_is_new_is_read_aloud(visitor: Visitor) -> None:
    sam, bo = await visitor("sam"), await visitor("bo")
    await say(sam, "Anyone for coffee?")
    await expect(bo.locator("#heard")).to_have_text("Sam Okafor: Anyone for coffee?")
    for name in ("banner", "navigation", "main", "complementary"):
        await expect(bo.get_by_role(name)).to_have_count(1)


async def test_one_suggestion_is_read_aloud_as_one(visitor: Visitor) -> None:
    sam = await visitor("sam")
    await sam.locator("#line").fill("@")
    await expect(sam.locator("#heard")).to_have_text(re.compile(r"^\d+ suggestions$"))
    await sam.locator("#line").fill("@ing")
    await expect(sam.locator("#heard")).to_have_text("1 suggestion")


@pytest.mark.parametrize("width", [360, 390, 768])
async def test_nothing_is_wider_than_a_phone(visitor: Visitor, width: int) -> None:
    anna = await visitor("anna", "kundord", width, has_touch=True)
    await anna.locator("#post-now").click()
    await expect(anna.locator(".card.praise")).to_have_count(1)
    await say(anna, "/quote hjälp")
    await expect(anna.locator(".message.private")).to_have_count(1)

    async def fits() -> bool:
        return bool(
            await anna.evaluate(
                "document.documentElement.scrollWidth <= innerWidth && scroll.scrollWidth <= scroll.clientWidth"
            )
        )

    await anna.evaluate("window.scroll = document.getElementById('scroll')")
    assert await fits()
    if width < 700:
        await anna.locator("#menu").click()
        await expect(anna.locator('.places a[aria-current="page"]')).to_be_focused()
        await anna.keyboard.press("Escape")
        await expect(anna.locator("#menu")).to_be_focused()
    await anna.locator("#home-button").click()
    await expect(anna.locator("#home-inside .card")).to_be_visible()
    assert await fits()


async def test_it_ends_when_it_is_told_to(visitor: Visitor, demo: DemoProcess) -> None:
    await visitor("sam")
    assert await demo.stop() in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


async def test_light_and_dark_are_remembered(visitor: Visitor) -> None:
    sam = await visitor("sam", color_scheme="dark")
    dark = await sam.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(18, 22, 28)"
    await sam.locator("#theme").click()
    await sam.reload()
    assert await sam.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 247, 240)"


async def test_what_cannot_be_undone_is_asked_first(visitor: Visitor) -> None:
    sam = await visitor("sam")
    withdraw = sam.locator('#home-inside [data-action="withdraw"]').first
    value = await withdraw.get_attribute("data-value")
    dialog = sam.get_by_role("dialog")
    await withdraw.click()
    await dialog.get_by_role("button", name="No", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(withdraw).to_be_focused()
    await withdraw.click()
    await dialog.get_by_role("button", name="Yes", exact=True).click()
    await expect(sam.locator(".message.private")).to_have_count(1)
    await sam.reload()
    await expect(sam.locator("#home-inside .card")).to_be_visible()
    await expect(sam.locator(f'#home-inside [data-action="withdraw"][data-value="{value}"]')).to_have_count(0)

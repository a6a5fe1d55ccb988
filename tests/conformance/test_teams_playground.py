"""Microsoft's Agents Playground, a Teams that others wrote: the main job and a case, by its page in a browser.

What its page has no button for (dialogs of a card's button, reactions, other people) goes through its server.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.domain.refs import OrganisationId, QuoteNumber
from bot.ports import UnitOfWork
from storage import open_store
from tests.conformance.playground import (
    GENERAL,
    PERSONAL,
    Json,
    Playground,
    Screen,
    as_json,
    pictures_folder,
    playground,
)
from tests.e2e.process import Kundord, due_now, eventually, reacted, running
from tests.fakes.teams_rules import faults_in_answer
from tests.fakes.teams_world import elements

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's

WORDS = "She stayed on the line until it worked"
CRITICISM = "Third call, and nobody knew my case"
LEARNING = "A case that two of us touch needs one place for its notes"
SAVE = "save"


@pytest_asyncio.fixture(loop_scope="session")
async def bot(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with running(Kundord(tmp_path, sqlite_url, {"TEAMS_ANONYMOUS": "true"})) as kundord:
        yield kundord


@pytest_asyncio.fixture(loop_scope="session")
async def teams(clients: Path, node_modules: Path, bot: Kundord, tmp_path: Path) -> AsyncIterator[Playground]:
    async with playground(clients, node_modules, bot.url, tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def alex(browser: Browser, teams: Playground, tmp_path: Path) -> AsyncIterator[Screen]:
    page = await browser.new_page(viewport={"width": 1300, "height": 1000})
    screen = Screen(page, teams, pictures_folder(tmp_path))
    await screen.opens()
    yield screen
    await page.close()


async def dialog(bot: Kundord, teams: Playground, name: str, data: Json, conversation: str = PERSONAL) -> Json:
    """A dialog from a card's button, which the Playground cannot open: its invoke, and the bot's answer."""
    activity = teams.activity("invoke", conversation, name=name, value={"data": data, "context": {"theme": "default"}})
    async with aiohttp.ClientSession() as session, session.post(f"{bot.url}/api/messages", json=activity) as answer:
        assert answer.status == 200, await answer.text()
        body = await answer.text()
    answered = as_json(body) if body else {}
    assert not (answered and faults_in_answer(name, answered)), answered
    return answered


def pressed(action: str, value: str) -> Json:
    return {"msteams": {"type": "task/fetch"}, "kundord": {"action": action, "value": value}}


def sending(answer: Json, **fields: str) -> Json:
    """What a dialog's button sends in: its own data, what stood in the fields, and what was entered."""
    card = answer["task"]["value"]["card"]["content"]
    standing = {each["id"]: each["value"] for each in elements(card) if "id" in each and each.get("value")}
    return {**card["actions"][0]["data"], **standing, **fields}


async def test_recorded_by_a_message_and_posted_in_a_channel_and_reacted_to(
    bot: Kundord, teams: Playground, alex: Screen
) -> None:
    await alex.sees("Kundord")
    await alex.picture("welcome")
    await alex.says(f'+ "{WORDS}" from "Parent of two, Uppsala"')
    await alex.sees("Recorded.")
    await alex.sees(WORDS)
    await alex.picture("recorded")

    await teams.happens("install", GENERAL)
    await teams.happens("botAdded", GENERAL)
    await alex.goes_to("General")
    await bot.must("channel", "set", GENERAL, *due_now())
    await alex.sees("Quote of the day")
    await alex.sees("Parent of two, Uppsala")
    await alex.picture("quote-of-the-day")
    await alex.presses("Thank them")
    await alex.picture("thanked")

    card = await _posted(bot)
    reaction: Json = {"reactionsAdded": [{"type": "heart"}], "replyToId": card}
    await teams.sends(teams.activity("messageReaction", GENERAL, **reaction))
    await eventually(lambda: reacted(bot.database_url, {"❤": 1}))
    assert "Traceback" not in bot.log


async def test_a_newcomer_finds_their_way(bot: Kundord, teams: Playground, alex: Screen) -> None:
    await alex.sees("Kundord")
    for word, shown in (
        ("hello", "Hello"),
        ("serch", "Did you mean"),
        ("help", "your own page"),
        ("home", "Nothing yet."),
        ("cases", "No case is open."),
        ("cases mine", "You have no cases."),
        (f'+ "{WORDS}"', "Recorded."),
        ("mine", "Written down by you"),
    ):
        await alex.says(word)
        await alex.sees(shown)
        await alex.picture(word.split()[0])
    assert "Traceback" not in bot.log


async def test_a_message_is_saved_by_its_action_and_dialog(bot: Kundord, teams: Playground, alex: Screen) -> None:
    await alex.says(WORDS)
    await alex.sees(WORDS)
    dialog = await alex.uses_command(SAVE, on=WORDS)
    assert await dialog.get_by_label("What the customer said").input_value() == WORDS
    await alex.picture("dialog")
    await dialog.get_by_label("Praise", exact=True).click()
    await dialog.get_by_role("button", name="Record").click()
    await alex.sees("Recorded.")
    await alex.picture("recorded-by-dialog")
    assert "Traceback" not in bot.log


async def test_a_case_from_its_card_to_its_story(bot: Kundord, teams: Playground, alex: Screen) -> None:
    await teams.happens("install", GENERAL)
    await teams.happens("botAdded", GENERAL)
    await alex.goes_to("General")
    await alex.posts(f'- "{CRITICISM}"')
    await alex.sees("No big deal, or end of the world?")
    await alex.picture("negative")
    await alex.presses("End of the world")
    await alex.sees("nobody has it yet")
    await alex.picture("case-open")
    await alex.presses("I’ll take this")
    await alex.sees("Alex Wilber has it")
    await alex.picture("case-claimed")

    for step, fields in (
        ("contacted", {"choice-how": "phone", "text-words": "She wants one name to call."}),
        ("cause", {"text-words": "The notes were kept where nobody looks.", "choice-basis": "assumed"}),
    ):
        form = await dialog(bot, teams, "task/fetch", pressed("step", f"1|{step}"))
        await dialog(bot, teams, "task/submit", sending(form, **fields))
    form = await dialog(bot, teams, "task/fetch", pressed("resolve", "1"))
    await dialog(
        bot,
        teams,
        "task/submit",
        sending(form, **{"text-learning": LEARNING, "text-loop": "She has her name to call."}),
    )
    await alex.sees("resolved by Alex Wilber")
    await alex.picture("case-resolved")
    form = await dialog(bot, teams, "task/fetch", pressed("story", "1"))
    await dialog(bot, teams, "task/submit", sending(form))
    await alex.sees("What became of it")
    await alex.picture("story")
    await alex.goes_to("Personal Chat")
    await alex.picture("personal-chat")
    assert "Traceback" not in bot.log


async def _posted(bot: Kundord) -> str:
    """The id of the quote's post, once the bot knows it for its own."""
    await asyncio.sleep(1)

    def latest(unit: UnitOfWork) -> str:
        return unit.posts.of_quote(QuoteNumber(1))[-1].message.id

    store = open_store(bot.database_url)
    try:
        return await store.read(OrganisationId(1), latest)
    finally:
        await store.close()

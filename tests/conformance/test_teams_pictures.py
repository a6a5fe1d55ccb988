"""Everything the bot says, drawn by Microsoft's own renderer: without a complaint, within its width, as it was typed.

With KUNDORD_PICTURES naming a folder, what is drawn is put there to be looked at.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from adapters.teams import dialogs, render
from bot.domain.refs import MemberRef
from bot.speech import Action
from bot.wording import form, message, pages, words
from bot.wording.parts import Button, Buttons, Mention, Muted, Paragraph, Quotation, Style, Worded
from tests.adapters.teams.drawn import HOSTILE, of_kind
from tests.conformance.pictures import NARROW, SCRIPTS, WIDE, Renderer
from tests.wording.samples import ALL_FORMS, ALL_MESSAGES, HOMES, WORKSPACE, named

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's

Json = dict[str, Any]

EN = words("en")
ANNA = Mention(MemberRef(WORKSPACE, "11111111-2222-4333-8444-555555555555"), "Anna Berg")
SHOWN = [
    ("light", WIDE, "en"), ("light", NARROW, "sv"), ("dark", WIDE, "sv"), ("dark", NARROW, "nb"),
    ("contrast", WIDE, "nb"), ("contrast", NARROW, "en"),
]  # fmt: skip  # each theme, width and language, without all their combinations
LOOKALIKES = str.maketrans("∗ˍˋ∼∖［］∣", "*_`~\\[]|")


@pytest.fixture(scope="session")
def renderer_modules(node_modules: Path) -> Path:
    missing = [each for each in SCRIPTS if not (node_modules / each).is_file()]
    if missing:
        pytest.fail(
            f"{node_modules} has no {', '.join(missing)}; .ci/run says which packages belong there", pytrace=False
        )
    return node_modules


def everything(language: str) -> Iterator[tuple[str, Json]]:
    said = words(language)
    for speech in ALL_MESSAGES:
        yield named(speech), render.message(message(speech, said), WORKSPACE).card
    for page in HOMES:
        yield named(page), render.first_whole(pages(page, said), WORKSPACE).card
    for asked in ALL_FORMS:
        opened = dialogs.dialog(form(asked, said), WORKSPACE, said, faults={"words": "Some words are needed here."})
        yield named(asked), opened["task"]["value"]["card"]["content"]


def without_teams_own(card: Json) -> Json:
    """The renderer knows no list of people, nor one that is asked for while somebody types."""
    for picker in of_kind(card, "Input.ChoiceSet"):
        if picker.pop("choices.data", None) and not picker["choices"]:
            picker["choices"] = [{"title": "Anna Berg", "value": "anna"}]
    return card


@pytest.mark.parametrize(("theme", "width", "language"), SHOWN)
async def test_microsofts_renderer_has_nothing_to_say_against_it(
    browser: Browser, renderer_modules: Path, theme: str, width: int, language: str
) -> None:
    renderer = await Renderer.opened(browser, renderer_modules, theme, width)
    folder = os.environ.get("KUNDORD_PICTURES")
    complaints = []
    for place, (name, card) in enumerate(everything(language)):
        complaints += [f"{name}: {each}" for each in await renderer.draw(without_teams_own(card))]
        if folder:
            await renderer.picture(Path(folder) / f"{theme}-{width}-{language}-{place:03}-{name}.png")
    assert complaints == []


async def test_what_people_typed_shows_as_they_typed_it(browser: Browser, renderer_modules: Path) -> None:
    renderer = await Renderer.opened(browser, renderer_modules, "light", WIDE)
    for typed in HOSTILE:
        lines = (Quotation(typed), Muted((typed,)), Paragraph((typed, " ", ANNA)), Muted((ANNA, " ", typed)))
        card = render.message(Worded(lines, typed), WORKSPACE).card
        assert await renderer.draw(card) == []
        shown = _flat(await renderer.text())
        assert shown.count(_flat(typed)) == 4, (typed, shown)
        assert shown.count("Anna Berg") == 2 + 4 * typed.count("Anna Berg")
        assert await renderer.page.locator("#card a, #card strong, #card em, #card li, #card code").count() == 0
        assert await renderer.page.locator("#card .mention").count() == 2


def _flat(text: str) -> str:
    return " ".join(text.replace("\u2060", "").translate(LOOKALIKES).split())


async def test_a_question_unfolds_before_anything_is_done(browser: Browser, renderer_modules: Path) -> None:
    renderer = await Renderer.opened(browser, renderer_modules, "light", WIDE)
    withdraw = Button(Action.WITHDRAW, "Withdraw", "17", Style.DANGER, "Everybody stops seeing it.")
    more = (Button(Action.HISTORY, "What happened", "42"),)
    card = render.message(Worded((Quotation("“Third call.”"), Buttons((withdraw,), more)), "x"), WORKSPACE).card
    assert await renderer.draw(card) == []
    await renderer.page.evaluate("() => { window.done = []; card.onExecuteAction = each => done.push(each.verb); }")
    question = renderer.page.get_by_text("Everybody stops seeing it.")
    assert not await question.is_visible()
    await renderer.page.get_by_role("button", name="Withdraw").click()
    assert await question.is_visible()
    assert await renderer.page.evaluate("done") == []
    await renderer.page.get_by_role("button", name="Withdraw").last.click()
    assert await renderer.page.evaluate("done") == ["withdraw"]

"""Whatever people write: what is drawn fits into Slack, says what they wrote, and calls nobody."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.offers import offered
from adapters.slack import render, views
from adapters.slack.views import Whereabouts
from bot.domain.people import LANGUAGES, Team
from bot.domain.refs import ChannelNumber, MemberRef, TeamNumber, WorkspaceRef
from bot.speech import Action, CreditNotice, Home, MyQuotes, OfferForm, Today
from bot.wording import form, home, message, words
from bot.wording.parts import (
    Button,
    Buttons,
    Code,
    Heading,
    Link,
    Listing,
    Mention,
    Muted,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Style,
    Worded,
)
from tests.adapters.slack.judges import HOSTILE, faults_of_message, faults_of_view, live, parsed_by_slack, told_with
from tests.fakes.slack_rules import faults_in_message, faults_in_view
from tests.wording.samples import ALL_FORMS, ALL_MESSAGES, CHANNEL, FULL, HOMES, NEXT, PRAISE, named

HERE = WorkspaceRef("slack", "T0ACME001")
SOURCES = {f"https://example.com/18|{words(language).text('source-link')}" for language in LANGUAGES}
"""The one link among the samples."""
ANNA = MemberRef(HERE, "U0123ANNA")
EN = words("en")

anything = st.lists(
    st.sampled_from(HOSTILE) | st.text(max_size=40) | st.sampled_from(("&" * 500, "🎉" * 700, "x" * 999, "å ")),
    max_size=20,
).map(lambda parts: "".join(parts)[:10_000])


def worded(*blocks: Any) -> Worded:
    return Worded(blocks, "Notified")


def drawn(*blocks: Any) -> list[dict[str, Any]]:
    return render.message(worded(*blocks), HERE, EN).blocks


def texts(thing: Any) -> str:
    """All text in it, whatever it is in."""
    if isinstance(thing, dict):
        own = thing["text"] if isinstance(thing.get("text"), str) else ""
        return own + "".join(map(texts, thing.values()))
    return "".join(map(texts, thing)) if isinstance(thing, list) else ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_MESSAGES, ids=named)
def test_everything_the_bot_says_is_drawn(speech: Any, language: str) -> None:
    said = words(language)
    got = render.message(message(speech, said), HERE, said)
    assert faults_of_message(got.blocks) == []
    assert got.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", HOMES, ids=named)
def test_every_home_page_is_drawn(speech: Any, language: str) -> None:
    said = words(language)
    assert faults_of_view(views.home(home(speech, said), HERE, said)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_FORMS, ids=named)
def test_every_form_is_drawn(speech: Any, language: str) -> None:
    said = words(language)
    assert faults_of_view(views.form(form(speech, said), HERE, said, Whereabouts("", "C1", "1.2"))) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words_on_every_surface(hostile: str) -> None:
    for speech in (*ALL_MESSAGES, *HOMES):
        _stay_words(speech, f"Somebody wrote {hostile} and meant it")


def _stay_words(speech: Any, hostile: str) -> None:
    said = told_with(speech, hostile)
    whole = home(said, EN) if speech in HOMES else message(said, EN)
    got = render.message(whole, HERE, EN)
    page = views.closing(whole, HERE, EN, Whereabouts())
    for blocks in (got.blocks, page["blocks"]):
        assert live(got.text, *parsed_by_slack(blocks)) <= SOURCES
    assert faults_in_message(got.blocks) == []
    assert faults_in_view(page) == []


@given(text=anything, language=st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_a_quote_of_any_length_fits(text: str, language: str) -> None:
    said = words(language)
    for speech in (CreditNotice(PRAISE), *HOMES[1:2], *ALL_MESSAGES[:1]):
        told = told_with(speech, text)
        whole = home(told, said) if speech in HOMES else message(told, said)
        got = render.message(whole, HERE, said)
        assert faults_in_message(got.blocks) == []
        assert len(got.text) <= 4_000
        assert live(got.text, *parsed_by_slack(got.blocks)) <= SOURCES
        assert faults_in_view(views.closing(whole, HERE, said, Whereabouts())) == []


@given(text=anything, label=anything)
@settings(max_examples=15, deadline=None)
def test_any_form_fits(text: str, label: str) -> None:
    for speech in ALL_FORMS:
        view = views.form(form(told_with(speech, text), EN), HERE, EN, Whereabouts(label[:50]))
        assert faults_in_view(view) == []


@settings(deadline=None)
@given(text=anything.map(lambda text: text[:900]).filter(str.strip))
def test_a_customers_words_show_as_they_were_typed(text: str) -> None:
    [block] = drawn(Quotation(text))
    assert block["elements"] == [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}]


@settings(deadline=None)
@given(text=anything.map(lambda text: text[:900]).filter(str.strip))
def test_muted_words_show_as_they_were_typed(text: str) -> None:
    """Slack has no escape for ``*great*``, so such words stand where nothing is parsed."""
    shown = "".join(
        each["text"]
        if each["type"] == "plain_text"
        else each["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for block in drawn(Muted((text,)))
        for each in block["elements"]
    )
    assert shown == text.strip()
    for each in parsed_by_slack(drawn(Muted((text,)))):
        assert not set(each) & set("*_~`")


def test_a_person_is_mentioned_where_they_live_and_named_elsewhere() -> None:
    elsewhere = Mention(MemberRef(WorkspaceRef("slack", "T0OTHER"), "U0123KARI"), "Kari Moe")
    [paragraph] = drawn(Paragraph(("Thanks to ", Mention(ANNA, "Anna Berg"), " and ", elsewhere)))
    assert paragraph["elements"][0]["elements"] == [
        {"type": "text", "text": "Thanks to "},
        {"type": "user", "user_id": "U0123ANNA"},
        {"type": "text", "text": " and "},
        {"type": "text", "text": "Kari Moe"},
    ]
    [muted] = drawn(Muted(("by ", Mention(ANNA, "Anna *Berg*"), ", ", elsewhere)))
    assert [each["text"] for each in muted["elements"]] == ["by <@U0123ANNA>, Kari Moe"]


def test_a_mention_beside_words_that_look_like_markup_keeps_both() -> None:
    [muted] = drawn(Muted(("*great* · by ", Mention(ANNA, "Anna"))))
    assert muted["elements"] == [
        {"type": "plain_text", "text": "*great* · by", "emoji": False},
        {"type": "mrkdwn", "text": "<@U0123ANNA>", "verbatim": True},
    ]


def test_lines_are_drawn_with_their_parts() -> None:
    line = (Strong("Billing"), " or ", Code("/quote help"), " ", Link("https://example.com/a?b=1&c=2", "there"))
    [listed] = drawn(Listing((line, ())))
    assert [each["type"] for each in listed["elements"][0]["elements"]] == ["rich_text_section"]
    [paragraph] = drawn(Paragraph(line))
    assert paragraph["elements"][0]["elements"] == [
        {"type": "text", "text": "Billing", "style": {"bold": True}},
        {"type": "text", "text": " or "},
        {"type": "text", "text": "/quote help", "style": {"code": True}},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://example.com/a?b=1&c=2", "text": "there"},
    ]
    [muted] = drawn(Muted(line))
    assert muted["elements"][0]["text"] == "*Billing* or `/quote help` <https://example.com/a?b=1&amp;c=2|there>"


def test_lines_with_marks_of_their_own_get_no_bullets() -> None:
    [listed] = drawn(Listing((("● ", Strong("cause")), ("○ ", Strong("learning"))), marked=True))
    [section] = listed["elements"]
    assert section["type"] == "rich_text_section"
    assert "".join(each["text"] for each in section["elements"]) == "● cause\n○ learning"


def test_code_in_a_muted_line_is_code_unless_it_would_end_too_early() -> None:
    [muted] = drawn(Muted(("Slack says ", Code("is_archived"), ".")))
    assert muted["elements"][0]["text"] == "Slack says `is_archived`."
    [muted] = drawn(Muted(("Slack says ", Code("is `not*"), ".")))
    assert [each["type"] for each in muted["elements"]] == ["plain_text"]


def test_buttons_carry_an_action_once_each_and_an_id() -> None:
    withdraw = Button(Action.WITHDRAW, "Withdraw", "17", Style.DANGER, "Really?")
    [actions] = drawn(Buttons((Button(Action.THANK, "Thank them", "17", Style.PRIMARY), withdraw, withdraw)))
    assert [(each["action_id"], each["value"]) for each in actions["elements"]] == [
        ("thank:0", "17"),
        ("withdraw:1", "17"),
        ("withdraw:2", "17"),
    ]
    assert [each.get("style") for each in actions["elements"]] == ["primary", None, None]
    confirm = actions["elements"][1]["confirm"]
    assert confirm["style"] == "danger"
    assert [confirm[part]["text"] for part in ("title", "text", "confirm", "deny")] == [
        "Withdraw",
        "Really?",
        "Withdraw",
        "Cancel",
    ]


def test_further_buttons_are_in_a_menu_whose_lines_say_what_they_do() -> None:
    more = (Button(Action.FOLLOW, "Follow", "3"), Button(Action.HISTORY, "History", "3"))
    [actions] = drawn(Buttons((Button(Action.STEPS, "Steps", "3"),), more))
    button, menu = actions["elements"]
    assert (button["type"], menu["type"]) == ("button", "overflow")
    assert [(each["text"]["text"], each["value"]) for each in menu["options"]] == [
        ("Follow", "follow:3"),
        ("History", "history:3"),
    ]
    assert faults_of_message([actions]) == []


def test_a_menu_may_have_one_line_and_none_that_asks_first() -> None:
    more = (Button(Action.HISTORY, "History", "3"), Button(Action.RELEASE, "Release", "3", confirm="Really?"))
    [actions] = drawn(Buttons((), more))
    release, menu = actions["elements"]
    assert release["confirm"]["text"]["text"] == "Really?"
    assert [each["value"] for each in menu["options"]] == ["history:3"]
    assert faults_of_message([actions]) == []


def test_on_a_page_a_line_and_its_button_share_a_row() -> None:
    change, new = (Buttons((Button(Action.TEAM, label),)) for label in ("Edit", "New team"))
    record = Buttons((Button(Action.RECORD, "Record", style=Style.PRIMARY),))
    lines = [(Strong("Billing"), " · 2 people"), (Strong("*Team* <North>"), " · 1 person")]
    blocks = (Paragraph(lines[0]), change, Paragraph(lines[1]), change, new, Paragraph(("Nothing yet.",)), record)
    drawn_page = render.page(worded(*blocks), HERE, EN)
    assert [each["type"] for each in drawn_page] == ["section", "section", "actions", "rich_text", "actions"]
    assert [each["text"]["text"] for each in drawn_page[:2]] == ["*Billing* · 2 people", "*Team* <North> · 1 person"]
    assert [each["text"]["type"] for each in drawn_page[:2]] == ["mrkdwn", "plain_text"]
    assert [each["accessory"]["text"]["text"] for each in drawn_page[:2]] == ["Edit", "Edit"]
    assert [each["type"] for each in drawn(*blocks[:2])] == ["rich_text", "actions"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_companys_home_fits(language: str) -> None:
    channels = tuple((replace(CHANNEL, number=ChannelNumber(number)), NEXT) for number in range(40))
    teams = tuple(Team(TeamNumber(number), f"Team {number}", frozenset()) for number in range(40))
    said, mine = words(language), MyQuotes((FULL,) * 5, (FULL,) * 5)
    view = views.home(home(Home(Today(FULL), mine, channels, teams, curator=True), said), HERE, said)
    assert faults_of_view(view) == []
    # Nothing is cut off at the end, where the buttons are for more teams and for a new one.
    last = [each["text"]["text"] for each in view["blocks"][-1]["elements"]]
    assert last == [said.text("more-teams"), said.text("new-team")]


def test_what_does_not_fit_is_left_out_with_three_dots_and_the_buttons_stay() -> None:
    quotes = [Quotation("x" * 900)] * 30
    blocks = drawn(Heading("Many"), *quotes, Buttons((Button(Action.HELP, "Help"),)))
    assert faults_of_message(blocks) == []
    assert blocks[-1]["type"] == "actions"
    assert blocks[-2]["elements"][0]["text"] == "…"
    assert len(texts(blocks)) > 10_000
    many = drawn(*[Rule()] * 70, Buttons((Button(Action.HELP, "Help"),)))
    assert len(many) <= 50
    assert faults_of_message(many) == []


def test_nothing_to_draw_is_still_a_message() -> None:
    got = render.message(Worded((Heading(" "), Quotation(""), Muted(()), Paragraph(("",)), Listing(())), ""), HERE, EN)
    assert got.blocks == []
    assert got.text == "Kundord"


def test_the_notification_is_the_whole_quote() -> None:
    said = told_with(CreditNotice(PRAISE), "She said <we> & *you* did it")
    notified = render.message(message(said, EN), HERE, EN).text
    assert "She said &lt;we&gt; &amp;" in notified
    assert "*you*" not in notified


def test_no_button_of_an_offer_is_lost() -> None:
    assert "open" in texts(render.message(message(OfferForm(Action.RECORD), EN), HERE, EN).blocks).lower()


def test_every_form_can_be_offered_by_a_button() -> None:
    offers = [offered(speech) for speech in ALL_FORMS]
    assert {each.action for each in offers} >= {
        Action.SAY_WHY,
        Action.STEP,
        Action.HAND_OVER,
        Action.RESOLVE,
        Action.STORY,
    }
    for offer in offers:
        assert faults_of_message(render.message(message(offer, EN), HERE, EN).blocks) == []

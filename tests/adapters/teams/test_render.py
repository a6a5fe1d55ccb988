"""Whatever people write: what is drawn fits into Teams, shows what they wrote, and calls nobody."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.teams import dialogs, limits, render
from adapters.teams.actions import OPENS_DIALOG
from adapters.teams.markup import cut, inert, neutral, run, size, weight, whole
from adapters.teams.pen import Pen
from adapters.teams.returned import OURS
from bot.domain.people import LANGUAGES, NAME_MOST, TEAM_NAME_MOST, Team
from bot.domain.refs import ChannelNumber, MemberRef, TeamNumber, WorkspaceRef
from bot.speech import Action, CreditNotice, Home, HomeRest, MyQuotes, Today
from bot.wording import Words, message, pages, words
from bot.wording.home import MANY
from bot.wording.parts import (
    Block,
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
    Tone,
    Worded,
)
from tests.adapters.slack.judges import told_with
from tests.adapters.teams.drawn import HOSTILE, alive, elements, of_kind, read, seen, texts
from tests.fakes.teams_rules import faults_in_activity, faults_in_answer
from tests.wording.samples import ALL_MESSAGES, CHANNEL, CLAIMED, CRITICISM, FULL, HOMES, NEXT, PRAISE, WORKSPACE, named

HERE = WorkspaceRef("teams", "6f1c2a30-0000-4000-8000-000000000001")
ANNA = MemberRef(HERE, "11111111-2222-4333-8444-555555555555")
EN = words("en")

anything = st.lists(
    st.sampled_from(HOSTILE) | st.text(max_size=40) | st.sampled_from(("[" * 500, "🎉" * 700, "x" * 999, "å ")),
    max_size=20,
).map(lambda parts: "".join(parts)[:10_000])


def drawn(*blocks: Any, tone: Tone = Tone.PLAIN) -> dict[str, Any]:
    return render.message(Worded(blocks, "Notified", tone), HERE).card


def body(*blocks: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = drawn(*blocks)["body"]
    return found


# All of it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_MESSAGES, ids=named)
def test_everything_the_bot_says_is_drawn(speech: Any, language: str) -> None:
    worded = message(speech, words(language))
    got = render.message(worded, WORKSPACE)
    assert faults_in_activity(got.activity) == []
    assert weight(got.activity) <= limits.MESSAGE
    assert seen(got.summary) == worded.notification
    assert got.card["version"] == "1.5"
    assert not {"speak", "lang", "refresh"} & got.card.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", HOMES, ids=named)
def test_every_home_is_drawn(speech: Any, language: str) -> None:
    got = render.first_whole(pages(speech, words(language)), WORKSPACE)
    assert faults_in_activity(got.activity) == []
    assert weight(got.activity) <= limits.MESSAGE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_MESSAGES, ids=named)
def test_everything_the_bot_says_can_stand_in_a_dialog(speech: Any, language: str) -> None:
    """There Teams takes no ``Action.Execute``, and nothing opens another dialog but an answer."""
    got = dialogs.closing(message(speech, words(language)), WORKSPACE)
    assert faults_in_answer("task/fetch", got) == []
    content = got["task"]["value"]["card"]["content"]
    assert of_kind(content, "Action.Execute") == []
    assert all("msteams" not in each["data"] for each in of_kind(content, "Action.Submit"))


# What people wrote ------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words_on_every_card(hostile: str) -> None:
    for speech in (*ALL_MESSAGES, *HOMES[:2]):
        _stays_words(speech, hostile)


def _stays_words(speech: Any, hostile: str) -> None:
    said = told_with(speech, hostile)
    got = _drawn(said, EN)
    assert alive(got.card) == []
    assert "{{" not in got.summary
    assert faults_in_activity(got.activity) == []


def _drawn(speech: Any, said: Words) -> render.Drawn:
    """As it is sent: a home page is the first of several that there is room for."""
    if isinstance(speech, Home):
        return render.first_whole(pages(speech, said), WORKSPACE)
    return render.message(message(speech, said), WORKSPACE)


@given(text=anything, language=st.sampled_from(LANGUAGES))
@example(text="0\n", language="en")  # a name that ends a line, which Teams then takes for two
@settings(max_examples=30, deadline=None)
def test_a_quote_of_any_length_fits(text: str, language: str) -> None:
    said = words(language)
    for speech in (CreditNotice(PRAISE), *HOMES[1:2], *ALL_MESSAGES[:3]):
        told = told_with(speech, text)
        got = _drawn(told, said)
        assert weight(got.activity) <= limits.MESSAGE
        assert size(got.summary) <= limits.NOTIFICATION + text.count("{") + text.count("<")
        assert alive(got.card) == []


@given(text=anything.map(lambda text: text[:900]).filter(str.strip))
@settings(deadline=None)
def test_a_customers_words_show_as_they_were_typed(text: str) -> None:
    [container] = body(Quotation(text))
    [rich] = container["items"]
    assert "".join(seen(each["text"]) for each in rich["inlines"]) == seen(text)


@given(st.text(alphabet=st.sampled_from("ab *_`~[]()\\|#&<>{}$-+.1)\n\r=at!/:;å🎉\u200d")))
@settings(max_examples=500)
def test_what_markdown_would_change_is_shown_by_look_alikes(text: str) -> None:
    shown = whole(neutral(text))
    assert inert(shown)
    assert len(seen(shown)) == len(text)
    if inert(text):
        assert seen(shown) == text


def test_words_that_mean_nothing_to_markdown_stay_as_they_are() -> None:
    for text in ("Tredje samtalet, ingen kände till mitt ärende.", "a < b & c > d", "17 citat", "#", "50 % – 3,5"):
        assert neutral(text) == text
        assert run(text) == text


# Mentions ---------------------------------------------------------------------------------------


def test_a_person_is_mentioned_where_they_live_and_named_elsewhere() -> None:
    elsewhere = Mention(MemberRef(WorkspaceRef("slack", "T0OTHER"), "U0123KARI"), "Kari *Moe*")
    card = drawn(Paragraph(("Thanks to ", Mention(ANNA, "Anna Berg"), " and ", elsewhere)), Muted((elsewhere,)))
    assert card["body"][0]["text"] == "Thanks to <at>Anna Berg</at> and Kari ∗Moe∗"
    assert card["body"][1]["inlines"][0]["text"] == "Kari *Moe*"
    assert card["msteams"]["entities"] == [
        {"type": "mention", "text": "<at>Anna Berg</at>", "mentioned": {"id": ANNA.id, "name": "Anna Berg"}}
    ]


def test_beside_a_mention_a_teams_name_is_bold_too() -> None:
    [line] = body(Paragraph(("Thanks to ", Mention(ANNA, "Anna Berg"), " and team ", Strong("Team *Nord* "))))
    assert line["text"] == "Thanks to <at>Anna Berg</at> and team **Team ∗Nord∗** "
    [spaces] = body(Paragraph((Mention(ANNA, "Anna Berg"), Strong(" "), "rang")))
    assert spaces["text"] == "<at>Anna Berg</at> rang"


def test_two_people_of_one_name_are_two_people() -> None:
    other = MemberRef(HERE, "29:1other")
    line = (Mention(ANNA, "Anna Berg"), ", ", Mention(other, "Anna Berg"), ", ", Mention(ANNA, "Anna Berg"))
    card = drawn(Paragraph(line))
    entities = card["msteams"]["entities"]
    assert [each["mentioned"]["id"] for each in entities] == [ANNA.id, other.id]
    assert len({each["text"] for each in entities}) == 2
    first, second, again = card["body"][0]["text"].split(", ")
    assert first == again == entities[0]["text"]
    assert second == entities[1]["text"]
    assert seen(first) == seen(second)


@pytest.mark.parametrize(
    ("room", "shown"), [(14, "Tack, <at>Anna</at>, o…"), (9, "Tack, …"), (10, "Tack, <at>Anna</at>")]
)
def test_nobody_is_mentioned_by_half_of_their_name(room: int, shown: str) -> None:
    pen = Pen(HERE, most=room)
    [drawn_line] = pen.line(("Tack, ", Mention(ANNA, "Anna"), ", och mer"))
    assert drawn_line["text"] == shown
    assert len(pen.entities) == shown.count("<at>")


@pytest.mark.parametrize("name", ["<at>Bo</at>", "*Anna* [x](y)", " ", "A\nB", "</at> {{DATE(x)}}", "-", "1."])
def test_a_persons_name_ends_no_mention(name: str) -> None:
    activity = render.message(Worded((Paragraph((Mention(ANNA, name), " said")),), "x"), HERE).activity
    assert faults_in_activity(activity) == []
    assert alive(activity["attachments"][0]["content"]) == []


# Parts ------------------------------------------------------------------------------------------


def test_lines_are_drawn_with_their_parts() -> None:
    line = (Strong("Billing"), " or ", Code("search *"), " ", Link("https://example.com/a?b=(1)_2", "there"))
    rich, text = body(Paragraph(line), Muted((*line, Mention(ANNA, "Anna"))))
    assert rich["inlines"] == [
        {"type": "TextRun", "text": "Billing", "weight": "Bolder"},
        {"type": "TextRun", "text": " or "},
        {"type": "TextRun", "text": "search *", "fontType": "Monospace"},
        {"type": "TextRun", "text": " "},
        {
            "type": "TextRun",
            "text": "there",
            "color": "Accent",
            "underline": True,
            "selectAction": {"type": "Action.OpenUrl", "url": "https://example.com/a?b=(1)_2"},
        },
    ]
    link = "[there](https://example.com/a?b=%281%29%5F2)"
    assert seen(text["text"]) == f"**Billing** or search ∗ {link}<at>Anna</at>"
    assert (text["isSubtle"], text["size"]) == (True, "Small")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://exa mple.com", "", "ftp://example.com"])
def test_what_is_no_address_is_no_link(url: str) -> None:
    card = drawn(Paragraph((Link(url, "there"),)), Paragraph((Link(url, "there"), Mention(ANNA, "Anna"))))
    assert of_kind(card, "Action.OpenUrl") == []
    assert alive(card) == []
    assert "there" in read(card)


def test_a_heading_is_one_to_screen_readers_too() -> None:
    heading, section = body(Heading("What *you* can write"), Heading("[More]"))
    assert heading["style"] == "heading"
    assert seen(heading["text"]) == "What ∗you∗ can write"
    assert section["wrap"] is True
    assert body(Heading(" ")) == []


def test_the_end_of_the_world_has_its_colour_beside_its_words() -> None:
    assert drawn(Heading("Case 42"), tone=Tone.WORLD)["body"][0]["color"] == "Accent"
    assert "color" not in drawn(Heading("Quote of the day"), tone=Tone.PRAISE)["body"][0]


def test_the_quotation_a_card_is_about_is_large_unless_it_is_long() -> None:
    def size_of(*blocks: Any) -> str | None:
        found: str | None = of_kind(drawn(*blocks), "TextRun")[0].get("size")
        return found

    assert size_of(Quotation("“Third call.”")) == "Large"
    assert size_of(Quotation("“" + "a " * 150 + "”")) is None
    assert size_of(Quotation("“Third call.”"), Quotation("“Fourth.”")) is None


def test_a_pause_is_a_line_above_what_follows() -> None:
    first, second = body(Rule(), Paragraph(("a",)), Rule(), Rule(), Paragraph(("b",)), Rule())
    assert "separator" not in first
    assert second["separator"] is True


def test_in_a_list_of_quotes_the_buttons_are_nearer_to_their_own_quote_than_to_the_next() -> None:
    buttons = Buttons((Button(Action.CORRECT, "Correct"), Button(Action.HELP, "Help")))
    quote = (Quotation("“Third call.”"), Muted(("by phone",)))
    first, facts, row, second, *_, third, _ = body(*quote, buttons, *quote, *quote)
    assert [each.get("spacing") for each in (first, facts, row, second, third)] == [
        None,
        "Small",
        None,
        "Large",
        "Large",
    ]


def test_empty_lines_are_not_drawn() -> None:
    assert body(Paragraph(("",)), Muted((" ",)), Listing(((), ("a",))), Quotation(" ")) == body(Listing((("a",),)))


def test_a_card_with_much_to_read_is_wide() -> None:
    assert drawn(Paragraph(("short",))).get("msteams") is None
    assert drawn(Paragraph(("long " * 60,)))["msteams"] == {"width": "Full"}


# Buttons ----------------------------------------------------------------------------------------


def test_a_button_acts_by_its_verb_and_has_a_way_for_old_clients() -> None:
    [row] = body(Buttons((Button(Action.THANK, "Thank them", "17", Style.PRIMARY),)))
    data = {"kundord": {"action": "thank", "value": "17"}}
    assert row["actions"] == [
        {
            "type": "Action.Execute",
            "title": "Thank them",
            "style": "positive",
            "verb": "thank",
            "data": data,
            "fallback": {"type": "Action.Submit", "title": "Thank them", "style": "positive", "data": data},
        }
    ]


@pytest.mark.parametrize("action", [*Action])
def test_what_opens_a_dialog_asks_teams_for_one(action: Action) -> None:
    [row] = body(Buttons((Button(action, "Do it", "17"),)))
    [drawn_button] = row["actions"]
    assert drawn_button["data"]["kundord"] == {"action": action, "value": "17"}
    if action in OPENS_DIALOG:
        assert drawn_button["type"] == "Action.Submit"
        assert drawn_button["data"]["msteams"] == {"type": "task/fetch"}
    else:
        assert drawn_button["type"] == "Action.Execute"
        assert "msteams" not in drawn_button["data"]


def test_a_dangerous_button_unfolds_its_question_where_the_red_one_waits() -> None:
    withdraw = Button(Action.WITHDRAW, "Withdraw", "17", Style.DANGER, "Really *that*?")
    [row] = body(Buttons((withdraw,)))
    [asking] = row["actions"]
    assert asking["type"] == "Action.ShowCard"
    assert "style" not in asking
    card = asking["card"]
    assert read(card).startswith("Really *that*?")
    [acting] = card["actions"]
    assert (acting["style"], acting["verb"], acting["title"]) == ("destructive", "withdraw", "Withdraw")


def test_further_buttons_are_behind_the_three_dots_but_what_asks_first() -> None:
    more = (
        Button(Action.FOLLOW, "Follow", "3"),
        Button(Action.RELEASE, "Let go", "3", confirm="Really?"),
        Button(Action.HISTORY, "History", "3"),
    )
    [row] = body(Buttons((Button(Action.STEPS, "Steps", "3"),), more))
    assert [(each["title"], each.get("mode")) for each in row["actions"]] == [
        ("Steps", None),
        ("Let go", None),
        ("Follow", "secondary"),
        ("History", "secondary"),
    ]


def test_a_phone_shows_every_label_whole() -> None:
    many = tuple(Button(Action.SHOW_CASE, f"Case {number}", str(number)) for number in range(13))
    rows = body(Buttons(many, (Button(Action.FOLLOW, "Follow", "3"),)))
    assert [len(each["actions"]) for each in rows] == [3, 3, 3, 3, 2], "a row of three has room for no dots"
    short = body(Buttons(tuple(Button(Action.SHOW_CASE, "", str(number)) for number in range(7))))
    assert [len(each["actions"]) for each in short] == [6, 1], "and Teams shows no more than six"
    long = Button(Action.HISTORY, "What happened to it since somebody wrote it down", "1")
    assert [len(each["actions"]) for each in body(Buttons((many[0], long, many[1])))] == [1, 1, 1]
    [only] = body(Buttons((), (Button(Action.FOLLOW, "Follow", "3"),)))
    assert only["actions"][0]["mode"] == "secondary"


def test_in_a_list_a_line_or_a_quotation_and_its_button_share_a_row() -> None:
    change = Buttons((Button(Action.TEAM, "Change", "1"),))
    alone = body(Paragraph(("Billing",)), change)
    assert [each["type"] for each in alone] == ["RichTextBlock", "ActionSet"]
    listed = body(Paragraph(("Billing",)), change, Quotation("“Third call.”"), change, Muted(("and more",)), change)
    assert [each["type"] for each in listed] == ["ColumnSet", "ColumnSet", "RichTextBlock", "ActionSet"]
    assert [each["width"] for each in listed[0]["columns"]] == ["stretch", "auto"]


# Size -------------------------------------------------------------------------------------------


def _weighing(target: int, unit: str) -> Worded:
    """A message that weighs just so much: a quote, cut nowhere, and padding elsewhere."""
    blocks: list[Block] = [Quotation("“Third call.”"), *(Paragraph((unit * 1500,)) for _ in range(6))]
    spare = target - weight(render.message(Worded((*blocks, Paragraph(("y",))), "n"), HERE).activity)
    assert spare >= 0
    assert spare % 2 == 0
    return Worded((*blocks, Paragraph(("y" * (1 + spare // 2),))), "n")


@pytest.mark.parametrize("unit", ["x", "å"])
def test_a_message_is_whole_up_to_the_limit_and_cut_beyond(unit: str) -> None:
    """Teams counts UTF-16, so a message weighs two bytes more or none."""
    for target in (limits.MESSAGE - 2, limits.MESSAGE):
        complete = render.message(_weighing(target, unit), HERE)
        assert weight(complete.activity) == target
        assert "…" not in read(complete.card)
    worded = _weighing(limits.MESSAGE, unit)
    *blocks, last = worded.blocks
    assert isinstance(last, Paragraph)
    over = replace(worded, blocks=(*blocks, Paragraph((f"{last.line[0]}y",))))
    cut_down = render.message(over, HERE)
    assert limits.MESSAGE - 200 < weight(cut_down.activity) <= limits.MESSAGE
    assert "…" in read(cut_down.card)
    assert "“Third call.”" in read(cut_down.card)


def test_long_texts_give_way_before_anything_is_left_out() -> None:
    said = message(told_with(MyQuotes((PRAISE,) * 5, (FULL,) * 5), "Ja! " * 240), words("sv"))
    got = render.message(said, WORKSPACE)
    assert limits.MESSAGE - 200 < weight(got.activity) <= limits.MESSAGE
    shown = len(of_kind(got.card, "Container"))
    assert shown == sum(isinstance(each, Quotation) for each in said.blocks)


def test_what_does_not_fit_is_left_out_with_three_dots_and_the_last_buttons_stay() -> None:
    listed = [part for number in range(300) for part in (Heading(f"Case {number}"), Quotation("x" * 900))]
    worded = Worded((*listed, Buttons((Button(Action.HELP, "Help"),))), "Many")
    got = render.message(worded, HERE)
    assert limits.MESSAGE - 1_000 < weight(got.activity) <= limits.MESSAGE
    *kept, dots, buttons = got.card["body"]
    assert len(kept) > 40
    assert seen(dots["inlines"][0]["text"]) == "…"
    assert buttons["actions"][0]["title"] == "Help"


def _curators_home(channels: int, waiting: int, teams: int) -> Home:
    """Of a curator with quotes as people say them: two or three sentences."""
    long = "Jag är åttio och rädd att trycka fel. Hon lät mig trycka fel tills det gick, och ringde dagen efter. " * 2
    praise, case = replace(PRAISE, text=long), replace(CLAIMED, quote=replace(CRITICISM, text=long))
    return Home(
        Today(praise),
        MyQuotes((praise,) * 3, (praise,) * 3),
        tuple((replace(CHANNEL, number=ChannelNumber(number)), NEXT) for number in range(channels)),
        tuple(Team(TeamNumber(number), f"Team {number}", frozenset()) for number in range(teams)),
        curator=True,
        waiting=(case,) * waiting,
        open_cases=(case,) * 3,
    )


def _titles(drawn: render.Drawn) -> list[str]:
    return [each["title"] for each in of_kind(drawn.card, "Action.Submit", "Action.Execute")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("channels", "waiting", "teams"), [(3, 3, 2), (6, 1, 3), (10, 3, 2)])
def test_quotes_and_cases_give_way_before_what_only_the_home_page_opens(
    channels: int, waiting: int, teams: int, language: str
) -> None:
    said = words(language)
    got = render.first_whole(pages(_curators_home(channels, waiting, teams), said), WORKSPACE)
    assert faults_in_activity(got.activity) == []
    titles = _titles(got)
    assert titles.count(said.text("change")) == channels
    assert titles.count(said.text("edit")) == teams
    assert said.text("new-team") in titles


def test_a_home_with_room_for_all_of_it_is_whole() -> None:
    home_page = _curators_home(1, 1, 1)
    whole, *_ = pages(home_page, EN)
    assert render.first_whole(pages(home_page, EN), WORKSPACE) == render.message(whole, WORKSPACE)
    assert EN.text("withdraw") in read(render.message(whole, WORKSPACE).card)


def test_a_large_companys_home_says_how_much_it_leaves_out() -> None:
    got = render.first_whole(pages(_curators_home(40, 5, 40), EN), WORKSPACE)
    assert faults_in_activity(got.activity) == []
    titles = _titles(got)
    shown = titles.count(EN.text("edit"))
    assert shown > 5
    assert read(got.card).count(EN.text("home-more", count=40 - shown)) == 2
    assert EN.text("new-team") in titles
    assert not [each for each in of_kind(got.card, "TextRun") if seen(each["text"]) == "…"]


def test_a_large_companys_home_leads_to_the_first_that_it_leaves_out() -> None:
    got = render.first_whole(pages(_curators_home(40, 5, 40), EN), WORKSPACE)
    shown = _titles(got).count(EN.text("edit"))
    carried = [each["data"][OURS] for each in of_kind(got.card, "Action.Submit")]
    rest = [each["value"] for each in carried if each["action"] == Action.MORE]
    assert rest == [f"channels|{shown}", f"teams|{shown}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_home_has_no_room_for_is_whole_in_its_own_messages(language: str) -> None:
    """However long the names are that people give."""
    said = words(language)
    channels = tuple((replace(CHANNEL, name="ä" * NAME_MOST, number=ChannelNumber(each)), NEXT) for each in range(40))
    teams = tuple(Team(TeamNumber(each), "ä" * TEAM_NAME_MOST, frozenset()) for each in range(40))
    for rest, title in ((HomeRest(15, channels), "change"), (HomeRest(15, teams=teams), "edit")):
        got = render.message(message(rest, said), WORKSPACE)
        assert faults_in_activity(got.activity) == []
        assert _titles(got).count(said.text(title)) == MANY
        assert "…" not in read(got.card)


@pytest.mark.parametrize("room", [59, 60, 61])
def test_a_cut_leaves_no_half_of_an_emoji(room: int) -> None:
    for emoji in ("🎉", "👩‍👩‍👧‍👦", "❤️"):
        text = emoji * 40
        short = cut(text, room)
        assert size(short) <= room
        assert short.endswith("…")
        assert short.removesuffix("…").replace(emoji, "") == ""
    assert cut("x" * room, room) == "x" * room


# Answers ----------------------------------------------------------------------------------------


def test_the_answer_to_a_button_is_the_card_or_a_sentence() -> None:
    got = render.message(message(ALL_MESSAGES[0], EN), WORKSPACE)
    for answer in (got.answer, got.told):
        assert faults_in_answer("adaptiveCard/action", answer) == []
    assert got.answer["value"] == got.card
    assert seen(got.told["value"]) == "”Hon stannade kvar i luren.”"


def test_a_card_that_cannot_be_shown_says_at_least_what_it_is_about() -> None:
    got = render.message(message(ALL_MESSAGES[0], EN), WORKSPACE)
    assert seen(got.card["fallbackText"]) == "”Hon stannade kvar i luren.”"
    assert json.dumps(got.activity)
    assert all(each["type"] for each in elements(got.card))
    assert all(texts(got.card))

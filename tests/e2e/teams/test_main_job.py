"""Kundord's main job in Teams, by the real process: a customer's words reach whoever earned them, then everybody."""

import asyncio

import pytest

from bot.domain.commands import COMMANDS
from tests.e2e.process import Kundord, due_now, eventually, reacted
from tests.fakes.teams_client import Teams, TeamsPerson, TeamsRefuses
from tests.fakes.teams_world import Conversation, Shown, Team

WORDS = "She stayed on the line until it worked"
PRAISE = f'+ "{WORDS}" @bo #use from "Parent of two, Uppsala"'


def features(teams: Teams, channel: Conversation) -> list[Shown]:
    return [each for each in teams.posts(channel) if each.shows("Quote of the day")]


async def first_feature(teams: Teams, channel: Conversation, within: float = 20) -> Shown:
    await eventually(lambda: bool(features(teams, channel)), within)
    return features(teams, channel)[0]


async def test_a_customers_words_reach_who_earned_them_and_then_everybody(
    teams: Teams, either_bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    welcome = await anna.sees("Kundord is now in")
    assert welcome.conversation in (general.id, anna.chat.id)

    recorded = await anna.mentions_bot(general, PRAISE)
    assert recorded.shows("Recorded.", "Bo Ek", WORDS)
    assert all(each.conversation == anna.chat.id for each in recorded.shown), "a confirmation is for one person"

    told = await bo.sees("A customer said this about you:", WORDS)
    assert told.conversation == bo.chat.id
    assert told.shows("Anna Berg"), "who wrote it down is named"
    assert WORDS in told.announcement
    thanked = await bo.presses("Thank them", on=told)
    assert thanked.shows("gets your thanks")
    await anna.sees("Bo Ek thanks you for writing this down:", WORDS)
    await bo.presses("Thank them", on=told)

    await either_bot.must("channel", "set", general.id, *due_now())
    card = await first_feature(teams, general)
    assert card.thread is None, "a thread of its own"
    assert card.shows(WORDS, "Bo Ek", "Parent of two, Uppsala", "use", "Anna Berg")
    assert WORDS in card.announcement, "the notification carries the whole quote"
    assert card.buttons == ["Thank them", "Why this one", "There is criticism in this"]
    assert bo.person.aad in str(card.card["msteams"]["entities"]), "who lives here is mentioned"

    why = await anna.presses("Why this one", on=card)
    assert why.shows("hadn’t had credit here before")
    assert (await bo.mentions_bot(general, "today")).shows(WORDS)

    await either_bot.must("channel", "set", general.id, *due_now(), "--time", "00:01")
    await asyncio.sleep(4)
    assert len(features(teams, general)) == 1, "changing the time never yields a second post that date"
    assert len([each for each in anna.told if each.shows("thanks you")]) == 1


async def test_the_cards_menu_opens_the_case_behind_praise_as_the_emoji_does(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    await anna.mentions_bot(general, PRAISE)
    await bot.makes_due(general.id)
    card = await first_feature(teams, general)
    form = (await bo.presses("There is criticism in this", on=card)).form
    assert form.shows(WORDS, "Why it is the end of the world")
    await bo.submits(form, text="It took an hour on the line. Mail me at lisa@example.com")
    await bo.sees("Case 1 is open.", "e-mail address")
    await eventually(lambda: any(each.shows("Case 1", "It took an hour") for each in teams.posts(general)))


async def test_a_line_in_the_1_to_1_chat_records(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.brings_bot(care)
    recorded = await anna.says(PRAISE)
    assert recorded.shows("Recorded.", WORDS)
    await bo.sees("A customer said this about you:", WORDS)
    undone = await anna.presses("Undo", on=recorded)
    assert undone.text, "nothing is met with silence"
    assert WORDS not in (await anna.says("mine")).text
    assert (await anna.says(PRAISE)).shows("Recorded."), "what was undone may be recorded anew"
    assert (await anna.says("undo")).shows("Undone.", WORDS)


async def test_a_colleagues_message_is_saved_as_a_customers_words(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    message = bo.writes(f"A customer just said: {WORDS} & <thanks>", general)
    form = (await anna.saves(message)).form
    assert form.shows(f"A customer just said: {WORDS} & <thanks>"), "its words, as its reader sees them"
    saved = await anna.submits(form, sentiment="positive", credits=[bo], text=WORDS, customer="Parent of two, Uppsala")
    assert saved.delivery.status == 200
    await anna.sees("Recorded.", WORDS)
    await bo.sees("A customer said this about you:", WORDS)
    assert (await anna.says("mine")).shows(WORDS)


async def test_the_form_is_there_where_messages_are_written(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    form = (await anna.composes(general)).form
    with pytest.raises(TeamsRefuses):
        await anna.submits(form, sentiment="positive")
    faulty = await anna.submits(form, sentiment="positive", text="@bo 🎉🎉🎉🎉 Great!!! 🎉🎉🎉")
    assert faulty.form.shows("🎉🎉🎉🎉 Great!!!"), "what was typed is not lost"
    sent = await anna.submits(
        faulty,
        text=f"{WORDS}. Call me at +46 70 123 45 67 or lisa@example.com!",
        credits=[bo],
        stage="use",
        via="Phone",
    )
    assert sent.delivery.status == 200
    await anna.sees("Recorded.", "phone number", "e-mail address")
    assert "lisa@example.com" not in teams.all_words()
    assert "123 45 67" not in teams.all_words()
    await bo.sees("A customer said this about you:", WORDS)


async def test_reactions_on_the_card_are_remembered(
    teams: Teams,
    either_bot: Kundord,
    anna: TeamsPerson,
    bo: TeamsPerson,
    care: Team,
    general: Conversation,
    database_url: str,
) -> None:
    await anna.brings_bot(care)
    await anna.mentions_bot(general, PRAISE)
    await either_bot.makes_due(general.id)
    card = await first_feature(teams, general)
    # That a post is its own, the bot knows a moment after it stands.
    await asyncio.sleep(1)
    assert (await anna.reacts("heart", to=card)).status in (200, 202)
    for _ in range(3):
        assert (await teams.resend()).status in (200, 202)
    await bo.reacts("heart", to=card)
    await bo.reacts("1f389_partypopper", to=card)
    await eventually(lambda: reacted(database_url, {"❤": 2, "🎉": 1}))


async def test_a_reaction_taken_off_may_come_back_within_the_grace(
    teams: Teams, bot: Kundord, anna: TeamsPerson, care: Team, general: Conversation, sqlite_url: str
) -> None:
    """One reaction a person: changing it is told as one removed and one added, in any order."""
    await anna.brings_bot(care)
    await anna.mentions_bot(general, PRAISE)
    await bot.makes_due(general.id)
    card = await first_feature(teams, general)
    await asyncio.sleep(1)
    await anna.reacts("heart", to=card)
    await anna.reacts("heart", to=card, removing=True)
    await anna.reacts("heart", to=card)
    await eventually(lambda: reacted(sqlite_url, {"❤": 1}))


async def test_the_same_message_again_has_no_second_effect(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    assert (await anna.mentions_bot(general, PRAISE)).shows("Recorded.")
    answers = await asyncio.gather(*(teams.resend() for _ in range(4)))
    assert all(each.status in (200, 201, 202) for each in answers)
    await bo.sees("A customer said this about you:", WORDS)
    await asyncio.sleep(2)
    assert len([each for each in bo.told if each.shows(WORDS)]) == 1
    assert (await anna.says("mine")).text.count(WORDS) == 1
    assert len([each for each in anna.told if each.shows("Recorded.")]) == 1, "one event, one answer"


async def test_a_dialog_sent_in_twice_is_one_quote(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    form = (await anna.composes(general)).form
    assert (await anna.submits(form, text=WORDS, sentiment="positive", credits=[bo])).delivery.status == 200
    assert (await teams.resend()).status == 200
    assert (await teams.resend_with_new_id()).status == 200
    await bo.sees("A customer said this about you:", WORDS)
    await asyncio.sleep(2)
    assert len([each for each in bo.told if each.shows(WORDS)]) == 1
    assert (await anna.says("mine")).text.count(WORDS) == 1


async def test_a_card_that_stands_changes_when_its_quote_is_withdrawn(
    teams: Teams, bot: Kundord, anna: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    recorded = await anna.mentions_bot(general, PRAISE)
    await bot.makes_due(general.id)
    card = await first_feature(teams, general)
    await anna.presses("Undo", on=recorded)
    await eventually(lambda: card.shows("This quote has been removed."))
    assert WORDS not in card.announcement
    old = Shown(teams.world, "message", card.activity, card.conversation, card.id, author=card.author)
    assert (await anna.presses("Why this one", on=stale(old))).text, "an old card clicked"


def stale(card: Shown) -> Shown:
    """The card as somebody still sees it who has not seen its last change."""
    data = {"msteams": {"type": "task/fetch"}, "kundord": {"action": "why", "value": "1"}}
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": WORDS}],
        "actions": [{"type": "Action.Submit", "title": "Why this one", "data": data}],
    }
    card.activity = {"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}]}
    return card


async def test_what_is_typed_is_answered(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    assert (await anna.says("help")).shows("What you can write", "undo")
    assert (await anna.says("tomorow")).text
    asked = await anna.mentions_bot(general, '"Third call, and nobody knew my case" @bo')
    assert asked.shows("Is this praise or criticism?")
    assert (await anna.presses("Criticism", on=asked)).shows("Recorded as criticism.")
    assert (await anna.says("search nobody")).shows("Third call")
    assert (await anna.mentions_bot(general, "pause until 2031-08-10")).shows("Paused.")
    assert (await anna.mentions_bot(general, "resume")).shows("goes on")
    assert (await anna.says("hello")).text
    for line in ("mine", "why", "today", "what is this", "home"):
        assert (await bo.says(line)).text, line
        assert (await bo.mentions_bot(general, line)).text, line
    assert (await anna.mentions_bot(general, f'+ "{WORDS}" @bo @zebulon')).shows("zebulon")
    await asyncio.sleep(2)
    assert not any(each.shows("Third call") for each in bo.told if each.shows("said this about you")), "praise only"


async def test_no_command_is_met_with_silence_whatever_follows_it(
    teams: Teams, bot: Kundord, anna: TeamsPerson, care: Team
) -> None:
    """The menu of our own manifest offers each of them bare."""
    await anna.brings_bot(care)
    for command in COMMANDS:
        typed = command.phrases("en")[0]
        for line in (typed, f"{typed} nonsense"):
            assert (await anna.says(line)).text, line


async def test_home_shows_what_is_theirs_and_the_settings_hide_a_name(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    await anna.mentions_bot(general, PRAISE)
    home = await bo.says("home")
    assert home.shows(WORDS)
    form = await bo.presses("Open the form", on=await bo.says("settings"))
    assert (await bo.submits(form, named="false")).delivery.status == 200
    await bot.makes_due(general.id)
    card = await first_feature(teams, general)
    assert card.shows("a colleague")
    assert "Bo Ek" not in card.announcement + str(card.activity)
    assert bo.person.aad not in str(card.activity)


async def test_the_schedule_is_changed_in_its_form(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    offered = await anna.mentions_bot(general, "schedule")
    form = await anna.presses("Open the form", on=offered)
    saved = await anna.submits(form, time="10:30", timezone="Oslo", language="nb")
    assert saved.delivery.status == 200
    listed = await bot.must("channel", "list", "--json")
    assert "10:30" in listed
    assert "Europe/Oslo" in listed


async def test_an_unknown_button_is_answered(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    recorded = await anna.says(PRAISE)
    card = recorded.shown[-1]
    unknown = {"kundord": {"action": "levitate", "value": "1"}}
    for action in (
        {"type": "Action.Execute", "verb": "levitate", "data": unknown},
        {"type": "Action.Execute", "verb": "levitate", "data": {}},
        {"type": "Action.Submit", "data": unknown},
        {"type": "Action.Submit", "data": {"msteams": {"type": "task/fetch"}, **unknown}},
    ):
        answer = await anna.acts(action, card)
        assert answer.text, f"{action} is met with silence: {answer}"


async def test_channels_and_people_come_go_and_are_renamed(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    delivery = teams.channel(care, "Delivery")
    assert (await teams.event("channelCreated", care, anna, delivery)).status in (200, 202)
    await bot.must("channel", "set", delivery.id, "--time", "10:15")
    delivery.name = "Deliveries"
    assert (await teams.event("channelRenamed", care, anna, delivery)).status in (200, 202)

    async def renamed() -> bool:
        return "Deliveries" in await bot.must("channel", "list", "--json")

    await eventually(renamed)
    assert (await teams.event("channelDeleted", care, anna, delivery)).status in (200, 202)
    assert (await teams.event("teamRenamed", care, anna)).status in (200, 202)
    assert (await anna.uninstalls(care)).status in (200, 202)
    await anna.says(PRAISE)
    await bot.makes_due(general.id)
    await asyncio.sleep(4)
    assert not features(teams, general), "where it was taken out, it says nothing"


async def test_hostile_words_act_on_no_surface(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation
) -> None:
    await anna.brings_bot(care)
    hostile = "**bold** [our bank](https://evil.example) <at>Bo Ek</at> {{DATE(2020-01-01)}} # not a heading <b>x</b>"
    form = (await anna.composes(general)).form
    await anna.submits(form, sentiment="positive", text=hostile, credits=[bo], customer="**Kim** <at>Anna Berg</at>")
    told = await bo.sees("A customer said this about you:")
    assert told.shows("[our bank](https://evil.example)"), "as it was typed"
    await bot.makes_due(general.id)
    card = await first_feature(teams, general)
    assert card.shows("**bold**", "# not a heading", "<b>x</b>")
    mentioned = [each["mentioned"]["id"] for each in card.card["msteams"]["entities"]]
    assert mentioned.count(bo.person.aad) == 1
    assert "https://evil.example" not in [each.get("url") for each in card.actions]


async def test_a_bot_asked_to_end_ends_well(teams: Teams, bot: Kundord, anna: TeamsPerson, care: Team) -> None:
    await anna.brings_bot(care)
    await anna.says(PRAISE)
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log
    assert WORDS not in bot.log

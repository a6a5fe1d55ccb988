"""A negative quote from its card to its story, by the real process: three people, signed requests, two databases."""

import asyncio

import pytest

from tests.e2e.process import Kundord, eventually
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel, Shown

WORDS = "Third call, and nobody knew my case"
CRITICISM = f'/quote - "{WORDS}" @@billing'
CAUSE = "The notes of the first call were kept where nobody looks"
LEARNING = "A case that two of us touch needs one place for its notes"


@pytest.fixture
def care(slack: Slack, anna: SlackUser, bo: SlackUser, karin: SlackUser) -> Channel:
    return slack.channel("customer-care", anna, bo, karin, with_bot=False)


async def card_of(slack: Slack, bo: SlackUser, anna: SlackUser, care: Channel, line: str = CRITICISM) -> Shown:
    """A channel, a team, and a negative quote's card."""
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    home = await anna.opens_home()
    team = await anna.presses("New team", on=home.shown[0])
    assert not (await anna.submits(team, name="Billing", members=[anna])).errors
    assert (await bo.types(line, care)).shows("Recorded as criticism", WORDS)
    await eventually(lambda: bool(slack.posts(care)))
    return slack.posts(care)[0]


def in_thread(slack: Slack, card: Shown, care: Channel) -> list[str]:
    return [each.text for each in slack.posts(care) if each.thread == card.ts]


async def test_three_people_take_a_customers_words_from_card_to_story(
    slack: Slack, either_bot: Kundord, anna: SlackUser, bo: SlackUser, karin: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    assert card.shows("Somebody said", WORDS, "Billing", "No big deal, or end of the world?")
    assert WORDS in card.announcement
    assert "Bo" not in card.text + card.announcement, "no person stands on it"

    opened = await anna.presses("End of the world", on=card)
    assert opened.shows("Case 1 is open.")
    assert opened.buttons == ["Say why", "Undo"]
    why = await anna.presses("Say why", on=opened)
    assert (await anna.submits(why, words="She is our oldest customer.")).shows("Why: She is our oldest customer.")
    await eventually(lambda: card.shows("Case 1", "nobody has it yet", "oldest customer"))
    assert len([each for each in slack.posts(care) if not each.thread]) == 1, "one card, for its whole life"

    assert (await karin.presses("I’ll take this", on=card)).shows("Case 1 is yours.")
    assert (await anna.presses("claim", on=stale(card))).shows("Karin took it a moment ago.")
    assert (await anna.presses("Undo", on=opened)).shows("Karin"), "claimed, it is withdrawn no more"
    await eventually(lambda: card.shows("Karin has it"))
    assert (await bo.presses("Follow", on=card)).shows("You follow case 1")
    assert (await bo.presses("Log a step", on=card)).shows("only whoever has it can do that"), (
        "the steps are their owner's"
    )
    assert (await bo.presses("What has happened", on=card)).shows("Anna Berg opened the case")

    steps = await karin.sees("Case 1 is yours. Get to the bottom of it")
    contacted = await karin.presses("Contacted", on=steps)
    logged = await karin.submits(
        contacted, how="phone", words="She wants one name to call.", expectation="Good enough would do"
    )
    assert logged.shows("Logged in case 1.")
    await cause_with_a_draft(either_bot, karin, steps)
    change = await karin.presses("Change", on=steps)
    assert (await karin.submits(change, words="One page per customer.", team="Billing")).shows("Logged in case 1.")
    await eventually(lambda: len(in_thread(slack, card, care)) >= 4)
    assert CAUSE not in "".join(in_thread(slack, card, care)) + card.text, "in public only which step"

    resolve = await karin.presses("Resolve", on=steps)
    await karin.fills(resolve, learning=LEARNING)
    await karin.closes(resolve)
    resolve = await karin.presses("Resolve", on=card)
    assert resolve.form.shows(LEARNING)
    assert (await karin.submits(resolve, loop="She has her name to call.")).shows("Case 1 is resolved.")
    await eventually(lambda: card.shows("Case 1 · resolved by Karin"))

    ready = await karin.sees("So far its story reads:", LEARNING)
    story = await karin.presses("Tell the story", on=ready)
    assert story.form.shows(WORDS, LEARNING, "One page per customer.")
    assert (await karin.submits(story)).shows("The story of case 1 is told.")
    told = await bo.sees("What became of it", LEARNING, "Karin Holm", "Billing", count=2)
    assert told.shows(WORDS)
    for cared in (anna, bo):
        quiet = await cared.sees("You voted", LEARNING)
        assert quiet.channel == cared.chat.id
    in_channel = [each for each in slack.posts(care) if each.shows("What became of it")]
    assert [each.thread for each in in_channel] == [None]
    for private in (CAUSE, LEARNING, WORDS):
        assert private not in either_bot.log


async def cause_with_a_draft(bot: Kundord, karin: SlackUser, steps: Shown) -> None:
    """What was typed survives the form's end, and the process's."""
    cause = await karin.presses("Cause", on=steps)
    await karin.fills(cause, words=CAUSE[:20], basis="assumed")
    answers = await karin.fills(cause, words=CAUSE)
    assert [(each.status, each.body) for each in answers] == [(200, "")]
    closed = await karin.closes(cause)
    assert closed
    assert (closed.status, closed.body) == (200, "")
    await bot.kill()
    await bot.start()
    again = await karin.presses("Cause", on=steps)
    assert again.form.shows(CAUSE)
    assert (await karin.submits(again)).shows("Logged in case 1.")


def stale(card: Shown) -> Shown:
    """The card as somebody still sees it who has not seen its last change."""
    button = {
        "type": "button",
        "action_id": "claim:0",
        "block_id": "b",
        "value": "1",
        "text": {"type": "plain_text", "text": "I’ll take this"},
    }
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    return Shown(card.world, "message", card.notification, blocks, card.channel, card.ts, author=card.author)


async def test_an_emoji_opens_a_case_and_taken_off_withdraws_it(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    # That a post is its own, the bot knows a moment after it stands.
    await asyncio.sleep(1)
    assert (await anna.reacts("earth_africa", to=card)).status == 200
    opened = await anna.sees("Case 1 is open.")
    assert (opened.kind, opened.to) == ("ephemeral", anna.id)
    await eventually(lambda: card.shows("Case 1", "nobody has it yet"))
    assert (await anna.reacts("earth_africa", to=card, removing=True)).status == 200
    await eventually(lambda: card.shows("No big deal, or end of the world?"))
    assert not card.shows("Case 1")

    await anna.reacts("earth_africa", to=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    assert (await bo.presses("I’ll take this", on=card)).shows("is yours")
    await anna.reacts("earth_africa", to=card, removing=True)
    await eventually(lambda: card.shows("Bo has it"))


async def test_a_case_changes_hands_when_it_is_taken_and_not_before(
    slack: Slack, either_bot: Kundord, anna: SlackUser, bo: SlackUser, karin: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    await karin.presses("I’ll take this", on=card)
    await eventually(lambda: card.shows("Karin has it"))

    asked = await karin.submits(await karin.presses("Hand over", on=card), to=bo, words="You know the printer.")
    assert asked.shows("Case 1 stays yours until somebody accepts.")
    offer = await bo.sees("asks you to take over case 1", "You know the printer.")
    assert (await anna.presses("accept", on=offer)).shows("case 1"), "who was not asked is told so"
    assert card.shows("Karin has it")
    declined = await bo.submits(await bo.presses("decline", on=offer), words="On leave from Monday.")
    assert declined.shows("You declined case 1")
    await karin.sees("Bo Ek", "On leave from Monday.")
    assert card.shows("Karin has it")

    await karin.submits(await karin.presses("Hand over", on=card), team="Billing")
    await eventually(lambda: card.shows("Billing", "Karin has it"))
    team_offer = await anna.sees("asks your team")
    assert team_offer.shows("Billing")
    assert not offer.buttons, "an offer of before is of no use"
    assert (await anna.presses("accept", on=team_offer)).shows("Case 1 is yours now.")
    await eventually(lambda: card.shows("Anna has it"))
    assert (await karin.sees("Anna Berg", "case 1")).channel == karin.chat.id
    theirs = await karin.presses("Log a step", on=card)
    assert theirs.shows("only whoever has it can do that"), "the steps are another's now"


async def test_nobody_is_asked_to_take_a_case_who_could_not(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, karin: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    await anna.presses("I’ll take this", on=card)
    await eventually(lambda: card.shows("Anna has it"))
    strangers = [
        slack.user("Ticket Bot", bot=True),
        slack.user("Hanna Gone", deleted=True),
        slack.user("Gina Guest", team="T0STRANGE"),
        anna,
    ]
    for to in strangers:
        answer = await anna.submits(await anna.presses("Hand over", on=card), to=to)
        assert answer.errors, to.user.name
    # Of the team, Anna is the only one.
    assert (await anna.submits(await anna.presses("Hand over", on=card), team="Billing")).errors
    assert (await anna.submits(await anna.presses("Hand over", on=card))).errors, "to nobody"
    await asyncio.sleep(1)
    assert card.shows("Anna has it")
    assert not [each for each in strangers[:3] if slack.told(each.user)]


async def test_somebody_of_another_company_may_look_and_react_but_not_act(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    guest = slack.user("Gina Guest", team="T0STRANGE")
    care.members.add(guest.id)
    refused = await guest.presses("End of the world", on=card)
    assert refused.delivery.status == 200
    assert [(each.kind, each.to) for each in refused.shown] == [("ephemeral", guest.id)]
    assert not refused.shows("Case 1")
    assert (await guest.reacts("earth_africa", to=card)).status == 200

    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("Case 1"))
    for act in ("I’ll take this", "Follow", "No big deal after all", "What has happened"):
        answer = await guest.presses(act, on=card)
        assert [(each.kind, each.to) for each in answer.shown] == [("ephemeral", guest.id)], act
        assert not answer.shows("opened the case")
    assert (await guest.says("case 1", care)).delivery.status == 200
    await asyncio.sleep(1)
    assert card.shows("nobody has it yet")

    await bo.presses("I’ll take this", on=card)
    await eventually(lambda: card.shows("Bo has it"))
    steps = await bo.sees("Case 1 is yours. Get to the bottom of it")
    for act, surface in (("Log a step", card), ("Resolve", card), ("Release", card), ("Contacted", steps)):
        answer = await guest.presses(act, on=surface)
        assert not [each for each in answer.shown if each.kind in ("modal", "message")], act
    assert not [each for each in slack.world.seen_by(guest.id) if each.to == guest.id and each.shows(WORDS)]
    await asyncio.sleep(1)
    assert card.shows("Bo has it", "1 end of the world")
    assert not slack.told(guest.user)


async def test_a_form_where_none_can_be_opened_is_offered(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bo, anna, care)
    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("Case 1"))
    slack.next("views.open", "ok_false:expired_trigger_id")
    offered = await anna.presses("No big deal after all", on=card)
    form = await anna.presses("Open the form", on=offered)
    assert (await anna.submits(form, words="It was about another company.")).shows("closed as no big deal")
    await eventually(lambda: card.shows("Case 1 · closed as no big deal"))

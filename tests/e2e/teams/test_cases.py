"""A negative quote from its card to its story, in Teams: three people, cards that answer, dialogs, one real process."""

import asyncio

import pytest

from tests.e2e.process import Kundord, eventually
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Shown, Team

WORDS = "Third call, and nobody knew my case"
CRITICISM = f'- "{WORDS}" @@billing'
CAUSE = "The notes of the first call were kept where nobody looks"
LEARNING = "A case that two of us touch needs one place for its notes"


@pytest.fixture
def karin(teams: Teams) -> TeamsPerson:
    return teams.person("Karin Holm")


@pytest.fixture
def care(teams: Teams, anna: TeamsPerson, bo: TeamsPerson, karin: TeamsPerson) -> Team:
    return teams.team("Customer Care", anna, bo, karin)


async def card_of(teams: Teams, bo: TeamsPerson, anna: TeamsPerson, care: Team, line: str = CRITICISM) -> Shown:
    """A channel, a team, and a negative quote's card."""
    general = teams.general(care)
    await anna.brings_bot(care)
    home = await anna.says("home")
    team = await anna.presses("New team", on=home)
    assert (await anna.submits(team, name="Billing", members=[anna])).delivery.status == 200
    assert (await bo.mentions_bot(general, line)).shows("Recorded as criticism", WORDS)
    await eventually(lambda: bool(cards(teams, general)))
    return cards(teams, general)[0]


def cards(teams: Teams, channel: Conversation) -> list[Shown]:
    """What stands in the channel itself, not in a thread."""
    return [each for each in teams.posts(channel) if each.shows(WORDS) and not each.thread]


def in_thread(teams: Teams, card: Shown) -> list[str]:
    place = teams.world.conversations[card.conversation]
    return [each.text for each in teams.posts(place) if each.thread == card.id]


async def test_three_people_take_a_customers_words_from_card_to_story(
    teams: Teams,
    either_bot: Kundord,
    anna: TeamsPerson,
    bo: TeamsPerson,
    karin: TeamsPerson,
    care: Team,
    general: Conversation,
) -> None:
    card = await card_of(teams, bo, anna, care)
    assert card.shows("Somebody said", WORDS, "Billing", "No big deal, or end of the world?")
    assert WORDS in card.announcement
    assert "Bo Ek" not in str(card.activity), "no person stands on it"
    assert "entities" not in str(card.activity)

    opened = await anna.presses("End of the world", on=card)
    assert opened.shows("Case 1")
    asked = await anna.sees("Case 1 is open.", "Say why")
    assert asked.conversation == anna.chat.id, "that is for one person"
    why = await anna.presses("Say why", on=asked)
    assert (await anna.submits(why, words="She is our oldest customer.")).delivery.status == 200
    await eventually(lambda: card.shows("Case 1", "nobody has it yet", "oldest customer"))
    assert len(cards(teams, general)) == 1, "one card, for its whole life"

    answers = await asyncio.gather(*(each.presses("I’ll take this", on=card) for each in (karin, bo)))
    won = [each for each, answer in zip((karin, bo), answers, strict=True) if answer.shows("is yours")]
    assert len(won) == 1, answers
    await eventually(lambda: card.shows("has it"))
    winner = won[0]
    loser = next(each for each in (karin, bo) if each is not winner)
    assert winner.person.first in (await loser.presses("claim", on=stale(card))).text, "who won is told"
    assert winner.person.first in (await anna.presses("Undo", on=asked)).text, "claimed, it is withdrawn no more"
    assert (await loser.presses("Follow", on=card)).shows("You follow case 1")
    assert (await anna.presses("What has happened", on=card)).shows("Anna Berg opened the case")

    steps = await winner.sees("Case 1 is yours. Get to the bottom of it")
    contacted = await winner.presses("Contacted", on=steps)
    await winner.submits(
        contacted, how="phone", words="She wants one name to call.", expectation="Good enough would do"
    )
    await cause_with_a_draft(either_bot, winner, steps)
    change = await winner.presses("Change", on=steps)
    await winner.submits(change, words="One page per customer.", team="Billing")
    await eventually(lambda: len(in_thread(teams, card)) >= 4)
    assert CAUSE not in "".join(in_thread(teams, card)) + card.text, "in public only which step"

    resolve = await winner.presses("Resolve", on=steps)
    assert (await winner.submits(resolve, learning=LEARNING, loop="She has her name to call.")).delivery.status == 200
    await eventually(lambda: card.shows("Case 1 · resolved by"))

    ready = await winner.sees("So far its story reads:", LEARNING)
    story = await winner.presses("Tell the story", on=ready)
    assert story.form.shows(LEARNING, "One page per customer.")
    assert (await winner.submits(story)).delivery.status == 200
    await eventually(lambda: any(each.shows("What became of it", LEARNING) for each in teams.posts(general)))
    told = next(each for each in teams.posts(general) if each.shows("What became of it"))
    assert told.shows(WORDS, winner.person.name, "Billing")
    assert told.thread is None
    quiet = await anna.sees("You voted", LEARNING)
    assert quiet.conversation == anna.chat.id
    for private in (CAUSE, LEARNING, WORDS):
        assert private not in either_bot.log


async def cause_with_a_draft(bot: Kundord, owner: TeamsPerson, steps: Shown) -> None:
    """What was typed survives the dialog's end, and the process's."""
    cause = await owner.presses("Cause", on=steps)
    kept = await owner.submits(cause, button="draft", words=CAUSE, basis="assumed")
    assert kept.delivery.status == 200
    await bot.kill()
    await bot.start()
    again = await owner.presses("Cause", on=steps)
    assert again.form.shows(CAUSE)
    assert (await owner.submits(again)).delivery.status == 200


def stale(card: Shown) -> Shown:
    """The card as somebody still sees it who has not seen its last change."""
    data = {"kundord": {"action": "claim", "value": "1"}}
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": WORDS}],
        "actions": [{"type": "Action.Execute", "title": "I’ll take this", "verb": "claim", "data": data}],
    }
    activity = {"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}]}
    return Shown(card.world, "message", activity, card.conversation, card.id, card.thread, author=card.author)


async def test_no_big_deal_is_a_vote_and_may_be_changed(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, karin: TeamsPerson, care: Team
) -> None:
    card = await card_of(teams, bo, anna, care)
    await anna.presses("No big deal", on=card)
    await bo.presses("No big deal", on=card)
    assert (await teams.resend()).status == 200
    assert (await teams.resend_with_new_id()).status == 200
    await eventually(lambda: card.shows("0 end of the world · 2 no big deal"))
    await bo.presses("End of the world", on=card)
    await eventually(lambda: card.shows("Case 1", "nobody has it yet"))


async def test_one_of_many_claims_and_everybody_is_answered(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    crowd = [teams.person(f"Colleague{number} Nilsen") for number in range(12)]
    care.members |= {each.id for each in crowd}
    card = await card_of(teams, bo, anna, care)
    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    answers = await asyncio.gather(*(each.presses("I’ll take this", on=card) for each in crowd))
    assert len([each for each in answers if each.shows("Case 1 is yours")]) == 1
    assert all(each.text for each in answers)


async def test_a_case_is_handed_over_with_the_old_owner_until_it_is_accepted(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, karin: TeamsPerson, care: Team
) -> None:
    card = await card_of(teams, bo, anna, care)
    await anna.presses("End of the world", on=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    await karin.presses("I’ll take this", on=card)
    await eventually(lambda: card.shows("Karin", "has it"))
    hand_over = await karin.presses("Hand over", on=card)
    assert (await karin.submits(hand_over, to=anna)).delivery.status == 200
    offer = await anna.sees("Accept", "Decline")
    assert card.shows("Karin", "has it")
    await anna.presses("Accept", on=offer)
    await eventually(lambda: card.shows("Anna", "has it"))


async def test_a_reaction_opens_a_case_and_taken_off_withdraws_it_after_the_grace(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    card = await card_of(teams, bo, anna, care)
    # That a post is its own, the bot knows a moment after it stands.
    await asyncio.sleep(1)
    await anna.reacts("1f30d_globeshowingeuropeafrica", to=card)
    await eventually(lambda: card.shows("Case 1", "nobody has it yet"))
    await anna.reacts("1f30d_globeshowingeuropeafrica", to=card, removing=True)
    await anna.reacts("1f30d_globeshowingeuropeafrica", to=card)
    await asyncio.sleep(3)
    assert card.shows("Case 1"), "off and on again is on"


async def test_a_guest_of_another_company_does_not_act(
    teams: Teams, bot: Kundord, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    card = await card_of(teams, bo, anna, care)
    guest = teams.person("Gina Guest", tenant="99999999-0000-4000-8000-000000000001")
    care.members.add(guest.id)
    refused = await guest.presses("End of the world", on=card)
    assert refused.delivery.status < 500
    await asyncio.sleep(2)
    assert not card.shows("Case 1")

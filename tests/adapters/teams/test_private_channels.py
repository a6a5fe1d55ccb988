"""Channels into which not everybody looks: private ones, and those that are shared with another company."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.courier import Courier
from bot.domain.channels import Channel
from bot.domain.quotes import Vote
from bot.domain.refs import ChannelRef, QuoteNumber, WorkspaceRef
from storage import SqlStore
from tests.adapters.teams.conftest import read
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Team

PRIVATE = "from a private place"
ELSEWHERE = "9c0ffee0-0000-4000-8000-00000000b002"

pytestmark = pytest.mark.usefixtures("adapter")


@pytest.fixture
def channel(store: SqlStore, here: WorkspaceRef) -> Callable[[Conversation], Any]:
    async def find(place: Conversation) -> Channel | None:
        found: Channel | None = await read(store, lambda unit: unit.channels.by_ref(ChannelRef(here, place.id)))
        return found

    return find


@pytest.fixture
async def council(teams: Teams, anna: TeamsPerson, care: Team) -> Conversation:
    """A private channel that Anna has let us into."""
    council = teams.channel(care, "Works council", anna, membership="private")
    await anna.installs(care)
    await anna.lets_in(council)
    return council


@pytest.fixture
def guest(teams: Teams) -> TeamsPerson:
    return teams.person("Gustav Gren", tenant=ELSEWHERE)


@pytest.fixture
async def shared(teams: Teams, anna: TeamsPerson, guest: TeamsPerson, care: Team) -> Conversation:
    shared = teams.channel(care, "At the carrier's", anna, guest, membership="shared")
    await anna.installs(care)
    await anna.lets_in(shared)
    return shared


# Coming and going -------------------------------------------------------------------------------


async def test_who_lets_us_into_a_private_channel_is_told_what_that_means(
    council: Conversation, anna: TeamsPerson, courier: Courier, channel: Callable[[Conversation], Any]
) -> None:
    await courier.finish()
    found = await channel(council)
    assert (found.private, found.daily, found.name) == (True, True, "Works council")
    assert anna.told[-1].shows("Kundord is now in Works council.", "This channel is private")


async def test_a_channel_of_the_whole_team_is_not_private(
    teams: Teams, anna: TeamsPerson, care: Team, courier: Courier, channel: Callable[[Conversation], Any]
) -> None:
    await anna.installs(care)
    await courier.finish()
    found = await channel(teams.general(care))
    assert found.private is False
    assert not anna.told[-1].shows("This channel is private")


async def test_a_private_channel_that_teams_calls_so_in_its_list_only_is_one(
    council: Conversation, teams: Teams, anna: TeamsPerson, care: Team, channel: Callable[[Conversation], Any]
) -> None:
    other = teams.channel(care, "Wages", anna, membership="private")
    other.installed = True
    activity = teams.activity("message", other, anna.person, text="<at>Kundord</at> help")
    activity["channelData"]["channel"].pop("type")
    await teams.send(activity)
    assert (await channel(other)).private is True


async def test_out_of_a_private_channel_we_post_there_no_more_but_go_on_elsewhere(
    council: Conversation, teams: Teams, anna: TeamsPerson, care: Team, channel: Callable[[Conversation], Any]
) -> None:
    await anna.lets_in(council, out=True)
    assert ((await channel(council)).closed, (await channel(teams.general(care))).closed) == ("not_in_channel", None)


async def test_somebody_else_who_leaves_a_private_channel_does_not_take_us_along(
    council: Conversation, teams: Teams, bo: TeamsPerson, channel: Callable[[Conversation], Any]
) -> None:
    activity = teams.activity("conversationUpdate", council, bo.person, membersRemoved=[{"id": bo.id}])
    activity["channelData"] |= {"eventType": "channelMemberRemoved"}
    await teams.send(activity)
    assert (await channel(council)).closed is None


# What stays inside ------------------------------------------------------------------------------


async def test_words_from_a_private_channel_are_recorded_by_who_was_told_that_all_may_read_them(
    council: Conversation, anna: TeamsPerson, bo: TeamsPerson
) -> None:
    message = anna.writes("She said that we saved her summer", council)
    form = await anna.saves(message)
    assert form.shows(PRIVATE)
    assert "teams.microsoft.com" not in form.text, "an address has the names of team and channel in it"
    said = await anna.submits(form, sentiment="Praise")
    assert said.shows("Recorded.")


async def test_a_fault_in_the_form_does_not_take_away_what_they_were_told(
    council: Conversation, teams: Teams, anna: TeamsPerson, bo: TeamsPerson
) -> None:
    between = Conversation("19:anna_bo@unq.gbl.spaces", "personal", members={anna.id, bo.id})
    teams.world.conversations[between.id] = between
    for place in (council, between):
        form = await anna.saves(anna.writes("She said that we saved her summer", place))
        for _ in range(2):
            form = await anna.submits(form, sentiment="Praise", text="Short")
            assert form.form.shows(PRIVATE, "Short")


async def test_words_from_a_channel_of_the_whole_team_need_no_such_note(
    teams: Teams, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    form = await anna.saves(anna.writes("She said that we saved her summer", teams.general(care)))
    assert not form.shows(PRIVATE)
    assert "teams.microsoft.com" in form.text
    assert not (await anna.saves(anna.writes("She said that we saved her summer", anna.chat))).shows(PRIVATE)


async def test_what_two_colleagues_write_to_each_other_is_private_and_their_chat_is_not_ours(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await bo.installs(care)
    between = Conversation("19:anna_bo@unq.gbl.spaces", "personal", members={anna.id, bo.id})
    teams.world.conversations[between.id] = between
    form = await anna.saves(anna.writes("She said that we saved her summer", between))
    assert form.shows(PRIVATE)
    await anna.mentions_bot(teams.general(care), "help")
    assert anna.told[-1].shows("What you can write"), "in her chat with us, not in that with Bo"


async def test_a_private_channel_is_named_to_nobody_elsewhere_but_who_may_set_it(
    council: Conversation, teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.uninstalls(care)
    await anna.lets_in(council)
    assert (await anna.says("hello")).shows("Works council")
    assert not (await bo.says("hej")).shows("Works council")
    assert not (await bo.says("hem")).shows("Works council")


async def test_criticism_told_in_private_goes_to_a_channel_of_the_company_rather_than_a_shared_one(
    shared: Conversation, teams: Teams, anna: TeamsPerson, care: Team, courier: Courier
) -> None:
    await anna.says('- "Third call, nobody knew my case"')
    await courier.finish()
    assert [each.shows("Third call") for each in teams.posts(teams.general(care))] == [True]
    assert not [each for each in teams.posts(shared) if each.shows("Third call")]


async def test_where_it_is_told_that_another_company_may_read_along_nothing_comes_by_itself(
    shared: Conversation,
    teams: Teams,
    anna: TeamsPerson,
    care: Team,
    courier: Courier,
    channel: Callable[[Conversation], Any],
) -> None:
    await anna.uninstalls(care)
    await anna.lets_in(shared)
    found = await channel(shared)
    assert (found.shared, found.private, found.daily) == (True, True, False)
    await anna.says('- "Third call, nobody knew my case"')
    await courier.finish()
    assert [each for each in anna.told if each.shows("where another company reads along")]
    assert not teams.posts(shared)


# People of another company ----------------------------------------------------------------------


async def test_a_guest_from_another_tenant_may_react(
    shared: Conversation, anna: TeamsPerson, guest: TeamsPerson, teams: Teams, courier: Courier, store: SqlStore
) -> None:
    await anna.mentions_bot(shared, '- "Third call, nobody knew my case"')
    await courier.finish()
    [card] = [each for each in teams.posts(shared) if each.shows("Third call")]
    for emoji in ("heart", "1f30d_earthglobeeuropeafrica"):
        assert (await guest.reacts(emoji, to=card)).status == 200
    assert set(await read(store, lambda unit: unit.reactions.counts(QuoteNumber(1)))) == {"❤️", "🌍"}
    assert Vote.WORLD not in await read(store, lambda unit: unit.votes.counts(QuoteNumber(1))), "it opens no case"


@pytest.mark.parametrize("told", [True, False], ids=["Teams tells who they are", "Teams does not tell"])
async def test_a_guest_from_another_tenant_may_do_no_more(
    shared: Conversation, anna: TeamsPerson, teams: Teams, courier: Courier, store: SqlStore, told: bool
) -> None:
    late = teams.person("Gerd Gran", tenant=ELSEWHERE)
    shared.members.add(late.id)
    await anna.mentions_bot(shared, '- "Third call, nobody knew my case"')
    await courier.finish()
    if not told:
        teams.always("member", "403")
    [card] = [each for each in teams.posts(shared) if each.shows("Third call")]
    assert (await late.presses("End of the world", card)).shows("Guests from another company")
    assert (await late.saves(anna.writes("She said that we saved her summer", shared))).shows(
        "Guests from another company"
    )
    assert await read(store, lambda unit: unit.votes.counts(QuoteNumber(1))) == {}

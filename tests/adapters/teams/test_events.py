"""What happens in a tenant: emoji, channels, people, our own comings and goings."""

from typing import Any

import pytest

from adapters.courier import Courier
from bot.domain.channels import Channel
from bot.domain.quotes import Vote
from bot.domain.refs import ChannelRef, MemberRef, QuoteNumber, WorkspaceRef
from bot.ports import UnitOfWork
from storage import SqlStore
from tests.adapters.teams.conftest import read
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Shown, Team

CRITICISM = '- "Third call, nobody knew my case"'

pytestmark = pytest.mark.usefixtures("adapter")


async def channel(store: SqlStore, here: WorkspaceRef, place: Conversation | Team) -> Channel | None:
    found: Channel | None = await read(store, lambda unit: unit.channels.by_ref(ChannelRef(here, place.id)))
    return found


async def votes(store: SqlStore) -> dict[Vote, int]:
    return dict(await read(store, lambda unit: unit.votes.counts(QuoteNumber(1))))


async def counts(store: SqlStore) -> dict[str, int]:
    return dict(await read(store, lambda unit: unit.reactions.counts(QuoteNumber(1))))


@pytest.fixture
async def card(teams: Teams, anna: TeamsPerson, care: Team, courier: Courier) -> Shown:
    """A negative quote's, in a channel."""
    await anna.installs(care)
    await anna.mentions_bot(teams.general(care), CRITICISM)
    await courier.finish()
    [found] = [each for each in teams.posts(teams.general(care)) if each.shows("Third call")]
    return found


# Emoji ------------------------------------------------------------------------------------------


async def test_reactions_are_kept_as_the_emoji_they_are(store: SqlStore, bo: TeamsPerson, card: Shown) -> None:
    for reaction in ("like", "1f440_eyes", "heart", "1f44d_yes-tone3", "somethingnew"):
        assert (await bo.reacts(reaction, to=card)).status == 200
    assert await counts(store) == {"👍": 1, "👀": 1, "❤️": 1, ":somethingnew:": 1}


async def test_the_end_of_the_world_opens_a_case_at_once(store: SqlStore, bo: TeamsPerson, card: Shown) -> None:
    await bo.reacts("1f30d_earthglobeeuropeafrica", to=card)
    assert await votes(store) == {Vote.WORLD: 1}


async def test_a_reaction_that_another_takes_the_place_of_is_not_taken_back(
    store: SqlStore, bo: TeamsPerson, card: Shown, courier: Courier
) -> None:
    await bo.reacts("1f6a8_policecarlight", to=card)
    await bo.reacts("1f6a8_policecarlight", to=card, removing=True)
    await courier.finish()
    assert await votes(store) == {Vote.WORLD: 1}


async def test_an_emoji_on_a_message_that_is_none_of_ours_does_nothing(
    teams: Teams, bo: TeamsPerson, care: Team, store: SqlStore, card: Shown
) -> None:
    message = bo.writes("Good morning", teams.general(care))
    assert (await bo.reacts("1f30d_earth", to=message)).status == 200
    assert await votes(store) == {}


# Ourselves --------------------------------------------------------------------------------------


async def test_we_come_to_the_channel_that_was_chosen_and_its_people_may_be_named(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    night = teams.channel(care, "Night shift")
    await anna.installs(care, night)
    found = await channel(store, here, night)
    assert found is not None
    assert (found.daily, found.closed, found.name) == (True, None, "Night shift")
    assert await channel(store, here, care) is None, "nor in any other"
    assert (await anna.says('+ "She stayed on the line" @bo')).shows("Recorded.", "Bo Ek")


async def test_a_teams_first_channel_goes_by_the_teams_name_and_others_are_met_by_theirs(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    night = teams.channel(care, "Night shift")
    await anna.mentions_bot(night, "help")
    found = [await channel(store, here, each) for each in (care, night)]
    assert [each.name for each in found if each] == ["Customer Care", "Night shift"]


async def test_who_brings_us_first_is_a_curator_since_teams_tells_of_no_admins(
    store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, bo: TeamsPerson, care: Team, teams: Teams
) -> None:
    await anna.installs(care)
    await bo.installs(teams.team("Billing", bo))
    people = await read(store, lambda unit: [each.ref for each in unit.members.curators()])
    assert people == [MemberRef(here, anna.person.aad)]


async def test_the_company_goes_by_its_first_teams_name_until_somebody_says_better(
    store: SqlStore, anna: TeamsPerson, care: Team, teams: Teams
) -> None:
    async def name() -> Any:
        return await read(store, lambda unit: unit.organisation.name)

    await anna.installs()
    assert await name() == "Microsoft Teams"
    await anna.installs(care)
    assert await name() == "Customer Care"
    await anna.installs(teams.team("Billing", anna))
    assert await name() == "Customer Care"
    await anna.submits(await anna.presses("Open the form", await anna.says("settings")), company="Nordlys Kraft")
    await anna.installs(care)
    assert await name() == "Nordlys Kraft"


async def test_emoji_are_chosen_in_whatever_way_they_are_typed(store: SqlStore, anna: TeamsPerson, care: Team) -> None:
    await anna.installs(care)
    form = await anna.presses("Open the form", await anna.says("settings"))
    wrong = await anna.submits(form, world_emoji="🚨 hello")
    assert wrong.shows("“hello” is no emoji I know", "🚨 hello"), "what was typed is still there"
    assert (await anna.submits(wrong, world_emoji="🚨🌋", save_emoji="👍🏽❤")).shows("Saved")
    organisation = await read(store, lambda unit: unit.organisation)
    assert (organisation.world_emoji, organisation.save_emoji) == ({"🚨", "🌋"}, {"👍", "❤️"})


async def test_who_installs_us_for_themselves_is_told_what_we_see(anna: TeamsPerson) -> None:
    await anna.installs()
    assert len(anna.told) == 1
    assert anna.told[0].shows("I don’t read along")


async def test_a_team_that_takes_us_out_is_believed_before_its_uninstallation_comes(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    for gone, closed in ((bo.id, None), (teams.world.bot_id, "not_in_channel")):
        activity = teams.activity("conversationUpdate", teams.general(care), anna.person)
        activity["channelData"] |= {"eventType": "teamMemberRemoved"}
        await teams.send(activity | {"membersRemoved": [{"id": gone}]})
        found = await channel(store, here, care)
        assert found is not None
        assert found.closed == closed


async def test_where_we_are_removed_we_post_no_more_until_we_are_back(
    store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    await anna.uninstalls(care)
    gone = await channel(store, here, care)
    await anna.installs(care)
    back = await channel(store, here, care)
    assert gone is not None
    assert back is not None
    assert (gone.closed, back.closed) == ("not_in_channel", None)


@pytest.fixture
async def billing(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team, courier: Courier
) -> Conversation:
    """A channel of a team that we were taken out of, with its quotes; it has refused one since."""
    await anna.installs(care)
    billing = teams.channel(care, "Billing")
    await anna.mentions_bot(billing, "resume")
    await anna.mentions_bot(billing, CRITICISM)
    await courier.finish()
    [card] = [each for each in teams.posts(billing) if each.shows("Third call")]
    await anna.uninstalls(care)
    await anna.reacts("1f30d_earthglobeeuropeafrica", to=card)
    await courier.finish()
    gone = await channel(store, here, billing)
    assert gone is not None
    assert gone.closed == "not_in_channel"
    return billing


async def test_all_of_a_teams_channels_go_on_when_we_are_back_in_it(
    store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team, billing: Conversation
) -> None:
    await anna.installs(care)
    found = [await channel(store, here, each) for each in (care, billing)]
    assert [(each.closed, each.daily) for each in found if each] == [(None, True), (None, True)]


async def test_a_channel_in_which_somebody_speaks_to_us_is_open(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team, billing: Conversation
) -> None:
    teams.always("channels", "403")
    await anna.installs(care)
    still = await channel(store, here, billing)
    await anna.mentions_bot(billing, "today")
    found = await channel(store, here, billing)
    assert still is not None
    assert found is not None
    assert (still.closed, found.closed) == ("not_in_channel", None)


async def test_a_private_channel_stays_closed_until_we_are_let_into_it_again(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    async def closed() -> str | None:
        found = await channel(store, here, council)
        assert found is not None
        return found.closed

    await anna.installs(care)
    council = teams.channel(care, "Works council", anna, membership="private")
    await anna.lets_in(council)
    await anna.lets_in(council, out=True)
    await anna.installs(care)
    assert await closed() == "not_in_channel"
    await anna.lets_in(council)
    assert await closed() is None


# Channels ---------------------------------------------------------------------------------------


async def test_a_teams_new_name_is_that_of_its_first_channel_and_of_no_other(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    night = teams.channel(care, "Night shift")
    for each in (None, night):
        await anna.installs(care, each)
    care.name = "Customer Happiness"
    assert (await teams.event("teamRenamed", care, anna)).status == 200
    found = [await channel(store, here, each) for each in (care, night)]
    assert [each.name for each in found if each] == ["Customer Happiness", "Night shift"]


async def test_channels_are_renamed_deleted_and_restored(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    night = teams.channel(care, "Night shift")
    await anna.installs(care, night)
    night.name = "Evenings"
    seen = []
    for event in ("channelCreated", "channelRenamed", "channelDeleted", "channelRestored", "teamRenamed"):
        assert (await teams.event(event, care, anna, night)).status == 200
        found = await channel(store, here, night)
        seen.append((found.name, found.closed) if found else None)
    assert seen == [
        ("Night shift", None),
        ("Evenings", None),
        ("Evenings", "channel_not_found"),
        ("Evenings", None),
        ("Evenings", None),
    ]


async def test_a_team_is_archived_and_comes_back(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    closed = []
    for event in ("teamArchived", "teamUnarchived", "teamDeleted", "teamRestored", "teamHardDeleted"):
        await teams.event(event, care, anna)
        found = await channel(store, here, care)
        closed.append(found.closed if found else None)
    assert closed == ["is_archived", None, "channel_not_found", None, "channel_not_found"]


@pytest.mark.parametrize("event", ["teamUnarchived", "teamRestored"])
async def test_a_channel_that_refused_while_its_team_was_archived_goes_on_with_it(
    teams: Teams,
    store: SqlStore,
    here: WorkspaceRef,
    anna: TeamsPerson,
    care: Team,
    billing: Conversation,
    event: str,
) -> None:
    care.installed = True
    assert (await teams.event(event, care, anna)).status == 200
    found = await channel(store, here, billing)
    assert found is not None
    assert found.closed is None


# All the rest -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["typing", "endOfConversation", "event", "messageUpdate", "messageDelete", "nonsense"])
async def test_the_rest_is_none_of_our_business(teams: Teams, anna: TeamsPerson, kind: str) -> None:
    assert (await teams.send(teams.activity(kind, anna.chat, anna.person))).status == 200


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "message", "text": 7, "entities": {"a": 1}, "value": []},
        {"type": "message", "text": "help", "entities": [7, {"type": "mention", "text": 8}], "from": "Anna"},
        {"type": "message", "value": {"kundord": {"form": 3, "memo": []}}},
        {"type": "invoke", "name": "task/submit", "value": "x"},
        {"type": "invoke", "name": "task/fetch", "value": {"data": {"kundord": []}}},
        {"type": "invoke", "name": "composeExtension/fetchTask", "value": {"messagePayload": {"id": "1", "body": 3}}},
        {"type": "invoke", "name": "application/search", "value": {"dataset": 3}},
        {"type": "invoke", "name": ["x"]},
        {"type": "messageReaction", "reactionsAdded": "heart", "replyToId": "1"},
        {"type": "messageReaction", "reactionsAdded": [{"type": 3}, None], "replyToId": 1},
        {"type": "messageReaction", "reactionsRemoved": [{"type": "like"}], "replyToId": "1", "timestamp": "yesterday"},
        {"type": "installationUpdate", "action": "add", "channelData": {"settings": 3, "tenant": None}},
        {"type": "installationUpdate", "action": {"add": 1}},
        {"type": "conversationUpdate", "membersAdded": "all", "channelData": []},
        {"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed", "channel": "x"}},
        {"type": "conversationUpdate", "channelData": {"eventType": ["x"]}},
    ],
)
async def test_nothing_that_is_broken_breaks_us(teams: Teams, anna: TeamsPerson, broken: dict[str, Any]) -> None:
    activity = teams.activity("message", anna.chat, anna.person) | broken
    assert (await teams.send(activity)).status == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"type": "message"', "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"message"', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "application/json", 403),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b'{"a": "' + b"x" * 300_000 + b'"}', "application/json", 413),
    ],
)
async def test_what_is_no_activity_is_refused(teams: Teams, body: bytes, kind: str, status: int) -> None:
    assert (await teams.post(body, kind=kind)).status == status


@pytest.mark.parametrize("missing", ["type", "conversation"])
async def test_an_activity_without_what_all_have_is_refused(teams: Teams, anna: TeamsPerson, missing: str) -> None:
    activity = teams.activity("message", anna.chat, anna.person)
    activity["channelData"] = {"tenant": {"id": teams.world.tenant}}
    assert (await teams.send({key: value for key, value in activity.items() if key != missing})).status == 400


async def test_what_no_database_takes_is_washed_off(teams: Teams, anna: TeamsPerson) -> None:
    answer = await anna.says('+ "Hon stannade\0 kvar \ud83d i luren"')
    assert answer.shows("Hon stannade kvar", "i luren")


# Messages that quotes were taken from -----------------------------------------------------------


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_quote_whose_message_is_deleted_is_not_featured_until_it_is_put_back(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team, *, in_thread: bool
) -> None:
    async def held() -> bool:
        return bool(await read(store, lambda unit: unit.quotes.get(QuoteNumber(1)).held))

    await anna.installs(care)
    root = bo.writes("What did she say?", teams.general(care))
    message = bo.writes("She said that we saved her summer", teams.general(care), root if in_thread else None)
    await anna.submits(await anna.saves(message), sentiment="Praise")
    assert (await bo.edits(message, "She said nothing")).status == 200
    assert await held() is False
    for gone in (True, False, True):
        assert (await bo.deletes(message, back=not gone)).status == 200
        assert await held() is gone


async def test_a_message_that_nothing_was_taken_from_may_go(
    teams: Teams, store: SqlStore, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    said = await anna.mentions_bot(teams.general(care), '+ "She said that we saved her summer"')
    assert said.shows("Recorded.")
    assert (await anna.deletes(anna.writes("Good morning", teams.general(care)))).status == 200
    assert await read(store, lambda unit: unit.quotes.get(QuoteNumber(1)).held) is False


async def test_what_is_held_for_another_reason_stays_so_when_its_message_is_put_back(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    def hold(unit: UnitOfWork) -> None:
        unit.quotes.save(unit.quotes.get(QuoteNumber(1)).hold(True))

    await anna.installs(care)
    message = anna.writes("She said that we saved her summer", teams.general(care))
    await anna.submits(await anna.saves(message), sentiment="Praise")
    await store.write(here, hold)
    for back in (False, True):
        assert (await anna.deletes(message, back=back)).status == 200
    assert await read(store, lambda unit: unit.quotes.get(QuoteNumber(1)).held) is True


# Where and how its people live -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language", "zone"),
    [
        ("nb-NO", "nb", "Europe/Oslo"),
        ("en-GB", "en", "Europe/London"),
        ("de-DE", "en", "Europe/Berlin"),
        ("en-US", "en", "Europe/Stockholm"),
        ("sv", "sv", "Europe/Stockholm"),
    ],
)
async def test_a_channel_is_in_the_language_of_who_adds_us_without_a_word_and_in_their_countrys_time(
    teams: Teams, store: SqlStore, here: WorkspaceRef, locale: str, language: str, zone: str
) -> None:
    silent = teams.person("Kari Nes", locale=locale)
    care = teams.team("Kundesenter", silent)
    await silent.installs(care)
    found = await channel(store, here, care)
    assert found
    assert (found.language, found.schedule.timezone) == (language, zone)


async def test_the_company_lives_where_its_channels_do_rather_than_where_a_language_is_spoken(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team, store: SqlStore, here: WorkspaceRef
) -> None:
    anna.person.timezone = "Europe/Helsinki"
    await anna.brings_bot(care)
    sales = teams.team("Sales", bo)
    await bo.installs(sales)
    found = await channel(store, here, sales)
    assert found
    assert (found.language, found.schedule.timezone) == ("sv", "Europe/Helsinki")


async def test_who_speaks_to_us_first_in_a_channel_is_heard_before_it_is_met(
    teams: Teams, anna: TeamsPerson, care: Team, store: SqlStore, here: WorkspaceRef
) -> None:
    await anna.installs(care)
    kari = teams.person("Kari Nes", locale="nb-NO", timezone="Europe/Oslo")
    natt = teams.channel(care, "Natt")
    await kari.mentions_bot(natt, "hjelp")
    found = await channel(store, here, natt)
    assert found
    assert (found.language, found.schedule.timezone) == ("nb", "Europe/Oslo")

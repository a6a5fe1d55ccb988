"""What Slack tells of channels, people and pages, and what we make of it."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from adapters.courier import Courier
from adapters.slack import Slack as Adapter
from bot.domain.channels import Channel
from bot.domain.refs import MemberRef, OrganisationId, WorkspaceRef
from bot.ports import UnitOfWork
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.fakes.slack_client import Slack, SlackUser

Found = TypeVar("Found")


@pytest.fixture
def anna(slack: Slack) -> SlackUser:
    return slack.user("Anna Berg", admin=True)


async def read(store: SqlStore, found: Callable[[UnitOfWork], Found]) -> Found:
    return await store.read(OrganisationId(1), found)


async def the_channel(store: SqlStore) -> Channel:
    [channel] = await read(store, lambda unit: list(unit.channels.all()))
    return channel


async def test_a_page_is_drawn_for_who_opens_it_and_left_alone_where_slack_does_not_take_it(
    slack: Slack, adapter: Adapter, anna: SlackUser
) -> None:
    await anna.opens_home()
    assert anna.home.shows("Record a quote")
    slack.next("views.publish", "fatal_error")
    assert (await anna.opens_home()).delivery.status == 200
    event = {"type": "app_home_opened", "user": anna.id, "channel": anna.chat.id, "event_ts": "1.2"}
    before = len(slack.calls("views.publish"))
    for nobodys in (event | {"tab": "messages"}, event | {"user": "", "tab": "home"}):
        assert (await slack.event(nobodys)).status == 200
    assert len(slack.calls("views.publish")) == before


async def test_a_page_leads_to_the_teams_that_it_only_counts(
    adapter: Adapter, store: SqlStore, anna: SlackUser
) -> None:
    def add(unit: UnitOfWork) -> None:
        for number in range(40):
            unit.teams.add(f"Region {number:02}", frozenset())

    await store.write(OrganisationId(1), add)
    await anna.opens_home()
    seconds = await anna.presses("More teams", on=anna.home)
    assert seconds.shows("Region 15", "Region 29")
    lasts = await anna.presses("More teams", on=seconds)
    assert lasts.shows("Region 30", "Region 39")
    assert (await anna.presses("Edit", on=lasts)).form.shows("Region 30")


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_a_channel_goes_and_comes_back_by_its_new_name(
    slack: Slack, adapter: Adapter, store: SqlStore, anna: SlackUser, kind: str
) -> None:
    care = slack.channel("care", anna, private=kind == "group")
    await anna.invites_bot(care)
    for event, closed in (
        ({"type": f"{kind}_archive", "channel": care.id, "user": anna.id}, "is_archived"),
        ({"type": f"{kind}_unarchive", "channel": care.id, "user": anna.id}, None),
        ({"type": f"{kind}_rename", "channel": {"id": care.id, "name": "kunder", "created": 1}}, None),
        ({"type": f"{kind}_left", "channel": care.id}, "not_in_channel"),
        ({"type": "member_joined_channel", "channel": care.id, "user": slack.world.bot.id}, None),
        ({"type": "member_left_channel", "channel": care.id, "user": anna.id}, None),
        ({"type": "member_left_channel", "channel": care.id, "user": slack.world.bot.id}, "not_in_channel"),
        ({"type": f"{kind}_deleted", "channel": care.id}, "not_in_channel"),
    ):
        assert (await slack.event(event)).status == 200
        assert (await the_channel(store)).closed == closed, event
    assert (await the_channel(store)).private == (kind == "group")
    assert (await slack.event({"type": f"{kind}_deleted"})).status == 200


async def test_whoever_changes_their_name_has_it_here_too_and_keeps_their_language(
    slack: Slack, adapter: Adapter, store: SqlStore, anna: SlackUser
) -> None:
    anna.user.locale = "sv-SE"
    await anna.says("today")
    ref = MemberRef(WorkspaceRef("slack", slack.world.team), anna.id)
    changed = {"id": anna.id, "team_id": slack.world.team, "profile": {"display_name": "Anna B", "real_name": "Anna B"}}
    stranger = {"id": "U0NOBODY", "team_id": slack.world.team, "profile": {"real_name": "Nils Ny"}}
    for user in (changed, stranger, {"profile": {"real_name": "Nobody"}}):
        assert (await slack.event({"type": "user_change", "user": user, "event_ts": "1.2"})).status == 200
    known = await read(store, lambda unit: unit.members.by_ref(ref))
    assert known
    assert (known.name, known.profile.language) == ("Anna B", "sv")
    assert await read(store, lambda unit: unit.members.by_ref(MemberRef(ref.workspace, "U0NOBODY"))) is None


async def test_an_emoji_on_a_message_offers_to_save_it_and_on_anything_else_does_nothing(
    slack: Slack, adapter: Adapter, store: SqlStore, anna: SlackUser
) -> None:
    async def offers() -> int:
        await Courier(store, {"slack": adapter.messenger}, SystemClock()).finish()
        return len(slack.whispers(anna.user))

    care = slack.channel("care", anna)
    said = anna.writes("They solved it within the hour, thank you!", care)
    for item in ({"type": "file", "file": "F1"}, {"type": "message", "channel": care.id, "ts": ""}):
        happened = {"type": "reaction_added", "user": anna.id, "reaction": "speech_balloon", "item": item}
        assert (await slack.event(happened | {"event_ts": "1.2"})).status == 200
    assert await offers() == 0
    assert (await anna.reacts("speech_balloon", said)).status == 200
    assert await offers() == 1

"""One company on two platforms: linked, one pool of quotes, one case from hand to hand, by one real process."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.domain.refs import QuoteNumber, WorkspaceRef
from bot.ports import UnitOfWork
from storage import open_store
from tests.e2e.process import Kundord, due_now, eventually, running
from tests.e2e.teams_process import InTeams, teams_settings
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Team

WORDS = "She stayed on the line until it worked"
CRITICISM = "Third call, and nobody knew my case"
LEARNING = "A case that two of us touch needs one place for its notes"


@pytest.fixture
async def bot(slack: Slack, teams: Teams, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    settings = {
        **teams_settings(teams),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
    }
    both = InTeams(tmp_path, sqlite_url, settings)
    both.trusted = teams.certificate
    slack.bot_url = teams.bot_url = both.url
    async with running(both):
        yield both


@pytest.fixture
def care(slack: Slack, anna: SlackUser, bo: SlackUser) -> Channel:
    return slack.channel("customer-care", anna, bo, with_bot=False)


@pytest.fixture
def eva(teams: Teams) -> TeamsPerson:
    return teams.person("Eva Lind")


@pytest.fixture
def sales(teams: Teams, eva: TeamsPerson) -> Team:
    return teams.team("Sales", eva)


@pytest.fixture
def general(teams: Teams, sales: Team) -> Conversation:
    return teams.general(sales)


async def linked(anna: SlackUser, eva: TeamsPerson, care: Channel, sales: Team) -> None:
    """By a code that one side makes and the other types, and a yes of both."""
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    await eva.brings_bot(sales)
    made = await anna.types("/quote link", care)
    code = re.search(r"workspace is (\S+)\.", made.text)
    assert code, made
    plan = await eva.says(f"link {code[1]}")
    await eva.presses("Link them", on=plan)
    asked = await anna.sees("wants to link")
    await anna.presses("Link them", on=asked)
    await eva.sees("You are linked with")
    await anna.sees("You are linked with")


async def test_recorded_in_slack_posted_in_both_and_reactions_are_summed(
    slack: Slack,
    teams: Teams,
    bot: Kundord,
    anna: SlackUser,
    bo: SlackUser,
    eva: TeamsPerson,
    care: Channel,
    sales: Team,
    general: Conversation,
) -> None:
    await linked(anna, eva, care, sales)
    assert (await anna.types(f'/quote + "{WORDS}" @bo', care)).shows("Recorded.")
    for place, workspace in ((care, f"slack/{slack.world.team}"), (general, f"teams/{teams.world.tenant}")):
        await bot.must("channel", "set", place.id, "--workspace", workspace, *due_now())
    await eventually(lambda: any(each.shows("Quote of the day") for each in slack.posts(care)), within=30)
    await eventually(lambda: any(each.shows("Quote of the day") for each in teams.posts(general)), within=30)
    there = next(each for each in slack.posts(care) if each.shows("Quote of the day"))
    here = next(each for each in teams.posts(general) if each.shows("Quote of the day"))
    assert there.shows(WORDS, "@Bo Ek")
    assert here.shows(WORDS, "Credit to bo", "Written down by anna"), "who lives elsewhere is named"
    assert "entities" not in str(here.activity), "and mentioned where they live only"

    await eventually(lambda: _todays(eva, general))
    await anna.reacts("heart", to=there)
    await eva.reacts("heart", to=here)
    await eventually(lambda: _hearts(bot, teams, 2))


async def _todays(who: TeamsPerson, channel: Conversation) -> bool:
    """That a post is its own, the bot knows a moment after it stands."""
    return (await who.mentions_bot(channel, "today")).shows(WORDS)


async def _hearts(bot: Kundord, teams: Teams, count: int) -> bool:
    def counted(unit: UnitOfWork) -> int:
        return sum(unit.reactions.counts(QuoteNumber(1)).values())

    store = open_store(bot.database_url)
    try:
        return await store.read(WorkspaceRef("teams", teams.world.tenant), counted) == count
    finally:
        await store.close()


async def test_a_case_is_claimed_in_teams_handed_over_and_resolved_in_slack(
    slack: Slack,
    teams: Teams,
    bot: Kundord,
    anna: SlackUser,
    bo: SlackUser,
    eva: TeamsPerson,
    care: Channel,
    sales: Team,
    general: Conversation,
) -> None:
    await linked(anna, eva, care, sales)
    team = await anna.presses("New team", on=(await anna.opens_home()).shown[0])
    assert not (await anna.submits(team, name="Billing", members=[bo])).errors
    await bot.must("channel", "set", general.id, "--workspace", f"teams/{teams.world.tenant}", "--follow-up")
    assert (await anna.types(f'/quote - "{CRITICISM}"', care)).shows("Recorded as criticism")
    await eventually(lambda: any(each.shows(CRITICISM) for each in teams.posts(general)))
    card = next(each for each in teams.posts(general) if each.shows(CRITICISM))

    await eva.presses("End of the world", on=card)
    await eventually(lambda: card.shows("nobody has it yet"))
    assert (await eva.presses("I’ll take this", on=card)).shows("is yours")
    assert (await bo.types("/quote case 1", care)).shows("Eva Lind"), "claimed in Teams, it is so in Slack"

    await eventually(lambda: card.shows("Eva Lind", "has it"))
    offered = await eva.presses("Hand over", on=card)
    assert (await eva.submits(offered, team="Billing")).delivery.status == 200
    offer = await bo.sees("Accept")
    await bo.presses("Accept", on=offer)
    await eventually(lambda: card.shows("Case 1 · bo has it"))

    mine = await bo.types("/quote case 1", care)
    resolve = await bo.presses("Resolve", on=mine)
    assert (await bo.submits(resolve, learning=LEARNING, loop="She has her name to call.")).shows("is resolved")
    await eventually(lambda: card.shows("Case 1 · resolved by bo"))
    assert LEARNING not in card.text + bot.log


async def test_a_secret_of_teams_that_is_wrong_is_told_before_anybody_writes(bot: Kundord, teams: Teams) -> None:
    assert (await bot.ready())["parts"] == {"database": "ok", "slack": "ok", "teams": "ok"}
    await bot.stop()
    teams.login.password = "another-secret"
    await bot.start()

    async def told() -> bool:
        said = await bot.ready()
        return (said["ready"], said["parts"]["teams"], said["parts"]["slack"]) == (True, "away", "ok")

    await eventually(told)
    assert "by KUNDORD_TEAMS_APP_PASSWORD: workspace closed: invalid_client (AADSTS7000215)" in bot.log
    async with aiohttp.ClientSession() as session, session.get(f"{bot.url}/metrics") as page:
        assert 'kundord_part_up{part="teams"} 0.0' in await page.text()

"""A Slack workspace is linked while its adapter runs: by signed requests, without a restart; nothing goes astray."""

import re
from typing import Any

from adapters.courier import Courier
from adapters.schedule import Linker
from adapters.slack import Slack as Adapter
from bot.domain.quotes import MemberCredit
from bot.ports import Registry, UnitOfWork
from bot.services import conversation, people
from bot.services.conversation import Occasion
from bot.speech import Action, LinkPlan
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.builders import PROFILES, SIRI_OF_TEAMS, TEAMS
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel

WORDS = "She stayed on the line until it worked"


async def in_teams(store: SqlStore, key: str, verb: Any, *args: Any) -> Any:
    """What Siri does in the other workspace."""
    return await store.write(TEAMS, verb, Occasion(SIRI_OF_TEAMS, key), *args)


async def link(slack: Slack, adapter: Adapter, store: SqlStore, astrid: SlackUser, care: Channel) -> None:
    def install(registry: Registry) -> None:
        registry.install(TEAMS, "Furulid Teams", "bot")

    await store.registry(install)
    await store.write(TEAMS, people.meet, [PROFILES[SIRI_OF_TEAMS]])
    linker, courier = Linker(store), Courier(store, {"slack": adapter.messenger}, SystemClock())
    made = await astrid.types("/citat link", care)
    code = re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", str(made.shown[-1].text))
    assert code
    plan = await in_teams(store, "1", conversation.say, [f"link {code[0]}"])
    assert isinstance(plan, LinkPlan)
    await in_teams(store, "2", conversation.press, Action.LINK_YES, plan.link)
    await linker.run()
    await courier.finish()

    await astrid.presses("Link them", slack.told(astrid.user)[-1])
    await linker.run()
    await courier.finish()
    assert "linked with Furulid Teams" in slack.told(astrid.user)[-1].text


async def test_a_workspace_is_linked_without_a_restart(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    astrid, bo = slack.user("Astrid Lindqvist", admin=True), slack.user("Bo Ek")
    care = slack.channel("care", astrid, bo)
    assert (await bo.types("/citat link", care)).shows("only an admin")
    await link(slack, adapter, store, astrid, care)
    assert (await astrid.types(f'/citat + "{WORDS}"', care)).shows("Recorded.")
    assert await store.read(TEAMS, _texts) == [f"{WORDS}"]


async def test_a_typo_put_right_here_takes_no_credit_from_a_colleague_on_teams(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    astrid, bo = slack.user("Astrid Lindqvist", admin=True), slack.user("Bo Ek")
    care = slack.channel("care", astrid, bo)
    await link(slack, adapter, store, astrid, care)
    assert (await astrid.types(f'/citat + "{WORDS}" @bo @siri', care)).shows("Recorded.")
    form = await astrid.presses("Correct", await astrid.types("/citat search line", care))
    assert form.shows("Kept as well: Siri Dale")
    assert (await astrid.submits(form, text=f"{WORDS} again")).shows("Corrected", "again")
    assert await store.read(TEAMS, _credited) == {"bo", "Siri Dale"}
    form = await astrid.presses("Correct", await astrid.types("/citat search line", care))
    await astrid.submits(form, credits=())
    assert await store.read(TEAMS, _credited) == {"Siri Dale"}, "who is shown can be taken out"


def _texts(unit: UnitOfWork) -> list[str]:
    return [quote.text for quote in unit.quotes.search("line", 5)]


def _credited(unit: UnitOfWork) -> set[str]:
    [quote] = unit.quotes.search("line", 5)
    numbers = [credit.member for credit in quote.words.credits if isinstance(credit, MemberCredit)]
    return {member.name for member in unit.members.some(numbers).values()}

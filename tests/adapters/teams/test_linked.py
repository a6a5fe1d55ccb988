"""A Teams tenant that is linked with a Slack workspace: its dialogs leave those alone whom Teams does not know."""

import re
from dataclasses import replace
from typing import Any

from adapters.courier import Courier
from adapters.schedule import Linker
from bot.domain.quotes import MemberCredit
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.ports import Registry, UnitOfWork
from bot.services import conversation, people
from bot.services.conversation import Occasion
from bot.speech import Action, LinkPlan
from storage import SqlStore
from tests.builders import ASTRID, BJORN, PROFILES, SLACK
from tests.fakes.teams_client import TeamsPerson
from tests.fakes.teams_world import Team

WORDS = "She stayed on the line until it worked"


async def in_slack(store: SqlStore, key: str, verb: Any, *args: Any) -> Any:
    """What Astrid does in the other workspace."""
    return await store.write(SLACK, verb, Occasion(ASTRID, key), *args)


async def link(anna: TeamsPerson, store: SqlStore, courier: Courier, here: WorkspaceRef) -> None:
    """Anna is a curator, and links her tenant with the company's Slack."""

    def install(registry: Registry) -> None:
        registry.install(SLACK, "Furulid Slack", "UKUNDORD")

    def name_curator(unit: UnitOfWork) -> None:
        unit.members.save(replace(people.known(unit, MemberRef(here, anna.person.aad)), named_curator=True))

    await store.registry(install)
    await store.write(SLACK, people.meet, [PROFILES[ASTRID], PROFILES[BJORN]])
    await anna.says("help")
    await store.write(here, name_curator)
    made = await anna.says("link")
    code = re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", made.text)
    assert code, made
    plan = await in_slack(store, "1", conversation.say, [f"link {code[0]}"])
    assert isinstance(plan, LinkPlan)
    await in_slack(store, "2", conversation.press, Action.LINK_YES, plan.link)
    linker = Linker(store)
    await linker.run()
    await courier.finish()
    await anna.presses("Link them", anna.told[-1])
    await linker.run()
    await courier.finish()
    assert anna.told[-1].shows("linked with Furulid Slack")


async def test_a_typo_put_right_here_takes_no_credit_from_a_colleague_on_slack(
    anna: TeamsPerson, bo: TeamsPerson, care: Team, store: SqlStore, courier: Courier, here: WorkspaceRef
) -> None:
    await anna.installs(care)
    await bo.says("help")
    await link(anna, store, courier, here)
    recorded = await anna.says(f'+ "{WORDS}" @bo @bjørn')
    assert recorded.shows("Recorded.")
    form = await anna.presses("Correct", await anna.says("search line"))
    assert form.shows("Kept as well: Bjørn Haugland")
    assert (await anna.submits(form, text=f"{WORDS} again")).shows("Corrected", "again")
    assert await store.read(SLACK, _credited) == {"Bo Ek", "Bjørn Haugland"}
    form = await anna.presses("Correct", await anna.says("search line"))
    await anna.submits(form, credits=())
    assert await store.read(SLACK, _credited) == {"Bjørn Haugland"}, "who is shown can be taken out"


def _credited(unit: UnitOfWork) -> set[str]:
    [quote] = unit.quotes.search("line", 5)
    numbers = [credit.member for credit in quote.words.credits if isinstance(credit, MemberCredit)]
    return {member.name for member in unit.members.some(numbers).values()}


async def test_a_tenant_goes_by_its_team_among_the_others(
    anna: TeamsPerson, care: Team, store: SqlStore, courier: Courier, here: WorkspaceRef
) -> None:
    await anna.installs(care)
    await link(anna, store, courier, here)
    assert await _called(store) == ["Customer Care"]


async def test_one_that_is_in_no_team_when_it_is_linked_is_called_after_the_first_one_it_comes_to(
    anna: TeamsPerson, care: Team, store: SqlStore, courier: Courier, here: WorkspaceRef
) -> None:
    await link(anna, store, courier, here)
    assert await _called(store) == ["Microsoft Teams"]
    await anna.installs(care)
    assert await _called(store) == ["Customer Care"]


async def _called(store: SqlStore) -> list[str]:
    """What Slack's people read that they are linked with."""
    return [each.name for each in await store.read(SLACK, lambda unit: unit.links.others(SLACK))]

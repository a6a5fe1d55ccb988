"""B5 to B7: finding the listener, knowing the workspace, and reactions."""

from collections.abc import AsyncIterator, Mapping

from sqlalchemy import func, select

from storage.engine import make_engine
from storage.tables import reactions as stored
from tests.benchmarks.company import POSTS, message
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.processes import python, server
from tests.benchmarks.running import Stage, calls
from tests.benchmarks.sidebyside import Contender, Requests, note, rates, side_by_side
from tests.benchmarks.slack_requests import actions, commands, events, reactions, shortcuts, submissions
from tests.benchmarks.workspace import NOTHING, TEAM, WORKSPACES, team

# Of each kind one that ours recognises and has nothing to do for.
KINDS: Mapping[str, Requests] = {
    "command": commands(lambda _: "", who=""),
    "action": actions(),
    "shortcut": shortcuts(),
    "submission": submissions(),
    "event": events(lambda _: {"type": NOTHING, "event_ts": "1.1"}),
}


async def dispatching(stage: Stage) -> AsyncIterator[Figure]:
    """A request through the shipped app to where it would be served, beside an app with one listener of that kind."""
    ours = await stage.kundord(stage.sqlite())
    for kind, requests in KINDS.items():
        all_kinds, one_kind = Contender(ours, requests), Contender(stage.floor(kind), requests)
        await side_by_side(stage.pace, all_kinds, one_kind)
        what = f"dispatch of a {kind}, all listeners : one"
        yield at_most("B5", what, 1.15, 1 / rates(all_kinds, one_kind), note(all_kinds, one_kind))


async def authorising(stage: Stage) -> AsyncIterator[Figure]:
    """Our authorisation over a thousand workspaces beside a constant one."""
    far_end = stage.far_end()
    start = python("authorised", stage.sqlite(), f"http://127.0.0.1:{far_end.port}/api/")
    ours = Contender(stage.up.enter_context(server(start, stage.folder)), commands(lambda _: "", team))
    constant = Contender(stage.floor("command"), commands(lambda _: "", lambda _: TEAM))
    await side_by_side(stage.pace, ours, constant)
    what = f"authorisation over {WORKSPACES:,} workspaces"
    yield at_least("B6", f"{what} : constant", 0.9, rates(ours, constant), note(ours, constant))
    asked = calls(far_end).get("auth.test", 0)
    share = asked / ours.answered * 10_000
    yield at_most("B6", f"{what}: auth.test per 10,000 requests", WORKSPACES, share, f"{asked} in {ours.answered:,}")


async def reacting(stage: Stage) -> AsyncIterator[Figure]:
    """Emoji on other people's messages, and on ours, beside bare Bolt with an event that does nothing."""
    url = stage.sqlite()
    server, bare = await stage.kundord(url), stage.floor("reaction")
    on_theirs = reactions("thumbsup", lambda n: f"1500000000.{n % 10**6:06}")
    on_ours = reactions("thumbsup", message)
    for what, requests, bar in (("foreign message", on_theirs, 0.65), ("message of ours, stored", on_ours, 0.45)):
        ours, floor = Contender(server, requests), Contender(bare, requests)
        await side_by_side(stage.pace, ours, floor)
        yield at_least("B7", f"reaction on a {what} : bare Bolt event", bar, rates(ours, floor), note(ours, floor))
    with make_engine(url).connect() as connection:
        kept = connection.execute(select(func.count()).select_from(stored)).scalar_one()
    if kept != POSTS:
        raise WrongAnswer(f"{kept} reactions on {POSTS} messages of ours")

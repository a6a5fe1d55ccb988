"""A process of its own that does one thing to a case, many times at once: ``python -m tests.contract.claimants``.

It says when it is ready, begins when it is told to, and says what came of each.
"""

import asyncio
import json
import sys

from bot.domain.cases import AlreadyClaimed, Entry, Move
from bot.domain.errors import KundordError
from bot.domain.quotes import Vote
from bot.domain.refs import CaseNumber, MemberNumber, OrganisationId, QuoteNumber
from bot.ports import UnitOfWork
from storage import open_store

ONE = CaseNumber(1)


def claims(unit: UnitOfWork, by: MemberNumber) -> str:
    try:
        unit.cases.save(*unit.cases.get(ONE).claim(by, unit.now))
    except AlreadyClaimed as error:
        return f"{error.facts['owner']} has it"
    return "won"


def opens(unit: UnitOfWork, by: MemberNumber) -> str:
    """As the service does: the first "end of the world" opens a case, the others count."""
    quote = QuoteNumber(1)
    unit.votes.cast(quote, by, Vote.WORLD, unit.now)
    if case := unit.cases.of_quote(quote):
        return f"voted on {case.number}"
    return f"opened {unit.cases.add(quote, by, unit.now, Entry(Move.OPEN, by, unit.now)).number}"


async def run(url: str, organisation: OrganisationId, what: str, members: range) -> list[str]:
    store = open_store(url)
    await store.ping()
    print("ready", flush=True)  # noqa: T201  # how it is heard
    await asyncio.to_thread(sys.stdin.readline)
    function = {"claims": claims, "opens": opens}[what]
    asked = (store.write(organisation, function, MemberNumber(member)) for member in members)
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    await store.close()
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, KundordError):
            raise outcome
    return list(map(str, outcomes))


if __name__ == "__main__":
    url, organisation, what, first, last = sys.argv[1:]
    outcomes = asyncio.run(run(url, OrganisationId(int(organisation)), what, range(int(first), int(last))))
    print(json.dumps(outcomes), flush=True)  # noqa: T201  # as above

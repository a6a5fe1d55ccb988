"""Many channels whose hour has just come, each with people who take turns in it."""

from datetime import time, timedelta

from sqlalchemy import update

from bot.domain.channels import Channel, Schedule
from bot.domain.people import Profile
from bot.domain.quotes import MemberCredit, NewQuote, Sentiment
from bot.domain.refs import ChannelNumber, ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Address, UnitOfWork
from bot.services import people
from storage.engine import make_engine
from storage.tables import turns

EARNERS = 100
"""Each with a quote of their own: so many cards there are."""
LONG_AGO = 700_000
"""A date's ordinal."""


def settle_in(unit: UnitOfWork, refs: list[ChannelRef], service: str = "") -> None:
    """``service`` is where Teams serves these channels."""
    here = refs[0].workspace
    people.meet(unit, [_profile(here, number) for number in range(EARNERS + 1)])
    recorder = people.known(unit, _profile(here, EARNERS).ref)
    members = unit.members.by_refs(_profile(here, number).ref for number in range(EARNERS))
    for number, member in enumerate(members.values()):
        # Past the service, which would also tell everybody of their credit.
        new = NewQuote(
            f"She stayed on the line until it worked, and called again the day after. Number {number} of many!",
            Sentiment.POSITIVE,
            recorder.number,
            unit.now,
            credits=(MemberCredit(member.number),),
            customer="M, Lund",
            stage="use",
        )
        unit.quotes.add(new)
    east = 12 - unit.now.hour
    just_now = (unit.now + timedelta(hours=east) - timedelta(minutes=5)).time().replace(second=0, microsecond=0)
    schedule = Schedule(just_now, f"Etc/GMT{-east:+d}", frozenset(range(7)), cutoff=time(23))
    for ref in refs:
        unit.channels.add(Channel(ChannelNumber(0), ref, "customers", schedule), unit.now)
        if service:
            unit.addresses.keep(Address(ref, service))


def part_ways(url: str) -> None:
    """As channels do in the course of time: in each it is somebody else's turn."""
    with make_engine(url).begin() as connection:
        others = turns.c.credited % EARNERS != turns.c.channel % EARNERS
        connection.execute(update(turns).where(others).values(last_featured=LONG_AGO))


def _profile(here: WorkspaceRef, number: int) -> Profile:
    return Profile(MemberRef(here, f"U0{number}"), f"Colleague {number} Family{number}", f"colleague{number}")

"""Somebody leaves the company, or a team: a case that was offered to them waits for them no more."""

from collections.abc import Collection

from bot.domain.cases import Case, Offer
from bot.domain.people import Profile
from bot.domain.refs import TeamNumber
from bot.ports import Kind, UnitOfWork
from bot.services import cases, handing_over, people
from bot.services.case_places import UNFINISHED, asked, showing, teams_of


def changed(unit: UnitOfWork, profile: Profile) -> None:
    """As ``people.changed``, and what follows where they have left."""
    people.changed(unit, profile)
    member = unit.members.by_ref(profile.ref)
    if member and not member.employed:
        _ask_anew(unit, [Offer(member=member.number), *(Offer(team=team) for team in teams_of(unit, member))])


def team_changed(unit: UnitOfWork, team: TeamNumber) -> None:
    _ask_anew(unit, [Offer(team=team)])


def _ask_anew(unit: UnitOfWork, offers: Collection[Offer]) -> None:
    """An offer that nobody is left to answer is called off; who alone is asked no more sees that."""
    for case in unit.cases.unfinished(UNFINISHED):
        if case.offer not in offers:
            continue
        if still_asked := asked(unit, case):
            refs = {member.ref for member in unit.members.some(still_asked).values()}
            people.redraw(unit, [post for post in showing(unit, case.quote, Kind.OFFER) if post.to not in refs])
        else:
            _call_off(unit, case)


def _call_off(unit: UnitOfWork, case: Case) -> None:
    if (owner := case.owner) is not None:
        after = cases.move(unit, case.number, lambda before: before.call_off(owner, unit.now))
        handing_over.tell_owner(unit, after, owner)

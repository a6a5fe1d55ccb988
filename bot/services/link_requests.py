"""What people ask about linking workspaces, and what they are told of it later."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain import requests
from bot.domain.links import LinkCodeShown, LinkState
from bot.domain.people import Member
from bot.domain.refs import MemberRef
from bot.ports import Kind, Leased, Letter, Receipt, UnitOfWork
from bot.services import errands, linking
from bot.services.letters import private, recipient
from bot.services.occasion import Occasion, Outcome, once
from bot.speech import Action, Answer, LinkDeclined, Linked, LinkStep, Unlinked

OFFERED = "link-offered"


def _link(unit: UnitOfWork, occasion: Occasion, request: requests.MakeLink) -> Outcome:
    if request.code:
        return linking.typed(unit, occasion.who, request.code)
    # A code is shown and not kept: an event that comes again leaves the one that was read out, and can show none.
    if unit.inbox.receipt(occasion.key):
        raise LinkCodeShown
    unit.inbox.keep(occasion.key, Receipt(OFFERED))
    return linking.offer(unit, occasion.who)


def _unlink(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return linking.parting(unit, occasion.who)


SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    requests.MakeLink: _link,
    requests.Unlink: _unlink,
}


def _press_yes(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    return once(unit, occasion, lambda: linking.yes(unit, occasion.who, value))


def _press_no(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    return once(unit, occasion, lambda: linking.no(unit, occasion.who, value))


def _press_unlink(unit: UnitOfWork, occasion: Occasion, _value: str) -> Outcome:
    return once(unit, occasion, lambda: linking.unlink(unit, occasion.who))


PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
    Action.LINK_YES: _press_yes,
    Action.LINK_NO: _press_no,
    Action.UNLINK: _press_unlink,
}


def _said(step: LinkStep) -> Callable[[UnitOfWork, MemberRef, Receipt], Answer]:
    return lambda unit, who, receipt: linking.said(unit, who, receipt, step)


ANSWERS: Mapping[str, Callable[[UnitOfWork, MemberRef, Receipt], Answer]] = {
    step.value: _said(step) for step in LinkStep
}


# What they are told later -----------------------------------------------------------------------


def _asked(unit: UnitOfWork, leased: Leased) -> Letter | None:
    link = unit.links.get(errands.link_of(leased.errand.notes))
    member = recipient(unit, leased.errand)
    if link is None or member is None:
        return None
    return private(member, linking.plan(unit, link, asked=True))


def _linked(unit: UnitOfWork, leased: Leased) -> Letter | None:
    id, by, other_by = errands.raised(leased.errand.notes)
    member = recipient(unit, leased.errand)
    name = _other_side(unit, id, member)
    return private(member, Linked(name, by, other_by)) if name is not None else None


def _declined(unit: UnitOfWork, leased: Leased) -> Letter | None:
    id, state = errands.ended_as(leased.errand.notes)
    member = recipient(unit, leased.errand)
    name = _other_side(unit, id, member)
    return private(member, LinkDeclined(name, failed=state == LinkState.FAILED)) if name is not None else None


def _other_side(unit: UnitOfWork, id: str, member: Member | None) -> str | None:
    """What the workspace is called that is not the member's own."""
    link = unit.links.get(id)
    other = linking.across(link, member.ref.workspace) if link and member else None
    return unit.links.side(other).name if other else None


def _unlinked(unit: UnitOfWork, leased: Leased) -> Letter | None:
    workspace = errands.unlinked_from(leased.errand.notes)
    return private(recipient(unit, leased.errand), Unlinked(unit.links.side(workspace).name))


COMPOSERS: Mapping[Kind, Callable[[UnitOfWork, Leased], Letter | None]] = {
    Kind.LINK_ASKED: _asked,
    Kind.LINKED: _linked,
    Kind.LINK_DECLINED: _declined,
    Kind.UNLINKED: _unlinked,
}

"""Several workspaces, one organisation: an admin on each side agrees, and the next tick joins or parts them.

Here is what people do: one unit of theirs each, which only notes the wish. What it leads to concerns two organisations,
may take seconds, and is done in a transaction over all (``joining``).
"""

import secrets
from datetime import timedelta

from bot.domain.errors import Refused
from bot.domain.links import (
    LIVES,
    TRIES,
    TRIES_WITHIN,
    WITHOUT_ADMINS,
    AdminsOnly,
    CaseRenumbered,
    Link,
    LinkCodeWrong,
    LinkedElsewhere,
    LinkedTogether,
    LinkOver,
    LinkState,
    NotLinked,
    QuoteRenumbered,
    TooManyCodes,
    called_now,
    digest,
    new_code,
)
from bot.domain.people import Member, NotAllowed
from bot.domain.quotes import NoSuchQuote
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.ports import Receipt, UnitOfWork
from bot.services.people import colleague
from bot.services.showing import person
from bot.speech import LinkCode, LinkPlan, LinkSaid, LinkStep, Message, Refusal, UnlinkPlan

STILL_TO_COME = frozenset({LinkStep.WANTED, LinkStep.AGREED})
"""Steps that are answered with what comes next."""


def offer(unit: UnitOfWork, who: MemberRef) -> Message:
    """A new code, which takes the place of the last one. Raises: AdminsOnly, NotAllowed, NeedsProfiles."""
    admin(unit, who)
    code = new_code()
    unit.links.offer(Link(secrets.token_hex(8), digest(code), who, unit.now + LIVES))
    return LinkCode(code, LIVES // timedelta(minutes=1))


def typed(unit: UnitOfWork, who: MemberRef, code: str) -> Message:
    """What the code would join. A wrong one is counted, and so is an answer and no error: that would undo the count.

    Raises: AdminsOnly, TooManyCodes, LinkWithOneself, LinkCodeUsed, LinkCodeExpired, LinkedTogether, LinkedElsewhere.
    """
    admin(unit, who)
    tries = _tries(unit, who.workspace)
    link = unit.links.by_code(digest(code))
    if link is None:
        _, since = unit.links.wrong(who.workspace)
        unit.links.note_wrong(who.workspace, tries + 1, since if tries and since else unit.now)
        return Refusal(LinkCodeWrong(words=code))
    shown = link.typed(who, unit.now)
    _check(unit, shown, who.workspace)
    unit.links.save(shown, link.state)
    return plan(unit, shown)


def yes(unit: UnitOfWork, who: MemberRef, id: str) -> Receipt:
    """Who typed the code confirms, or who made it agrees. Raises: AdminsOnly, LinkOver."""
    admin(unit, who)
    link = _known(unit, id)
    asks = link.state is LinkState.SHOWN
    unit.links.save(link.confirmed(who, unit.now) if asks else link.agreed(who, unit.now), link.state)
    return Receipt(LinkStep.WANTED if asks else LinkStep.AGREED, notes=(id,))


def no(unit: UnitOfWork, who: MemberRef, id: str) -> Receipt:
    """Raises: AdminsOnly, LinkOver."""
    admin(unit, who)
    link = _known(unit, id)
    unit.links.save(link.refused(who, unit.now), link.state)
    return Receipt(LinkStep.REFUSED, notes=(id,))


def parting(unit: UnitOfWork, who: MemberRef) -> UnlinkPlan:
    """What unlinking would do. Raises: AdminsOnly, NotLinked."""
    admin(unit, who)
    others = unit.links.others(who.workspace)
    if not others:
        raise NotLinked
    return UnlinkPlan(tuple(each.name for each in others))


def unlink(unit: UnitOfWork, who: MemberRef) -> Receipt:
    """Raises: AdminsOnly, NotLinked."""
    parting(unit, who)
    unit.links.leave(who.workspace, who)
    return Receipt(LinkStep.UNLINKING)


def admin(unit: UnitOfWork, who: MemberRef) -> Member:
    """A curator, where the platform tells of no admins. Raises: AdminsOnly, NotAllowed, NeedsProfiles."""
    member = colleague(unit, who)
    if not decides(member):
        raise NotAllowed if who.workspace.platform in WITHOUT_ADMINS else AdminsOnly
    return member


def decides(member: Member) -> bool:
    return member.curator if member.ref.workspace.platform in WITHOUT_ADMINS else member.profile.admin


def plan(unit: UnitOfWork, link: Link, *, asked: bool = False) -> LinkPlan:
    """``asked``: as its maker reads it."""
    if link.guest is None:
        raise LinkOver
    by = unit.members.by_ref(link.guest)
    host, guest = unit.links.side(link.host.workspace), unit.links.side(link.guest.workspace)
    return LinkPlan(link.id, host, guest, asked=asked, by=person(by) if by else None)


def said(unit: UnitOfWork, who: MemberRef, receipt: Receipt, step: LinkStep) -> LinkSaid:
    """The answer to an effect, with the other workspace's name.

    Raises: LinkedTogether, LinkOver, of a button that is pressed again when all is over.
    """
    link = unit.links.get(receipt.notes[0]) if receipt.notes else None
    other = across(link, who.workspace) if link else None
    if link and link.ended and step in STILL_TO_COME:
        together = [each for each in unit.links.others(who.workspace) if each.ref == other]
        raise LinkedTogether(name=together[0].name) if together else LinkOver
    return LinkSaid(step, unit.links.side(other).name if other else "")


def renumbered(unit: UnitOfWork, who: MemberRef, refused: Refused) -> Refused:
    """For a number that is nobody's: what it is called since its workspace was linked, if that is why."""
    number = refused.facts.get("number")
    if not isinstance(number, int):
        return refused
    now = called_now(number, unit.links.shifts(who.workspace))
    if now == number:
        return refused
    kind = QuoteRenumbered if isinstance(refused, NoSuchQuote) else CaseRenumbered
    return kind(number=number, now=str(now))


def _tries(unit: UnitOfWork, workspace: WorkspaceRef) -> int:
    """Lately. Raises: TooManyCodes."""
    tries, since = unit.links.wrong(workspace)
    if since is None or unit.now - since >= TRIES_WITHIN:
        return 0
    if tries >= TRIES:
        raise TooManyCodes(count=-(-(since + TRIES_WITHIN - unit.now) // timedelta(minutes=1)))
    return tries


def _known(unit: UnitOfWork, id: str) -> Link:
    link = unit.links.get(id)
    if link is None:
        raise LinkOver
    return link


def _check(unit: UnitOfWork, link: Link, guest: WorkspaceRef) -> None:
    """A linked group may invite, and only somebody who is alone may follow. Raises: LinkedTogether, LinkedElsewhere."""
    others = unit.links.others(guest)
    if together := [each for each in others if each.ref == link.host.workspace]:
        raise LinkedTogether(name=together[0].name)
    if others:
        raise LinkedElsewhere(name=others[0].name)


def across(link: Link, workspace: WorkspaceRef) -> WorkspaceRef | None:
    """The other side's workspace; None while nobody has typed the code."""
    if link.host.workspace != workspace:
        return link.host.workspace
    return link.guest.workspace if link.guest else None

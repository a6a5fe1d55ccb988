"""Several workspaces, one organisation: an admin on each side agrees, and the next tick joins or parts them.

What people do is one unit of theirs, and only notes the wish; what it leads to concerns two organisations, may take
seconds, and is done by ``settle`` in a transaction over all.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain.cases import State
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
from bot.domain.people import Member, NotAllowed, Workspace
from bot.domain.quotes import NoSuchQuote
from bot.domain.refs import MemberRef, OrganisationId, WorkspaceRef
from bot.ports import Errand, Kind, Post, Receipt, Registry, UnitOfWork
from bot.services import reminding
from bot.services.case_places import cards
from bot.services.people import colleague, redraw
from bot.services.showing import person
from bot.speech import LinkCode, LinkPlan, LinkSaid, LinkStep, Message, Refusal, UnlinkPlan

REDRAWN = 100
"""Cards, the newest, drawn anew at once when numbers were raised. An older one's buttons lead to a sentence."""
EVERY = timedelta(seconds=2)
"""Between two cards taken down after unlinking: they are many, and what is due today must not wait for them."""
UNFINISHED = 10_000


# What people do ---------------------------------------------------------------------------------


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
    return Receipt("link-wanted" if asks else "link-agreed", notes=(id,))


def no(unit: UnitOfWork, who: MemberRef, id: str) -> Receipt:
    """Raises: AdminsOnly, LinkOver."""
    admin(unit, who)
    link = _known(unit, id)
    unit.links.save(link.refused(who, unit.now), link.state)
    return Receipt("link-refused", notes=(id,))


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
    return Receipt("unlinking")


def admin(unit: UnitOfWork, who: MemberRef) -> Member:
    """A curator, where the platform tells of no admins. Raises: AdminsOnly, NotAllowed, NeedsProfiles."""
    member = colleague(unit, who)
    if not _decides(member):
        raise NotAllowed if who.workspace.platform in WITHOUT_ADMINS else AdminsOnly
    return member


def _decides(member: Member) -> bool:
    return member.curator if member.ref.workspace.platform in WITHOUT_ADMINS else member.profile.admin


def plan(unit: UnitOfWork, link: Link, *, asked: bool = False) -> LinkPlan:
    """``asked``: as its maker reads it."""
    if link.guest is None:
        raise LinkOver
    by = unit.members.by_ref(link.guest)
    host, guest = unit.links.side(link.host.workspace), unit.links.side(link.guest.workspace)
    return LinkPlan(link.id, host, guest, asked=asked, by=person(by) if by else None)


def said(unit: UnitOfWork, who: MemberRef, receipt: Receipt, step: LinkStep) -> LinkSaid:
    """The answer to an effect, with the other workspace's name."""
    link = unit.links.get(receipt.notes[0]) if receipt.notes else None
    other = _other(link, who.workspace) if link else None
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
        raise TooManyCodes(minutes=-(-(since + TRIES_WITHIN - unit.now) // timedelta(minutes=1)))
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


def _other(link: Link, workspace: WorkspaceRef) -> WorkspaceRef | None:
    if link.host.workspace != workspace:
        return link.host.workspace
    return link.guest.workspace if link.guest else None


# What the tick does -----------------------------------------------------------------------------


def settle(registry: Registry, link: Link) -> None:
    """Do what a wish waits for. Raises: StaleVersion, when another process did."""
    _SETTLED[link.state](registry, link)


def fail(registry: Registry, link: Link) -> None:
    """What could not be joined now will not be: both are told, and may begin anew."""
    if link.state is LinkState.AGREED:
        registry.save_link(link.moved(LinkState.FAILED), link.state)


def _ask(registry: Registry, link: Link) -> None:
    _move(registry, link, LinkState.ASKED)
    _tell(registry, Kind.LINK_ASKED, link, link.host)


def _join(registry: Registry, link: Link) -> None:
    host, guest = registry.workspace(link.host.workspace), _guest(registry, link)
    if host is None or guest is None or host.organisation == guest.organisation:
        fail(registry, link)
        return
    if not registry.unit(guest.organisation).links.side(guest.ref).alone:
        fail(registry, link)
        return
    _move(registry, link, LinkState.JOINED)
    before = {each.ref: _raised(registry, each.organisation, each.ref) for each in (host, guest)}
    together = registry.unit(registry.join(host.organisation, guest.organisation))
    by = {ref: sum(each for _, each in together.links.shifts(ref)) - was for ref, was in before.items()}
    for member in (link.host, link.guest):
        if member and (other := _other(link, member.workspace)):
            notes = (link.id, str(by[member.workspace]), str(by[other]))
            together.outbox.add(Errand(Kind.LINKED, f"linked:{link.id}:{member.id}", 0, member, notes=notes))
    if any(by.values()):
        redraw(together, _urgent(together))


def _raised(registry: Registry, organisation: OrganisationId, workspace: WorkspaceRef) -> int:
    return sum(by for _, by in registry.unit(organisation).links.shifts(workspace))


def _urgent(unit: UnitOfWork) -> list[Post]:
    """The cards whose buttons are pressed most likely: the newest, and those of cases at work."""
    at_work = [card for case in unit.cases.unfinished(UNFINISHED) for card in cards(unit, case.quote)]
    return list({post.number: post for post in (*unit.posts.latest(REDRAWN), *at_work)}.values())


def _tell_of_no(registry: Registry, link: Link) -> None:
    """Who waits for the answer; of a failure both."""
    _move(registry, link, LinkState.OVER)
    for member in (link.guest, link.host if link.state is LinkState.FAILED else None):
        if member:
            _tell(registry, Kind.LINK_DECLINED, link, member, str(link.state))


def _tell(registry: Registry, kind: Kind, link: Link, member: MemberRef, *notes: str) -> None:
    if known := registry.workspace(member.workspace):
        key = f"{kind}:{link.id}:{member.id}"
        registry.unit(known.organisation).outbox.add(Errand(kind, key, 0, member, notes=(link.id, *notes)))


def _move(registry: Registry, link: Link, state: LinkState) -> None:
    registry.save_link(link.moved(state), link.state)


def _guest(registry: Registry, link: Link) -> Workspace | None:
    return registry.workspace(link.guest.workspace) if link.guest else None


_SETTLED: Mapping[LinkState, Callable[[Registry, Link], None]] = {
    LinkState.WANTED: _ask,
    LinkState.AGREED: _join,
    LinkState.DECLINED: _tell_of_no,
    LinkState.FAILED: _tell_of_no,
}


def part(registry: Registry, by: MemberRef) -> None:
    """Unlink the workspace of who asked for it, if it still is linked."""
    known = registry.workspace(by.workspace)
    if known is None:
        return
    before = registry.unit(known.organisation)
    others = before.links.others(by.workspace)
    if not others:
        stay(registry, by)
        return
    _release(before)
    left, rest = map(registry.unit, registry.part(by.workspace))
    for unit in (left, rest):
        _take_down(unit)
    key = f"unlinked:{secrets.token_hex(4)}"
    left.outbox.add(Errand(Kind.UNLINKED, key, 0, by, notes=(str(others[0].ref),)))
    admins = [each for each in rest.members.curators() if _decides(each) and each.creditable]
    notes = (str(by.workspace),)
    rest.outbox.add(*(Errand(Kind.UNLINKED, f"{key}:{each.number}", 0, each.ref, notes=notes) for each in admins))


def stay(registry: Registry, by: MemberRef) -> None:
    """Leave it linked."""
    if known := registry.workspace(by.workspace):
        registry.unit(known.organisation).links.leave(by.workspace, None)


def _release(unit: UnitOfWork) -> None:
    """A case goes with its quote; who has claimed one of the other side's lets go of it, so that others can help."""
    for case in unit.cases.unfinished(UNFINISHED):
        recorder = unit.quotes.get(case.quote).words.recorder
        if case.state is not State.CLAIMED or case.owner is None or recorder is None:
            continue
        if unit.members.get(case.owner).ref.workspace != unit.members.get(recorder).ref.workspace:
            released = unit.cases.save(*case.release(case.owner, unit.now))
            redraw(unit, cards(unit, case.quote))
            reminding.look(unit, released)


def _take_down(unit: UnitOfWork) -> None:
    """Cards of the other side's quotes: who owns the words can reach them here no more, to correct or erase them."""
    for place, post in enumerate(unit.posts.astray()):
        key = f"edit:{post.number}"
        at = unit.now + place * EVERY
        unit.outbox.add(Errand(Kind.EDIT, key, post.number, post.message.channel, not_before=at))

"""What became of a wish to link or to unlink: the tick joins two organisations, or parts them."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain.cases import State
from bot.domain.links import Link, LinkState
from bot.domain.people import Workspace
from bot.domain.refs import MemberNumber, MemberRef, OrganisationId, WorkspaceRef
from bot.ports import Errand, Kind, Post, Registry, UnitOfWork
from bot.services import errands, handing_over, reminding
from bot.services.case_places import UNFINISHED, asked, showing
from bot.services.linking import across, decides
from bot.services.people import curators, redraw

REDRAWN = 100
"""Cards, the newest, drawn anew at once when numbers were raised. An older one's buttons lead to a sentence."""
EVERY = timedelta(seconds=2)
"""Between two cards taken down after unlinking: they are many, and what is due today must not wait for them."""
OF_PEOPLE = (Kind.NEGATIVE, Kind.CASE_STEPS, Kind.OFFER)
"""What shows of a case who has it, is asked for it or has voted: the other side's people no more."""


def settle(registry: Registry, link: Link) -> None:
    """Do what a wish waits for. Raises: StaleVersion, when another process did."""
    _SETTLED[link.state](registry, link)


def fail(registry: Registry, link: Link) -> None:
    """What could not be joined now will not be: both are told, and may begin anew."""
    if link.state is LinkState.AGREED:
        registry.save_link(link.moved(LinkState.FAILED), link.state)


def _ask(registry: Registry, link: Link) -> None:
    _move(registry, link, LinkState.ASKED)
    _tell(registry, errands.link_asked(link.id, link.host))


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
        if member and (other := across(link, member.workspace)):
            together.outbox.add(errands.linked(link.id, member, by[member.workspace], by[other]))
    if any(by.values()):
        redraw(together, _urgent(together))


def _raised(registry: Registry, organisation: OrganisationId, workspace: WorkspaceRef) -> int:
    return sum(by for _, by in registry.unit(organisation).links.shifts(workspace))


def _urgent(unit: UnitOfWork) -> list[Post]:
    """The cards whose buttons are pressed most likely: the newest, and those of cases at work."""
    at_work = _at_work(unit, Kind.NEGATIVE)
    return list({post.number: post for post in (*unit.posts.latest(REDRAWN), *at_work)}.values())


def _at_work(unit: UnitOfWork, *kinds: Kind) -> list[Post]:
    return [post for case in unit.cases.unfinished(UNFINISHED) for post in showing(unit, case.quote, *kinds)]


def _tell_of_no(registry: Registry, link: Link) -> None:
    """Who waits for the answer; of a failure both."""
    _move(registry, link, LinkState.OVER)
    for member in (link.guest, link.host if link.state is LinkState.FAILED else None):
        if member:
            _tell(registry, errands.link_declined(link.id, member, link.state))


def _tell(registry: Registry, errand: Errand) -> None:
    if known := registry.workspace(errand.to.workspace):
        registry.unit(known.organisation).outbox.add(errand)


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
    _let_go(before, by.workspace)
    left, rest = map(registry.unit, registry.part(by.workspace))
    for unit in (left, rest):
        _take_down(unit)
        redraw(unit, _at_work(unit, *OF_PEOPLE))
    time = secrets.token_hex(4)
    left.outbox.add(errands.unlinked(time, by, others[0].ref))
    admins = [each for each in curators(rest) if decides(each)]
    rest.outbox.add(*(errands.unlinked(time, each.ref, by.workspace, each.number) for each in admins))


def stay(registry: Registry, by: MemberRef) -> None:
    """Leave it linked."""
    if known := registry.workspace(by.workspace):
        registry.unit(known.organisation).links.leave(by.workspace, None)


def _let_go(unit: UnitOfWork, leaving: WorkspaceRef) -> None:
    """A case goes with its quote; who has claimed one of the other side's lets go of it, so that others can help. One
    that is offered to nobody but the other side is offered no more.
    """

    def leaves(number: MemberNumber) -> bool:
        return unit.members.get(number).ref.workspace == leaving

    for case in unit.cases.unfinished(UNFINISHED):
        recorder = unit.quotes.get(case.quote).words.recorder
        if case.state is not State.CLAIMED or case.owner is None or recorder is None:
            continue
        answering = asked(unit, case)
        if leaves(case.owner) != leaves(recorder):
            reminding.look(unit, unit.cases.save(*case.release(case.owner, unit.now)))
        elif answering and all(leaves(each) != leaves(recorder) for each in answering):
            called_off = unit.cases.save(*case.call_off(case.owner, unit.now))
            handing_over.tell_owner(unit, called_off, called_off.owner)


def _take_down(unit: UnitOfWork) -> None:
    """Cards of the other side's quotes: who owns the words can reach them here no more, to correct or erase them."""
    for place, post in enumerate(unit.posts.astray()):
        unit.outbox.add(errands.edit(post, unit.now + place * EVERY))

"""What nobody can tell of a post, and who decides about it; and a workspace that shuts us out (ARCHITECTURE §5)."""

from datetime import date

from bot.domain.channels import Channel, Delivery
from bot.domain.errors import Refused
from bot.domain.people import Member, NotAllowed
from bot.domain.refs import ChannelNumber, ChannelRef, WorkspaceRef
from bot.ports import Errand, Fate, Kind, Leased, Letter, Receipt, UnitOfWork
from bot.services import channels
from bot.services.letters import private, recipient
from bot.speech import InDoubt, ShutOut

BY_HAND = "dropped by hand"


class NothingInDoubt(Refused):
    """Somebody has posted it again already, or it is too long ago. Facts: none."""


def in_doubt(unit: UnitOfWork, leased: Leased, reason: str) -> bool:
    """Leave an uncertain post to somebody, in a channel that wants nothing twice. Whether it is left.

    An edit is made again without harm, and a private message is rather read twice than never.
    """
    errand = leased.errand
    if not isinstance(errand.to, ChannelRef) or errand.kind is Kind.EDIT:
        return False
    channel = unit.channels.by_ref(errand.to)
    if channel and channel.delivery is Delivery.AT_LEAST_ONCE:
        return False
    if unit.outbox.uncertain(leased, reason):
        _settle(unit, errand, Fate.UNCERTAIN)
        _tell(unit, channel, leased)
    return True


def post_again(unit: UnitOfWork, by: Member, id: str) -> Receipt:
    """Somebody has looked, and it is not there. Raises: NothingInDoubt, NotAllowed."""
    pending = unit.outbox.get(id)
    if not pending or not pending.uncertain:
        raise NothingInDoubt
    channel = _channel(unit, pending.errand)
    if not (channels.mine_to_set(by, channel) if channel else by.curator):
        raise NotAllowed
    retry(unit, id)
    return Receipt("posting-again")


def retry(unit: UnitOfWork, id: str) -> bool:
    """Run it now. False when it is out, under way or not there."""
    pending = unit.outbox.get(id)
    if not pending or not unit.outbox.retry(id):
        return False
    if pending.uncertain:
        _settle(unit, pending.errand, Fate.PLANNED)
    return True


def drop(unit: UnitOfWork, id: str) -> bool:
    """Never run it. False when it is out, under way or not there."""
    pending = unit.outbox.get(id)
    if not pending or not unit.outbox.drop(id, BY_HAND):
        return False
    if not pending.uncertain:
        _settle(unit, pending.errand, Fate.MISSED)
    return True


def shut_out(unit: UnitOfWork, workspace: WorkspaceRef, reason: str) -> None:
    """Tell the curators whom we can still reach elsewhere, once a day."""
    for curator in unit.members.curators():
        if curator.ref.workspace != workspace and curator.creditable:
            key = f"shut-out:{workspace}:{unit.now.date()}:{curator.number}"
            unit.outbox.add(Errand(Kind.SHUT_OUT, key, curator.number, curator.ref, notes=(str(workspace), reason)))


# What is said about it --------------------------------------------------------------------------


def in_doubt_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    pending = unit.outbox.get(leased.errand.notes[0])
    if not pending or not pending.uncertain:
        return None
    errand, channel = pending.errand, _channel(unit, pending.errand)
    day = _day(errand) if errand.kind is Kind.FEATURE else None
    return private(recipient(unit, leased.errand), InDoubt(pending.id, errand.to.workspace.platform, channel, day))


def shut_out_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    workspace, reason = leased.errand.notes
    return private(recipient(unit, leased.errand), ShutOut(workspace.partition("/")[0], reason))


def _tell(unit: UnitOfWork, channel: Channel | None, leased: Leased) -> None:
    told = {curator.number: curator for curator in unit.members.curators() if curator.creditable}
    if channel and channel.owner is not None:
        told[channel.owner] = unit.members.get(channel.owner)
    for member in told.values():
        key = f"in-doubt:{leased.id}:{leased.revision}:{member.number}"
        unit.outbox.add(Errand(Kind.IN_DOUBT, key, member.number, member.ref, notes=(leased.id,)))


def _settle(unit: UnitOfWork, errand: Errand, fate: Fate) -> None:
    if errand.kind is Kind.FEATURE:
        unit.features.settle(ChannelNumber(errand.subject), _day(errand), fate)


def _day(errand: Errand) -> date:
    return date.fromisoformat(errand.notes[0])


def _channel(unit: UnitOfWork, errand: Errand) -> Channel | None:
    return unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None

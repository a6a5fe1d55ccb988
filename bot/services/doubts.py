"""What nobody can tell of a post, and who decides about it; and a workspace that shuts us out (ARCHITECTURE §5)."""

from bot.domain.channels import Channel, Delivery
from bot.domain.errors import Refused
from bot.domain.people import Member, NotAllowed
from bot.domain.quotes import Quote
from bot.domain.refs import ChannelRef, WorkspaceRef
from bot.ports import Errand, Fate, Kind, Leased, Letter, Pending, Post, Receipt, UnitOfWork
from bot.services import channels, errands, features
from bot.services.letters import private, recipient
from bot.services.people import curators, redraw
from bot.speech import Became, InDoubt, ShutOut

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
        follow(unit, leased)
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
        _redraw(unit, id)
    return True


def drop(unit: UnitOfWork, id: str) -> bool:
    """Never run it. False when it is out, under way or not there."""
    pending = unit.outbox.get(id)
    if not pending or not unit.outbox.drop(id, BY_HAND):
        return False
    if pending.uncertain:
        _redraw(unit, id)
    else:
        _settle(unit, pending.errand, Fate.MISSED)
    return True


def shut_out(unit: UnitOfWork, workspace: WorkspaceRef, reason: str) -> None:
    """Tell the curators whom we can still reach elsewhere, once a day."""
    for curator in curators(unit):
        if curator.ref.workspace != workspace:
            unit.outbox.add(errands.shut_out(workspace, reason, unit.now.date(), curator))


# What is said about it --------------------------------------------------------------------------


def in_doubt_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    pending = unit.outbox.get(errands.doubted(leased.errand.notes))
    if not pending or not pending.uncertain:
        return None
    return private(recipient(unit, leased.errand), _notice(unit, pending, None))


def forgotten(unit: UnitOfWork, post: Post) -> bool:
    """Whether it asks about what nobody remembers any more."""
    return post.kind is Kind.IN_DOUBT and unit.outbox.get(errands.doubted(post.notes)) is None


def in_doubt_again(unit: UnitOfWork, post: Post, quote: Quote) -> InDoubt | None:
    """A notice as it reads now."""
    pending = unit.outbox.get(errands.doubted(post.notes))
    return _notice(unit, pending, _became(unit, pending, quote)) if pending else None


def follow(unit: UnitOfWork, leased: Leased) -> None:
    """Have who was asked about it see what became of it."""
    if asked_about(leased):
        _redraw(unit, leased.id)


def asked_about(leased: Leased) -> bool:
    """Only what somebody was asked about is run by hand, or edited."""
    return leased.revision > 1 and leased.errand.kind is not Kind.EDIT


def _redraw(unit: UnitOfWork, id: str) -> None:
    """The notices that ask about it. One about no quote is remembered by none."""
    redraw(unit, unit.posts.asking_about(id))


def _notice(unit: UnitOfWork, pending: Pending, became: Became | None) -> InDoubt:
    errand, channel = pending.errand, _channel(unit, pending.errand)
    day = features.place(errand)[1] if errand.kind is Kind.FEATURE else None
    return InDoubt(pending.id, errand.to.workspace.platform, channel, day, became)


def _became(unit: UnitOfWork, pending: Pending, quote: Quote) -> Became | None:
    if pending.uncertain:
        return None
    if pending.due_at is not None:
        return Became.POSTING
    errand = pending.errand
    if errand.kind is Kind.FEATURE:
        # Another quote may have taken the place of the one that it was about.
        feature = unit.features.get(*features.place(errand))
        return Became.POSTED if feature and feature.fate is Fate.SHOWN else Became.LEFT
    stands = [(post.kind, post.subject, post.notes) for post in unit.posts.of_quote(quote.number)]
    return Became.POSTED if (errand.kind, errand.subject, errand.notes) in stands else Became.LEFT


def shut_out_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    workspace, reason = errands.shut_out_of(leased.errand.notes)
    return private(recipient(unit, leased.errand), ShutOut(workspace.platform, reason))


def _tell(unit: UnitOfWork, channel: Channel | None, leased: Leased) -> None:
    told = {curator.number: curator for curator in curators(unit)}
    if channel and channel.owner is not None:
        told[channel.owner] = unit.members.get(channel.owner)
    unit.outbox.add(*(errands.in_doubt(leased, member) for member in told.values()))


def _settle(unit: UnitOfWork, errand: Errand, fate: Fate) -> None:
    if errand.kind is Kind.FEATURE:
        unit.features.settle(*features.place(errand), fate)


def _channel(unit: UnitOfWork, errand: Errand) -> Channel | None:
    return unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None

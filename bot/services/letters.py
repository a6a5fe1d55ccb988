"""To whom an errand goes, the letter to them, and who reads what stands in their chat already."""

from bot.domain.people import Member
from bot.domain.refs import ChannelRef
from bot.ports import Errand, Letter, Post, UnitOfWork
from bot.speech import Message


def recipient(unit: UnitOfWork, errand: Errand) -> Member | None:
    """The member an errand goes to, unless they have left."""
    if isinstance(errand.to, ChannelRef):
        return None
    member = unit.members.by_ref(errand.to)
    return member if member and not member.profile.gone else None


def reader(unit: UnitOfWork, post: Post) -> Member | None:
    """To whom a message was written in private, also when they have left; None for one in a channel."""
    return unit.members.by_ref(post.to) if post.to else None


def private(member: Member | None, message: Message | None) -> Letter | None:
    """In the member's own language; None where there is nobody, or nothing to say."""
    return Letter(member.ref, message, member.profile.language) if member and message else None

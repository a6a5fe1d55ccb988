"""Emoji on messages: remembered on ours; on anybody's, an offer to save the words (PRODUCT §6)."""

from datetime import datetime

from bot.domain.people import Member
from bot.domain.quotes import Answer, Sentiment
from bot.domain.refs import MemberRef, MessageRef
from bot.ports import Errand, Kind, Post, UnitOfWork
from bot.services.people import colleague, known


def react(unit: UnitOfWork, who: MemberRef, message: MessageRef, emoji: str, present: bool, at: datetime) -> None:
    """An emoji put on a message, or taken off; without skin tone. Raises: NeedsProfiles, NotAllowed."""
    if (post := unit.posts.find(message)) and post.quote is not None:
        _on_ours(unit, known(unit, who), post, emoji, present, at)
    elif present and not post:
        organisation = unit.organisation
        if emoji in organisation.save_emoji:
            _prompt(unit, colleague(unit, who), message, "", at)
        elif emoji in organisation.world_emoji:
            _prompt(unit, colleague(unit, who), message, Sentiment.NEGATIVE, at)


def _on_ours(unit: UnitOfWork, member: Member, post: Post, emoji: str, present: bool, at: datetime) -> None:
    unit.reactions.put(post, member.number, emoji, present, at)
    if not present or post.quote is None or emoji not in unit.organisation.world_emoji:
        return
    if unit.quotes.get(post.quote).sentiment is Sentiment.NEGATIVE:
        unit.votes.cast(post.quote, member.number, Answer.WORLD, at)
    elif not member.profile.external:
        # An emoji proposes, a person confirms: behind praise there may be trouble, or a slip of the finger.
        _prompt(unit, member, post.message, Sentiment.NEGATIVE, at, post)


def _prompt(
    unit: UnitOfWork, member: Member, message: MessageRef, sentiment: str, at: datetime, post: Post | None = None
) -> None:
    """Asked once per person, message and day: an emoji put on, off and on again is one wish."""
    quote = str(post.quote) if post else ""
    unit.outbox.add(
        Errand(
            Kind.DRAFT_PROMPT,
            f"draft-prompt:{member.number}:{message.token}:{sentiment}:{at.date()}",
            subject=0,
            to=member.ref,
            within=message.channel,
            thread=message.thread,
            notes=(message.token, sentiment, quote),
        )
    )

"""Emoji on messages: remembered on ours; on anybody's, an offer to save the words (PRODUCT §6)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.people import Member
from bot.domain.quotes import Quote, Sentiment, Vote
from bot.domain.refs import CaseNumber, MemberRef, MessageRef, QuoteNumber
from bot.ports import Errand, Kind, Post, UnitOfWork
from bot.services import errands, mentions, voting
from bot.services.case_places import UNFINISHED
from bot.services.people import colleague, known

GRACE = timedelta(seconds=20)
"""So long an emoji must be gone before that means anything, where one that is put on may take another's place."""


def react(
    unit: UnitOfWork, who: MemberRef, message: MessageRef, emoji: str, present: bool, at: datetime, *, ours: bool
) -> None:
    """An emoji put on a message, or taken off; without skin tone. ``ours``: the bot wrote it.

    Raises: NeedsProfiles, NotAllowed.
    """
    organisation = unit.organisation
    if (post := unit.posts.find(message)) and _shows_quote(post):
        _on_ours(unit, known(unit, who), post, emoji, present, at)
    elif ours:
        # What we say ourselves no customer said; but who saves our question whether one said something, heard one.
        if present and emoji in organisation.save_emoji and unit.channels.by_ref(message.channel):
            _prompt(unit, colleague(unit, who), message, "", at, blank=True)
    elif present and not post:
        if emoji in organisation.save_emoji:
            _prompt(unit, colleague(unit, who), message, "", at)
        elif emoji in organisation.world_emoji:
            _prompt(unit, colleague(unit, who), message, Sentiment.NEGATIVE, at)
    elif not post and emoji in organisation.world_emoji and (member := unit.members.by_ref(who)):
        _take_case_back(unit, member, at, lambda quote: _is_from(quote, message))


def take_off_later(unit: UnitOfWork, who: MemberRef, message: MessageRef, emoji: str, at: datetime) -> None:
    """An emoji taken off at that time, unless it is back within the grace time. Raises: NeedsProfiles."""
    post = unit.posts.find(message)
    if not post or not _shows_quote(post):
        return
    member = known(unit, who)
    unit.outbox.add(errands.taken_off(post, member, emoji, at, unit.now + GRACE))


def _shows_quote(post: Post) -> bool:
    """What is asked of whoever looks after a channel is about a quote, but an emoji there is not."""
    return post.quote is not None and post.kind is not Kind.IN_DOUBT


def take_off(unit: UnitOfWork, errand: Errand) -> None:
    """What ``take_off_later`` put off. An emoji put on since then is newer, and stays."""
    post, (emoji, at) = unit.posts.get(errand.subject), errands.emoji_taken_off(errand.notes)
    member = unit.members.by_ref(errand.to) if isinstance(errand.to, MemberRef) else None
    if post and member:
        _on_ours(unit, member, post, emoji, False, at)


def _on_ours(unit: UnitOfWork, member: Member, post: Post, emoji: str, present: bool, at: datetime) -> None:
    unit.reactions.put(post, member.number, emoji, present, at)
    if post.quote is None or emoji not in unit.organisation.world_emoji or member.profile.external:
        return
    quote = unit.quotes.get(post.quote)
    if quote.withdrawn:
        return
    if quote.sentiment is Sentiment.NEGATIVE:
        # Two of these emoji are one vote, and events may come in the wrong order: what stands there counts.
        stands = unit.reactions.of_member(quote.number, member.number) & unit.organisation.world_emoji
        # One that is left after another was taken off says nothing new: an answer by button may have come since.
        if present or not stands:
            _vote(unit, member, post, quote.number, bool(stands))
    elif present:
        # An emoji proposes, a person confirms: behind praise there may be trouble, or a slip of the finger.
        _prompt(unit, member, post.message, Sentiment.NEGATIVE, at, post)
    elif not _calls_it_the_end(unit, member, quote):
        # Nothing but their words says that they belong together, if a person left these as they were.
        words = mentions.as_criticism(unit, member, quote)
        _take_case_back(unit, member, at, lambda criticism: criticism.text == words)


def _take_case_back(unit: UnitOfWork, member: Member, at: datetime, asked: Callable[[Quote], bool]) -> None:
    """Taken off where it made us ask, the emoji takes the case back that was opened upon it, as on its own card.

    ``asked``: whether it was about that quote. Who confirmed only after they had taken it off has meant it.
    """
    opened = [case for case in unit.cases.unclaimed_by(member.number, UNFINISHED) if case.opened_at <= at]
    for quote in unit.quotes.some(case.quote for case in opened).values():
        if asked(quote) and not _calls_it_the_end(unit, member, quote):
            voting.unvote(unit, member, quote.number)


def _is_from(quote: Quote, message: MessageRef) -> bool:
    """Of an emoji's message not every platform says in which thread it is."""
    source = quote.words.source
    return source is not None and (source.channel, source.id) == (message.channel, message.id)


def _calls_it_the_end(unit: UnitOfWork, member: Member, quote: Quote) -> bool:
    return bool(unit.reactions.of_member(quote.number, member.number) & unit.organisation.world_emoji)


def _vote(unit: UnitOfWork, member: Member, post: Post, quote: QuoteNumber, present: bool) -> None:
    """On a negative quote's card an emoji acts at once; taken off, it takes the vote back."""
    if not present:
        voting.unvote(unit, member, quote)
        return
    receipt = voting.vote(unit, member, quote, Vote.WORLD)
    if receipt.verb == voting.OPENED:
        unit.outbox.add(errands.case_opened(CaseNumber(receipt.number), member, post))


def _prompt(
    unit: UnitOfWork,
    member: Member,
    message: MessageRef,
    sentiment: str,
    at: datetime,
    post: Post | None = None,
    *,
    blank: bool = False,
) -> None:
    """An emoji put on, off and on again is one wish."""
    behind = post.quote if post else None
    unit.outbox.add(errands.draft_prompt(member, message, sentiment, at.date(), behind=behind, blank=blank))

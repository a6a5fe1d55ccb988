"""Emoji on our posts, and answers to "no big deal, or end of the world?"."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.domain.quotes import Vote
from bot.domain.refs import MemberNumber, QuoteNumber
from bot.ports import Post
from storage.prepared import Statement
from storage.repository import Repository, newer
from storage.tables import reactions, votes
from storage.upsert import insert

_put = insert(reactions)
PUT = Statement(
    _put.on_conflict_do_update(
        index_elements=["organisation", "post", "member", "emoji"],
        set_=newer(_put, "present", "at", "quote"),
        where=_put.excluded.at >= reactions.c.at,
    )
)
OF_QUOTE = Statement(
    select(reactions.c.emoji, reactions.c.member)
    .where(
        reactions.c.organisation == bindparam("organisation"),
        reactions.c.quote == bindparam("quote"),
        reactions.c.present.is_(True),
    )
    .distinct()
)
_cast = insert(votes)
CAST = Statement(
    _cast.on_conflict_do_update(
        index_elements=["organisation", "quote", "member"],
        set_=newer(_cast, "answer", "at"),
        where=(_cast.excluded.at >= votes.c.at) & (_cast.excluded.answer != votes.c.answer),
    ).returning(votes.c.member)
)
_vote = (
    votes.c.organisation == bindparam("organisation"),
    votes.c.quote == bindparam("quote_"),
    votes.c.member == bindparam("member_"),
)
# The same answer again, so that an older one which comes later still is known to be older.
REPEATED = Statement(update(votes).where(*_vote, votes.c.at < bindparam("before")).values(at=bindparam("at_")))
WITHDRAW = Statement(delete(votes).where(*_vote))
ESCALATED_BY = Statement(
    select(votes.c.quote, votes.c.at)
    .where(
        votes.c.organisation == bindparam("organisation"),
        votes.c.member == bindparam("member"),
        votes.c.answer == Vote.WORLD.value,
        votes.c.at >= bindparam("since"),
    )
    .order_by(votes.c.at.desc())
)
VOTES = Statement(
    select(votes.c.member, votes.c.answer).where(
        votes.c.organisation == bindparam("organisation"), votes.c.quote == bindparam("quote")
    )
)


class SqlReactions(Repository):
    def put(self, post: Post, member: MemberNumber, emoji: str, present: bool, at: datetime) -> None:
        self._all(PUT, post=post.number, quote=post.quote, member=member, emoji=emoji, present=present, at=at)

    def counts(self, quote: QuoteNumber) -> Mapping[str, int]:
        return Counter(row.emoji for row in self._all(OF_QUOTE, quote=quote))

    def reactors(self, quote: QuoteNumber) -> Sequence[MemberNumber]:
        return sorted({MemberNumber(row.member) for row in self._all(OF_QUOTE, quote=quote)})

    def of_member(self, quote: QuoteNumber, member: MemberNumber) -> frozenset[str]:
        return frozenset(row.emoji for row in self._all(OF_QUOTE, quote=quote) if row.member == member)


class SqlVotes(Repository):
    def cast(self, quote: QuoteNumber, member: MemberNumber, answer: Vote, at: datetime) -> bool:
        if self._all(CAST, quote=quote, member=member, answer=answer.value, at=at):
            return True
        self._all(REPEATED, quote_=quote, member_=member, before=at, at_=at)
        return False

    def withdraw(self, quote: QuoteNumber, member: MemberNumber) -> None:
        self._all(WITHDRAW, quote_=quote, member_=member)

    def answer_of(self, quote: QuoteNumber, member: MemberNumber) -> Vote | None:
        found = (row.answer for row in self._all(VOTES, quote=quote) if row.member == member)
        return next(map(Vote, found), None)

    def escalated_by(self, member: MemberNumber, since: datetime) -> Sequence[tuple[QuoteNumber, datetime]]:
        return [(QuoteNumber(row.quote), row.at) for row in self._all(ESCALATED_BY, member=member, since=since)]

    def counts(self, quote: QuoteNumber) -> Mapping[Vote, int]:
        return Counter(Vote(row.answer) for row in self._all(VOTES, quote=quote))

    def voters(self, quote: QuoteNumber) -> Sequence[MemberNumber]:
        return sorted(MemberNumber(row.member) for row in self._all(VOTES, quote=quote))

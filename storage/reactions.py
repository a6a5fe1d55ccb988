"""Emoji on our posts, and answers to "no big deal, or end of the world?"."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.domain.quotes import Answer
from bot.domain.refs import MemberNumber, QuoteNumber
from bot.ports import Post
from storage.prepared import Statement
from storage.repository import Repository, newer
from storage.tables import reactions, votes

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
        where=_cast.excluded.at >= votes.c.at,
    )
)
ANSWERS = Statement(
    select(votes.c.answer).where(votes.c.organisation == bindparam("organisation"), votes.c.quote == bindparam("quote"))
)


class SqlReactions(Repository):
    def put(self, post: Post, member: MemberNumber, emoji: str, present: bool, at: datetime) -> None:
        self._all(PUT, post=post.number, quote=post.quote, member=member, emoji=emoji, present=present, at=at)

    def counts(self, quote: QuoteNumber) -> Mapping[str, int]:
        return Counter(row.emoji for row in self._all(OF_QUOTE, quote=quote))


class SqlVotes(Repository):
    def cast(self, quote: QuoteNumber, member: MemberNumber, answer: Answer, at: datetime) -> None:
        self._all(CAST, quote=quote, member=member, answer=answer.value, at=at)

    def counts(self, quote: QuoteNumber) -> Mapping[Answer, int]:
        return Counter(Answer(row.answer) for row in self._all(ANSWERS, quote=quote))

"""What came in and was answered, and drafts on their way to becoming quotes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.refs import MemberNumber
from bot.ports import Receipt
from storage.prepared import Lookup, Statement
from storage.repository import Repository, newer
from storage.tables import drafts, inbox
from storage.upsert import insert

RECEIPT = Lookup(inbox.c.key, [inbox.c.verb, inbox.c.number, inbox.c.notes])
KEEP = Statement(insert(inbox))

ADD_DRAFT = Statement(insert(drafts))
_draft = (drafts.c.organisation == bindparam("organisation"), drafts.c.number == bindparam("number"))
GET_DRAFT = Statement(
    select(drafts.c.answers).where(*_draft, drafts.c.member == bindparam("member"), drafts.c.kept.is_not(True))
)
REMOVE_DRAFT = Statement(delete(drafts).where(*_draft))
_kept = insert(drafts)
KEEP_DRAFT = Statement(
    _kept.on_conflict_do_update(
        index_elements=["organisation", "member", "form"],
        index_where=drafts.c.kept.is_(True),
        set_=newer(_kept, "answers", "made_at"),
        where=_kept.excluded.made_at >= drafts.c.made_at,
    )
)
_kept_here = (
    drafts.c.organisation == bindparam("organisation"),
    drafts.c.member == bindparam("member"),
    drafts.c.kept.is_(True),
)
KEPT_DRAFT = Statement(select(drafts.c.answers).where(*_kept_here, drafts.c.form == bindparam("form")))
KEPT_FORMS = Statement(select(drafts.c.form, drafts.c.made_at, drafts.c.number, drafts.c.answers).where(*_kept_here))

DISCARDED: Mapping[str, object] = {}
"""Stands in a draft's place, so that what was typed before it was sent in is known when it comes late."""


class SqlInbox(Repository):
    def receipt(self, key: str) -> Receipt | None:
        rows = self._sought(RECEIPT, key)
        return Receipt(rows[0].verb, rows[0].number, tuple(rows[0].notes)) if rows else None

    def keep(self, key: str, receipt: Receipt) -> None:
        self._later_marked(
            KEEP,
            key,
            key=key,
            verb=receipt.verb,
            number=receipt.number,
            notes=receipt.notes,
            kept_at=self._scope.now,
        )


class SqlDrafts(Repository):
    def add(self, member: MemberNumber, form: str, values: Mapping[str, object]) -> int:
        number = self._next("draft")
        self._all(ADD_DRAFT, number=number, kept=False, **self._made(member, form, values))
        return number

    def get(self, number: int, member: MemberNumber) -> Mapping[str, object] | None:
        row = self._one(GET_DRAFT, number=number, member=member)
        return None if row is None else row.answers

    def remove(self, number: int) -> None:
        self._all(REMOVE_DRAFT, number=number)

    def keep(self, member: MemberNumber, form: str, values: Mapping[str, object], at: datetime | None = None) -> None:
        made = self._made(member, form, values) | ({"made_at": at} if at else {})
        self._all(KEEP_DRAFT, number=self._next("draft"), kept=True, **made)

    def kept(self, member: MemberNumber, form: str) -> Mapping[str, object] | None:
        row = self._one(KEPT_DRAFT, member=member, form=form)
        return row.answers or None if row else None

    def forms(self, member: MemberNumber) -> Sequence[str]:
        rows = self._all(KEPT_FORMS, member=member)
        standing = [row for row in rows if row.answers]
        return [row.form for row in sorted(standing, key=lambda row: (row.made_at, row.number), reverse=True)]

    def discard(self, member: MemberNumber, form: str) -> None:
        self.keep(member, form, DISCARDED)

    def _made(self, member: MemberNumber, form: str, values: Mapping[str, object]) -> dict[str, object]:
        return {"member": member, "form": form, "answers": dict(values), "made_at": self._scope.now}

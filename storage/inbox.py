"""What came in and was answered, and drafts on their way to becoming quotes."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.domain.errors import AlreadyExists
from bot.domain.refs import MemberNumber
from bot.ports import Receipt
from storage.prepared import Statement
from storage.repository import Repository
from storage.tables import drafts, inbox

RECEIPT = Statement(
    select(inbox.c.verb, inbox.c.number, inbox.c.notes).where(
        inbox.c.organisation == bindparam("organisation"), inbox.c.key == bindparam("key")
    )
)
KEEP = Statement(insert(inbox).on_conflict_do_nothing().returning(inbox.c.verb))

ADD_DRAFT = Statement(insert(drafts))
_draft = (drafts.c.organisation == bindparam("organisation"), drafts.c.number == bindparam("number"))
GET_DRAFT = Statement(select(drafts.c.answers).where(*_draft, drafts.c.member == bindparam("member")))
REMOVE_DRAFT = Statement(delete(drafts).where(*_draft))


class SqlInbox(Repository):
    def receipt(self, key: str) -> Receipt | None:
        row = self._one(RECEIPT, key=key)
        return None if row is None else Receipt(row.verb, row.number, tuple(row.notes))

    def keep(self, key: str, receipt: Receipt) -> None:
        kept = self._all(
            KEEP,
            key=key,
            verb=receipt.verb,
            number=receipt.number,
            notes=receipt.notes,
            kept_at=self._scope.now,
        )
        if not kept:
            raise AlreadyExists(key=key)


class SqlDrafts(Repository):
    def add(self, member: MemberNumber, form: str, values: Mapping[str, object]) -> int:
        number = self._next("draft")
        made = {"member": member, "form": form, "answers": dict(values), "made_at": self._scope.now}
        self._all(ADD_DRAFT, number=number, **made)
        return number

    def get(self, number: int, member: MemberNumber) -> Mapping[str, object] | None:
        row = self._one(GET_DRAFT, number=number, member=member)
        return None if row is None else row.answers

    def remove(self, number: int) -> None:
        self._all(REMOVE_DRAFT, number=number)

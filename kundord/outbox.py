"""``kundord outbox``: what waits and why, and what is done about it by hand, beside a running bot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.domain.refs import ChannelRef
from bot.ports import Pending, Registry, UnitOfWork
from bot.services import doubts
from kundord.database import storage
from kundord.failed import Failed
from kundord.settings import Settings

MOST = 1_000

Row = Mapping[str, object]


class NotThere(Failed):
    """No errand of that id waits or is uncertain: it is out, under way, or never was."""


async def listed(settings: Settings) -> list[Row]:
    async with storage(settings) as store:
        return [_row(each) for each in await store.registry(_pending)]


async def retry(settings: Settings, id: str) -> Row:
    """Raises: NotThere."""
    return await _change(settings, id, doubts.retry)


async def drop(settings: Settings, id: str) -> Row:
    """Raises: NotThere."""
    return await _change(settings, id, doubts.drop)


async def _change(settings: Settings, id: str, change: Callable[[UnitOfWork, str], bool]) -> Row:
    async with storage(settings) as store:
        known = next((each for each in await store.registry(_pending) if each.id == id), None)
        if known is None or not await store.write(known.organisation, change, id):
            raise NotThere(f"no errand {id} waits or is uncertain")
        return _row(known)


def _pending(registry: Registry) -> Sequence[Pending]:
    return registry.pending(MOST)


def _row(pending: Pending) -> Row:
    errand = pending.errand
    to = errand.to
    return {
        "id": pending.id,
        "state": _state(pending),
        "kind": errand.kind.value,
        "workspace": str(to.workspace),
        "to": f"channel {to.id}" if isinstance(to, ChannelRef) else f"member {to.id}",
        "since": _instant(pending.created_at),
        "due_at": _instant(pending.due_at) if pending.due_at else None,
        "attempts": pending.attempt,
        "reason": pending.reason,
    }


def _state(pending: Pending) -> str:
    if pending.uncertain:
        return "uncertain"
    return "under way" if pending.leased else "waiting"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

"""``kundord outbox``: what waits and why, and what is done about it by hand, beside a running bot."""

from collections.abc import Callable

from bot.domain.refs import ChannelRef
from bot.ports import Pending, Registry, UnitOfWork
from bot.services import doubts
from kundord.database import storage_there
from kundord.failed import Failed
from kundord.rows import Row, instant
from kundord.settings import Settings

MOST = 1_000


class NotThere(Failed):
    """No errand of that id waits or is uncertain: it is out, under way, or never was."""


async def listed(settings: Settings) -> tuple[list[Row], int]:
    """The first of them, and how many more there are."""
    async with storage_there(settings) as store:
        return await store.registry(_listed)


def _listed(registry: Registry) -> tuple[list[Row], int]:
    rows = [_row(each) for each in registry.pending(MOST)]
    return rows, registry.how_many_pending() - len(rows)


async def retry(settings: Settings, id: str) -> tuple[Row, bool]:
    """And whether it kept its time, for it may be out already. Raises: NotThere."""
    before, now = await _change(settings, id, doubts.retry)
    return _row(now), now.due_at == before.due_at


async def drop(settings: Settings, id: str) -> Row:
    """Raises: NotThere."""
    _, now = await _change(settings, id, doubts.drop)
    return _row(now)


async def _change(settings: Settings, id: str, change: Callable[[UnitOfWork, str], bool]) -> tuple[Pending, Pending]:
    """As it was, and as it is. Raises: NotThere."""
    async with storage_there(settings) as store:
        known = await store.registry(_errand, id)
        changed = await store.write(known.organisation, _changed, change, id) if known else None
        if known is None or changed is None:
            raise NotThere(f"no errand {id} waits or is uncertain")
        return known, changed


def _errand(registry: Registry, id: str) -> Pending | None:
    return registry.errand(id)


def _changed(unit: UnitOfWork, change: Callable[[UnitOfWork, str], bool], id: str) -> Pending | None:
    """As it is then. None: there was nothing to change."""
    return unit.outbox.get(id) if change(unit, id) else None


def _row(pending: Pending) -> Row:
    errand = pending.errand
    to = errand.to
    return {
        "id": pending.id,
        "state": _state(pending),
        "kind": errand.kind.value,
        "workspace": str(to.workspace),
        "to": f"channel {to.id}" if isinstance(to, ChannelRef) else f"member {to.id}",
        "since": instant(pending.created_at),
        "due_at": instant(pending.due_at),
        "attempts": pending.attempt,
        "reason": pending.reason,
    }


def _state(pending: Pending) -> str:
    if pending.uncertain:
        return "uncertain"
    if pending.due_at is None:
        return "dropped"
    return "under way" if pending.leased else "waiting"

"""A quote typed without + or -, kept as a draft until its writer has said whether it is praise."""

from collections.abc import Mapping
from typing import Any

from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import Mentioned, NamedPerson, Record


def as_draft(request: Record) -> dict[str, object]:
    """In plain values."""
    return {
        "text": request.text,
        "mentioned": [[each.ref.id, each.name] for each in request.people if isinstance(each, Mentioned)],
        "named": [each.name for each in request.people if isinstance(each, NamedPerson)],
        "within": [[each.ref.id, each.name] for each in request.within],
        "teams": list(request.teams),
        "stage": request.stage,
        "customer": request.customer,
        "via": request.via,
        "link": request.link,
    }


def from_draft(workspace: WorkspaceRef, draft: Mapping[str, object]) -> Record:
    """The inverse of ``as_draft``."""
    return Record(
        sentiment=None,
        text=str(draft["text"]),
        people=(
            *(Mentioned(MemberRef(workspace, id), name) for id, name in _list(draft["mentioned"])),
            *(NamedPerson(name) for name in _list(draft["named"])),
        ),
        teams=tuple(_list(draft["teams"])),
        **{name: _or_none(draft[name]) for name in ("stage", "customer", "via", "link")},
        # Drafts of before had none.
        within=tuple(Mentioned(MemberRef(workspace, id), name) for id, name in _list(draft.get("within"))),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _or_none(value: object) -> str | None:
    return str(value) if value is not None else None

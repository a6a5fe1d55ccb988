"""What Slack sends, decoded once at the border: ids by their place, and words as their writer saw them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from adapters.lines import joined
from adapters.payload import Json, at, part
from adapters.slack.emoji_names import with_emoji
from bot.domain.calendar import known_zone
from bot.domain.people import NAME_MOST, Profile, spoken
from bot.domain.quotes import clean
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import Mentioned

_CONTROL = re.compile(r"<([^<>]+)>")


def moment(ts: str) -> datetime | None:
    """A message's or an event's ``ts`` as an instant."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


# Words ------------------------------------------------------------------------------------------


def line(text: str, workspace: WorkspaceRef, us: str = "") -> list[str | Mentioned]:
    """What was said, as its reader saw it, with the people in it resolved; to ``us``, our own mention left out.

    A mention that came without a name has an empty one.
    """
    parts: list[str | Mentioned] = []
    for words, target, label in _tokens(text):
        parts.append(words)
        if not target.startswith("@"):
            parts.append(_spelled(target, label))
        elif target[1:] != us:
            parts.append(Mentioned(MemberRef(workspace, target[1:]), label.lstrip("@")))
    return joined(parts)


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Words, and what follows them in angle brackets: its target and its label."""
    at = 0
    for match in _CONTROL.finditer(text):
        target, _, label = match[1].partition("|")
        yield _plain(text[at : match.start()]), _unescaped(target), _plain(label)
        at = match.end()
    yield _plain(text[at:]), "", ""


def _plain(text: str) -> str:
    return with_emoji(_unescaped(text))


def _unescaped(text: str) -> str:
    """Slack escapes three characters, and the ampersand last on its way back."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _spelled(target: str, label: str) -> str:
    """A channel, a group, a call to everybody, a date or a link as it would be typed."""
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!subteam"):
        return f"@{label.lstrip('@')}" if label else "@…"
    if target.startswith("!date"):
        return label
    if target.startswith("!"):
        return f"@{target[1:]}"
    return label if target.startswith(("mailto:", "tel:")) and label else target


# People and places ------------------------------------------------------------------------------


def profile(user: Json, workspace: WorkspaceRef) -> Profile:
    """A user as users.info and user_change give it."""
    shown = part(user, "profile")
    full_name = clean(at(shown, "real_name") or at(user, "real_name"))[:NAME_MOST]
    name = clean(at(shown, "display_name"))[:NAME_MOST] or full_name or clean(at(user, "name"))[:NAME_MOST]
    return Profile(
        ref=MemberRef(workspace, at(user, "id")),
        name=name or at(user, "id"),
        handle=at(user, "name"),
        full_name=full_name if full_name != name else "",
        timezone=known_zone(at(user, "tz")),
        language=spoken(at(user, "locale")),
        admin=any(user.get(key) is True for key in ("is_admin", "is_owner", "is_primary_owner")),
        bot=any(user.get(key) is True for key in ("is_bot", "is_workflow_bot")) or at(user, "id") == "USLACKBOT",
        gone=user.get("deleted") is True,
        external=_external(user, workspace),
    )


def _external(user: Json, workspace: WorkspaceRef) -> bool:
    """From another company, through Slack Connect or as a guest of the workspace's own. In an enterprise, people of
    sister workspaces are not.
    """
    if any(user.get(key) is True for key in ("is_stranger", "is_restricted", "is_ultra_restricted")):
        return True
    team, sisters = at(user, "team_id"), part(user, "enterprise_user").get("teams")
    return bool(team) and team != workspace.id and workspace.id not in (sisters or ())

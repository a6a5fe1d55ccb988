"""One request of Slack's, decoded as far as all kinds have it in common."""

from collections.abc import Iterator
from uuid import uuid4

from adapters.payload import Json, at, part
from bot.domain.people import Workspace
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.domain.values import dataclass
from bot.services.conversation import Occasion


@dataclass(frozen=True, slots=True)
class Request:
    """``redelivered``: Slack sent it before, and got no good answer in time.

    ``overtaking``: three seconds ago, and whoever got it then, in this process or another, may be about to answer it.
    """

    body: Json
    place: Workspace
    redelivered: bool = False
    overtaking: bool = False

    @property
    def here(self) -> WorkspaceRef:
        return self.place.ref

    @property
    def shared(self) -> bool:
        """Whether it happened where another company reads along, as the event itself tells."""
        return self.body.get("is_ext_shared_channel") is True

    def member(self, id: str) -> MemberRef:
        return MemberRef(self.here, id)

    def occasion(self, who: str, key: str, channel: str = "", thread: str = "") -> Occasion:
        return Occasion(
            who=self.member(who),
            key=key,
            channel=ChannelRef(self.here, channel) if channel else None,
            thread=thread or None,
            private=channel.startswith("D"),
        )


def key(kind: str, *ids: str) -> str:
    """What names an event: the same ids, the same event. Without ids it is one of its own."""
    return ":".join((kind, *ids)) if all(ids) else f"{kind}:{uuid4().hex}"


def kind_of(body: Json) -> str:
    return "command" if at(body, "command") else at(body, "type")


def visitor_in(body: Json, workspace: WorkspaceRef) -> MemberRef | None:
    """Who sent it, where it says that they are of another workspace, in a channel that both share."""
    event = part(body, "event")
    for who, team in (
        (at(event, "user"), at(event, "user_team")),
        (at(body, "user", "id"), at(body, "user", "team_id")),
    ):
        if who and team and team != workspace.id:
            return MemberRef(workspace, who)
    return None


def teams_in(body: Json) -> Iterator[str]:
    """Whose request it may be, the likeliest first: in a shared channel, ours is among the authorisations."""
    authorizations = body.get("authorizations")
    for each in authorizations if isinstance(authorizations, list) else ():
        yield at(each, "team_id")
    yield at(body, "view", "app_installed_team_id")
    yield at(body, "team", "id")
    yield at(body, "team_id")
    # Somebody of another company, on a message of ours in a channel that both share.
    yield at(body, "message", "team")
    yield at(body, "user", "team_id")

"""The Web API's methods over a workspace, with the errors Slack gives; no HTTP here."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_rules import ALL_TEXT, all_text, faults_in_message, faults_in_view
from tests.fakes.slack_world import TRIGGER_SECONDS, Channel, Json, Shown, Trigger, World, with_ids


class SlackError(Exception):
    """``ok: false`` and what stands beside it."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **beside}


@dataclass(frozen=True, slots=True)
class Method:
    """``scope`` None: any token will do. ``json`` is whether Slack reads a JSON body there; else it sees nothing."""

    run: Callable[[Json], Json]
    required: tuple[str, ...] = ()
    scope: str | None = None
    json: bool = False


class WebApi:
    def __init__(self, world: World) -> None:
        self.world = world
        self.scopes: set[str] = set()
        self.methods = {
            "auth.test": Method(self._auth_test, json=True),
            "team.info": Method(self._team_info, scope="team:read"),
            "users.info": Method(self._users_info, ("user",), "users:read"),
            "chat.postMessage": Method(self._post, ("channel",), "chat:write", json=True),
            "chat.postEphemeral": Method(self._whisper, ("channel", "user"), "chat:write", json=True),
            "chat.update": Method(self._update, ("channel", "ts"), "chat:write", json=True),
            "chat.delete": Method(self._delete, ("channel", "ts"), "chat:write", json=True),
            "chat.getPermalink": Method(self._permalink, ("channel", "message_ts")),
            "conversations.info": Method(self._channel_info, ("channel",)),
            "conversations.members": Method(self._channel_members, ("channel",)),
            "conversations.open": Method(self._open_chat, ("users",), "im:write", json=True),
            "conversations.history": Method(self._history, ("channel",)),
            "conversations.replies": Method(self._replies, ("channel", "ts")),
            "reactions.get": Method(self._reactions_of, ("channel", "timestamp"), "reactions:read"),
            "views.open": Method(self._open_view, ("view", "trigger_id"), json=True),
            "views.push": Method(self._push_view, ("view", "trigger_id"), json=True),
            "views.update": Method(self._update_view, ("view",), json=True),
            "views.publish": Method(self._publish, ("view", "user_id"), json=True),
        }

    def call(self, name: str, args: Json) -> Json:
        """Raises: SlackError."""
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if method.scope:
            self._needs(method.scope)
        missing = [each for each in method.required if not args.get(each)]
        if missing:
            told = [f"[ERROR] missing required field: {each}" for each in missing]
            raise SlackError("invalid_arguments", response_metadata={"messages": told})
        return {"ok": True, **method.run({key: _decoded(key, value) for key, value in args.items()})}

    def _needs(self, scope: str) -> None:
        if scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    # Who and where ------------------------------------------------------------------------------

    def _auth_test(self, _args: Json) -> Json:
        world = self.world
        return {
            "url": f"https://{world.domain}.slack.com/",
            "team": world.team_name,
            "team_id": world.team,
            "user": world.bot.handle,
            "user_id": world.bot.id,
            "bot_id": world.bot_id,
            "is_enterprise_install": False,
        }

    def _team_info(self, _args: Json) -> Json:
        return {"team": {"id": self.world.team, "name": self.world.team_name, "domain": self.world.domain}}

    def _users_info(self, args: Json) -> Json:
        if args["user"] not in self.world.users:
            raise SlackError("user_not_found")
        user = self.world.users[args["user"]]
        return {"user": user.shown(self.world.team, with_locale=_true(args.get("include_locale")))}

    def _channel(self, id: str) -> Channel:
        """A conversation the bot can see: public, or one it is in."""
        channel = self.world.channels.get(id)
        if channel is None or (channel.private and self.world.bot.id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _joined(self, id: str) -> Channel:
        channel = self._channel(id)
        if self.world.bot.id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def _channel_info(self, args: Json) -> Json:
        channel = self._channel(args["channel"])
        self._needs("im:read" if channel.im_with else "groups:read" if channel.private else "channels:read")
        return {"channel": channel.shown(self.world.team, self.world.bot.id)}

    def _channel_members(self, args: Json) -> Json:
        channel = self._channel(args["channel"])
        self._needs("groups:read" if channel.private else "channels:read")
        return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}

    def _open_chat(self, args: Json) -> Json:
        user = str(args["users"])
        if user not in self.world.users:
            raise SlackError("user_not_found")
        if self.world.users[user].deleted:
            raise SlackError("user_disabled")
        if self.world.users[user].bot:
            raise SlackError("cannot_dm_bot")
        channel = self.world.chat_with(user)
        return {"channel": {"id": channel.id, "is_im": True, "user": user}, "no_op": False, "already_open": False}

    # Messages -----------------------------------------------------------------------------------

    def _addressed(self, args: Json) -> Channel:
        """The conversation a post is for; somebody's id opens the 1:1 chat with them."""
        if args["channel"] in self.world.users:
            return self.world.channels[self._open_chat({"users": args["channel"]})["channel"]["id"]]
        channel = self._joined(args["channel"])
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _content(self, args: Json) -> tuple[str, list[Json]]:
        text, blocks = str(args.get("text") or "")[:40_000], args.get("blocks")
        if not text and not blocks:
            raise SlackError("no_text")
        if blocks is not None and (told := faults_in_message(blocks)):
            raise SlackError("invalid_blocks", response_metadata={"messages": told})
        if all_text(blocks) > ALL_TEXT:
            raise SlackError("msg_blocks_too_long")
        return text, with_ids(list(blocks or []))

    def _post(self, args: Json) -> Json:
        text, blocks = self._content(args)
        channel = self._addressed(args)
        thread = args.get("thread_ts")
        if thread and not self.world.message(channel.id, str(thread)):
            raise SlackError("thread_not_found")
        message = self.world.show(
            "message",
            text,
            blocks,
            channel=channel.id,
            thread=thread,
            author=self.world.bot.id,
            metadata=_metadata(args.get("metadata")),
        )
        return {"channel": channel.id, "ts": message.ts, "message": message.shown(with_metadata=True)}

    def _whisper(self, args: Json) -> Json:
        text, blocks = self._content(args)
        channel, user = self._addressed(args), str(args["user"])
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        shown = self.world.show(
            "ephemeral",
            text,
            blocks,
            channel=channel.id,
            thread=args.get("thread_ts"),
            to=user,
            author=self.world.bot.id,
        )
        return {"message_ts": shown.ts}

    def _own(self, args: Json, refusal: str) -> Shown:
        message = self.world.message(self._joined(args["channel"]).id, str(args["ts"]))
        if message is None:
            raise SlackError("message_not_found")
        if message.author != self.world.bot.id:
            raise SlackError(refusal)
        return message

    def _update(self, args: Json) -> Json:
        text, blocks = self._content(args)
        message = self._own(args, "cant_update_message")
        self.world.redraw(message, text, blocks)
        # Nobody could tell us whether an edit without metadata keeps it; here it does not.
        message.metadata = _metadata(args.get("metadata"))
        return {"channel": message.channel, "ts": message.ts, "text": text}

    def _delete(self, args: Json) -> Json:
        message = self._own(args, "cant_delete_message")
        message.deleted = True
        return {"channel": message.channel, "ts": message.ts}

    def _permalink(self, args: Json) -> Json:
        channel, ts = self._channel(args["channel"]), str(args["message_ts"])
        message = self.world.message(channel.id, ts)
        if message is None:
            raise SlackError("message_not_found")
        link = f"https://{self.world.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
        if message.thread:
            link += f"?thread_ts={message.thread}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}

    def _history(self, args: Json) -> Json:
        channel = self._joined(args["channel"])
        self._needs(channel.history_scope)
        return _page([each for each in self.world.messages(channel.id) if not each.thread][::-1], args)

    def _replies(self, args: Json) -> Json:
        channel = self._joined(args["channel"])
        self._needs(channel.history_scope)
        parent = self.world.message(channel.id, str(args["ts"]))
        if parent is None:
            raise SlackError("thread_not_found")
        root = parent.thread or parent.ts
        thread = [each for each in self.world.messages(channel.id) if root in (each.ts, each.thread)]
        return _page(thread, args, always=thread[0])

    def _reactions_of(self, args: Json) -> Json:
        message = self.world.message(self._channel(args["channel"]).id, str(args["timestamp"]))
        if message is None:
            raise SlackError("message_not_found")
        return {"type": "message", "channel": message.channel, "message": message.shown(with_metadata=False)}

    # Views --------------------------------------------------------------------------------------

    def _checked(self, view: object) -> Json:
        if told := faults_in_view(view):
            error = "view_too_large" if any("view_too_large" in each for each in told) else "invalid_arguments"
            raise SlackError(error, response_metadata={"messages": told})
        assert isinstance(view, dict)
        return view

    def _trigger(self, id: str) -> Trigger:
        trigger = self.world.triggers.get(id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def _open_view(self, args: Json) -> Json:
        trigger = self._trigger(str(args["trigger_id"]))
        return {"view": self.put_view(self._checked(args["view"]), trigger.user, trigger=str(args["trigger_id"]))}

    def _push_view(self, args: Json) -> Json:
        trigger = self._trigger(str(args["trigger_id"]))
        if trigger.view is None:
            raise SlackError("not_found")
        return {"view": self.put_view(self._checked(args["view"]), trigger.user, above=trigger.view)}

    def put_view(self, view: Json, user: str, *, above: str | None = None, trigger: str | None = None) -> Json:
        """Open a modal, on top of another if one is named: three at most."""
        depth, below = 1, above
        while below:
            depth, below = depth + 1, self.world.views[below].view["previous_view_id"]
        if depth > 3:
            raise SlackError("push_limit_reached")
        shown = self.world.show("modal", blocks=view["blocks"], to=user, trigger=trigger)
        id = f"V0{shown.born:06}"
        root = self.world.views[above].view["root_view_id"] if above else id
        self.world.views[id] = shown
        shown.view = self._placed(view, shown, id=id, previous_view_id=above, root_view_id=root)
        return shown.view

    def _placed(self, view: Json, shown: Shown, **ids: Any) -> Json:
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            **view,
            **ids,
            "blocks": shown.blocks,
            "team_id": self.world.team,
            "app_id": self.world.app_id,
            "bot_id": self.world.bot_id,
            "hash": f"{shown.born}.{self.world.mark()}",
            "state": {"values": {}},
        }

    def _update_view(self, args: Json) -> Json:
        shown = self.world.views.get(str(args.get("view_id")))
        if shown is None:
            raise SlackError("not_found")
        return {"view": self.redraw_view(shown, self._checked(args["view"]), args.get("hash"))}

    def redraw_view(self, shown: Shown, view: Json, known: str | None = None) -> Json:
        if known and known != shown.view["hash"]:
            raise SlackError("hash_conflict")
        ids = {key: shown.view[key] for key in ("id", "previous_view_id", "root_view_id")}
        self.world.redraw(shown, "", view["blocks"])
        shown.entered = {}
        shown.view = self._placed(view, shown, **ids)
        return shown.view

    def _publish(self, args: Json) -> Json:
        view, user = self._checked(args["view"]), str(args["user_id"])
        if user not in self.world.users:
            raise SlackError("user_not_found")
        if view["type"] != "home":
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] must be a home view"]})
        home = self.world.homes.get(user)
        if home is None:
            home = self.world.homes[user] = self.world.show("home", blocks=view["blocks"], to=user)
            id = f"V0{home.born:06}"
            home.view = {"id": id, "previous_view_id": None, "root_view_id": id, "hash": ""}
            self.world.views[id] = home
        return {"view": self.redraw_view(home, view, args.get("hash"))}


def _page(messages: list[Shown], args: Json, always: Shown | None = None) -> Json:
    """Those between two moments, at most ``limit`` from where the cursor says; ``always`` a thread's first."""
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    edges = _true(args.get("inclusive"))
    limit, start = int(args.get("limit") or 100), int(args.get("cursor") or 0)
    among = [
        each
        for each in messages
        if each is always or oldest < float(each.ts) < latest or (edges and float(each.ts) in (oldest, latest))
    ]
    with_metadata = _true(args.get("include_all_metadata"))
    shown = [each.shown(with_metadata=with_metadata) for each in among[start : start + limit]]
    rest = len(among) - start - limit
    cursor = str(start + limit) if rest > 0 else ""
    return {"messages": shown, "has_more": rest > 0, "response_metadata": {"next_cursor": cursor}}


def _metadata(metadata: object) -> Json | None:
    """As Slack keeps it: a malformed one is dropped with a warning, and the message is posted all the same."""
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        return None
    flat = all(isinstance(each, str | int | bool | float) for each in metadata["event_payload"].values())
    return metadata if flat else None


_OBJECTS = {"blocks", "view", "metadata"}


def _decoded(key: str, value: Any) -> Any:
    """A form carries objects as JSON text."""
    if key in _OBJECTS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _true(value: object) -> bool:
    return value in (True, 1, "1", "true", "True")

"""People in Slack, as tests drive them: what they type, press and send in reaches the bot as Slack's servers send it.

``slack.user("Anna Berg")`` is a person; ``await anna.types("/quote …", channel)`` gives what she sees of it.
"""

import hashlib
import hmac
import io
import json
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack import FakeSlack, ResponseUrl
from tests.fakes.slack_rules import INPUTS, faults_in_view
from tests.fakes.slack_world import Channel, Json, Shown, User

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PATIENCE = 3.0
"""Seconds a person waits for an answer, as Slack does."""
LATE = 10.0
"""Where Slack was told in time that it takes longer."""


class SlackRefuses(AssertionError):
    """Slack's own client would not let that through, or would show its own error."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the bot and its answer; status 0 when there was no connection."""

    status: int
    body: str = ""
    seconds: float = 0.0

    @property
    def json(self) -> Json:
        if not self.body:
            return {}
        parsed = json.loads(self.body) if self.body.lstrip().startswith("{") else {"text": self.body}
        return dict(parsed)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees of what they did. ``errors`` are a form's faults, by block."""

    delivery: Delivery
    shown: tuple[Shown, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join([*(each.text for each in self.shown), *self.errors.values()])

    def shows(self, *words: str) -> bool:
        return all(any(each.shows(word) for each in self.shown) for word in words)

    @property
    def buttons(self) -> list[str]:
        return [label for each in self.shown for label in each.buttons]

    @property
    def form(self) -> Shown:
        forms = [each for each in self.shown if each.kind == "modal"]
        assert forms, f"no form was opened; {self}"
        return forms[-1]

    def __str__(self) -> str:
        return f"<answer {self.delivery.status}: {self.text!r}>"


@dataclass(frozen=True, slots=True)
class Sent:
    """The last request, to send again."""

    body: bytes
    kind: str
    headers: Mapping[str, str]


class Slack(FakeSlack):
    """A workspace with people. ``bot_url`` is where events go; with Socket Mode they go through the socket."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.bot_url = ""
        self.command = "/quote"
        self.last: Sent | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(self, *how: object) -> None:
        if self._session:
            await self._session.close()
        await super().__aexit__(*how)

    def user(self, name: str, **facts: Any) -> "SlackUser":
        """A new person. Facts: handle, tz, locale, admin, bot, deleted, team."""
        return SlackUser(self, self.world.add_user(name, **facts))

    def channel(self, name: str, *members: "SlackUser", private: bool = False, with_bot: bool = True) -> Channel:
        ids = [each.id for each in members]
        return self.world.add_channel(name, *ids, private=private, with_bot=with_bot)

    # The wire ------------------------------------------------------------------------------------

    def signed(self, body: bytes, *, secret: str | None = None, at: float | None = None) -> dict[str, str]:
        """The two headers by which the bot knows Slack."""
        timestamp = str(int(time.time() if at is None else at))
        base = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new((secret or self.signing_secret).encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}

    async def post(self, body: bytes, kind: str = JSON, headers: Mapping[str, str] | None = None) -> Delivery:
        """To /slack/events, signed unless headers are given."""
        assert self._session, "not started"
        headers = self.signed(body) if headers is None else headers
        self.last = Sent(body, kind, headers)
        began = time.monotonic()
        sent = {"Content-Type": kind, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", **headers}
        try:
            async with self._session.post(
                f"{self.bot_url}/slack/events", data=io.BytesIO(body), headers=sent
            ) as answer:
                return Delivery(answer.status, await answer.text(), time.monotonic() - began)
        except aiohttp.ClientError:
            return Delivery(0)

    async def redeliver(self, number: int = 1, reason: str = "http_timeout") -> Delivery:
        """The last request again, as Slack retries an event."""
        assert self.last, "nothing was sent"
        again = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return await self.post(self.last.body, self.last.kind, self.signed(self.last.body) | again)

    async def replay(self) -> Delivery:
        """The last request again to the byte, as an eavesdropper would."""
        assert self.last, "nothing was sent"
        return await self.post(self.last.body, self.last.kind, self.last.headers)

    async def command_form(self, fields: Json) -> Delivery:
        if self.sockets:
            return Delivery(200, json.dumps(await self.envelope("slash_commands", fields)))
        return _in_time(await self.post(urlencode(fields).encode(), FORM))

    async def interaction(self, payload: Json) -> Delivery:
        if self.sockets:
            return Delivery(200, json.dumps(await self.envelope("interactive", payload)))
        return _in_time(await self.post(urlencode({"payload": json.dumps(payload)}).encode(), FORM))

    async def event(self, event: Json, id: str | None = None) -> Delivery:
        """Something that happened, in Slack's envelope."""
        place = event.get("channel")
        known = self.world.channels.get(place) if isinstance(place, str) else None
        body = {
            "token": "verification-token",
            "team_id": self.world.team,
            "context_team_id": self.world.team,
            "api_app_id": self.world.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": id or f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.world.team,
                    "user_id": self.world.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(known and known.shared),
            "event_context": f"4-{secrets.token_hex(12)}",
        }
        if self.sockets:
            return Delivery(200, json.dumps(await self.envelope("events_api", body, retry_attempt=0, retry_reason="")))
        return await self.post(json.dumps(body).encode(), JSON)

    # Words ---------------------------------------------------------------------------------------

    def spelled(self, text: str, *, in_command: bool = False) -> str:
        """A line as Slack sends it: entities, people and channels by id, links in angle brackets."""
        for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(char, entity)
        by_handle = {user.handle.casefold(): user for user in self.world.users.values()}
        by_name = {channel.name: channel for channel in self.world.channels.values() if channel.name}

        def person(match: re.Match[str]) -> str:
            user = by_handle.get(match[1].casefold())
            label = f"|{user.handle}" if user and in_command else ""
            return f"<@{user.id}{label}>" if user else match[0]

        def channel(match: re.Match[str]) -> str:
            known = by_name.get(match[1])
            return f"<#{known.id}|{known.name}>" if known else match[0]

        text = re.sub(r"(?<![\w@])@([\w-]+)", person, text)
        text = re.sub(r"(?<![\w#])#([\w-]+)", channel, text)
        return re.sub(r"(?<![<|\w])(https?://[^\s<>|\"”]+)", r"<\1>", text)


class SlackUser:
    """One person with Slack open."""

    def __init__(self, slack: Slack, user: User) -> None:
        self.slack, self.user = slack, user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def chat(self) -> Channel:
        """Their 1:1 chat with the bot."""
        return self.slack.world.chat_with(self.id)

    @property
    def home(self) -> Shown:
        return self.slack.world.homes[self.id]

    # What a person does --------------------------------------------------------------------------

    async def types(self, line: str, channel: Channel | None = None, *, escaped: bool = True) -> Answer:
        """A slash command; without a channel, in the 1:1 chat with the bot."""
        channel = channel or self.chat
        name, _, text = line.partition(" ")
        url = self.slack.response_url(self.id, channel.id)
        fields = {
            "token": "verification-token",
            "team_id": self.slack.world.team,
            "team_domain": self.slack.world.domain,
            "channel_id": channel.id,
            "channel_name": channel.name or "directmessage",
            "user_id": self.id,
            "user_name": self.user.handle,
            "command": name,
            "text": self.slack.spelled(text.strip(), in_command=True) if escaped else text.strip(),
            "api_app_id": self.slack.world.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.slack.world.new_trigger(self.id),
        }
        return await self._did(lambda: self.slack.command_form(fields), channel, in_body=True)

    async def presses(self, button: str, on: Answer | Shown, *, option: str | None = None) -> Answer:
        """A button (or, with ``option``, a choice) by its label or its action's name; in a menu too."""
        surface = on if isinstance(on, Shown) else _the_one_with(button, on.shown)
        block, element = _element(surface, button)
        if element["type"] == "overflow":
            option = option or button
        if "url" in element:
            raise SlackRefuses("a link button opens a page")
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.slack.world.new_ts(),
            **{key: element[key] for key in ("text", "value", "style") if key in element},
        }
        if option:
            action["selected_option"] = _option(element["options"], option)
        payload = {
            **self._common("block_actions", view=surface.view.get("id")),
            "actions": [action],
            **self._place(surface),
        }
        channel = self.slack.world.channels.get(surface.channel or "")
        return await self._did(lambda: self.slack.interaction(payload), channel)

    async def fills(self, form: Answer | Shown, **values: Any) -> list[Delivery]:
        """Put these values into a form's fields, without sending it: the bot is told of fields that tell."""
        view, told = form if isinstance(form, Shown) else form.form, []
        for name, value in values.items():
            block = _input(view, name)
            element = block["element"]
            entered = await self._entered(view, block, element, value)
            view.entered[block["block_id"]] = {element["action_id"]: entered}
            if block.get("dispatch_action"):
                told.append(await self.slack.interaction(self.filling(view, block)))
        return told

    def filling(self, view: Shown, block: Json) -> Json:
        """What the bot is told of a field that something was just put into."""
        element = block["element"]
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.slack.world.new_ts(),
            **_standing(view)[block["block_id"]][element["action_id"]],
        }
        return {**self._common("block_actions", view=view.view["id"]), "actions": [action], **self._place(view)}

    async def closes(self, form: Answer | Shown) -> Delivery | None:
        """Put a form away without sending it. None where the bot does not want to know."""
        view = form if isinstance(form, Shown) else form.form
        view.deleted = True
        if not view.view.get("notify_on_close"):
            return None
        # Without what stands in it, as in Slack's own samples.
        payload = {**self._common("view_closed"), "view": view.view, "is_cleared": False}
        return await self.slack.interaction(payload)

    async def submits(self, form: Answer | Shown, **values: Any) -> Answer:
        """A form with these values, by block id, action id or label; the rest as it stands."""
        view = form if isinstance(form, Shown) else form.form
        state = await self._state(view, values)
        payload = {
            **self._common("view_submission"),
            "view": {**view.view, "state": {"values": state}},
            "response_urls": [],
        }
        answer = await self._did(lambda: self.slack.interaction(payload), None, wait=False)
        return self._submitted(view, answer)

    async def shortcut(self, callback_id: str) -> Answer:
        """A global shortcut."""
        payload = self._common("shortcut") | {"callback_id": callback_id, "action_ts": self.slack.world.new_ts()}
        return await self._did(lambda: self.slack.interaction(payload), None)

    async def message_action(self, callback_id: str, message: Shown) -> Answer:
        """A shortcut from a message's menu."""
        assert message.channel, "a message stands in a channel"
        channel = self.slack.world.channels[message.channel]
        payload = self._common("message_action") | {
            "callback_id": callback_id,
            "action_ts": self.slack.world.new_ts(),
            "channel": {"id": channel.id, "name": "privategroup" if channel.private else channel.name},
            "message_ts": message.ts,
            "message": {**message.shown(with_metadata=False), "team": self.slack.world.team},
            "response_url": self.slack.response_url(self.id, channel.id),
        }
        return await self._did(lambda: self.slack.interaction(payload), channel)

    def writes(self, text: str, channel: Channel, thread: str | None = None) -> Shown:
        """A message that is none of the bot's business: it is not told."""
        return self.slack.world.show(
            "message", self.slack.spelled(text), channel=channel.id, author=self.id, thread=thread
        )

    async def says(self, text: str, channel: Channel | None = None, thread: str | None = None) -> Answer:
        """A message to the bot: in the 1:1 chat, or with its name in a channel."""
        place = channel or self.chat
        message = self.writes(text, place, thread)
        event = {
            "type": "message" if place.im_with else "app_mention",
            "user": self.id,
            "text": message.notification,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel": place.id,
            "team": self.slack.world.team,
            "client_msg_id": secrets.token_hex(16),
            **({"channel_type": "im"} if place.im_with else {}),
            **({"thread_ts": thread} if thread else {}),
            **(
                {"user_team": self.user.team, "source_team": self.user.team}
                if self.user.team != self.slack.world.team
                else {}
            ),
        }
        return await self._did(lambda: self.slack.event(event), place)

    async def reacts(self, emoji: str, to: Shown, *, removing: bool = False) -> Delivery:
        """With an emoji by its name in Slack."""
        who = to.reactions.setdefault(emoji, [])
        if removing and self.id in who:
            who.remove(self.id)
        elif not removing and self.id not in who:
            who.append(self.id)
        event = {
            "type": "reaction_removed" if removing else "reaction_added",
            "user": self.id,
            "reaction": emoji,
            "item": {"type": "message", "channel": to.channel, "ts": to.ts},
            "item_user": to.author,
            "event_ts": self.slack.world.new_ts(),
        }
        return await self.slack.event(event)

    async def opens_home(self) -> Answer:
        event = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.chat.id,
            "tab": "home",
            "event_ts": self.slack.world.new_ts(),
        }
        return await self._did(lambda: self.slack.event(event), None)

    async def invites_bot(self, channel: Channel) -> Delivery:
        channel.members.add(self.slack.world.bot.id)
        event = {
            "type": "member_joined_channel",
            "user": self.slack.world.bot.id,
            "channel": channel.id,
            "channel_type": "G" if channel.private else "C",
            "team": self.slack.world.team,
            "inviter": self.id,
            "event_ts": self.slack.world.new_ts(),
        }
        return await self.slack.event(event)

    async def shares(self, channel: Channel, *, on: bool = True) -> Delivery:
        """With another company, or, ``on`` False, no longer."""
        channel.shared = on
        event = {
            "type": "channel_shared" if on else "channel_unshared",
            "channel": channel.id,
            **({"connected_team_id": "T0OTHERCO"} if on else {"previously_connected_team_id": "T0OTHERCO"}),
            **({} if on else {"is_ext_shared": False}),
            "event_ts": self.slack.world.new_ts(),
        }
        return await self.slack.event(event)

    async def sees(self, *words: str, within: float = 15, count: int = 1) -> Shown:
        """Wait until this can be read somewhere on their screen, ``count`` times."""
        return await self.slack.world.read_by(self.user, words, within, count)

    # How Slack puts it ---------------------------------------------------------------------------

    def _common(self, kind: str, view: str | None = None) -> Json:
        world = self.slack.world
        return {
            "type": kind,
            "user": {"id": self.id, "username": self.user.handle, "name": self.user.handle, "team_id": self.user.team},
            "api_app_id": world.app_id,
            "token": "verification-token",
            "trigger_id": world.new_trigger(self.id, view),
            "team": {"id": world.team, "domain": world.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, surface: Shown) -> Json:
        """Where a button was pressed."""
        if surface.view:
            state = {"values": _standing(surface)}
            return {
                "container": {"type": "view", "view_id": surface.view["id"]},
                "view": surface.view | {"state": state},
            }
        ephemeral = surface.kind == "ephemeral"
        channel = self.slack.world.channels[surface.channel or ""]
        place: Json = {
            "container": {
                "type": "message",
                "message_ts": surface.ts,
                "channel_id": channel.id,
                "is_ephemeral": ephemeral,
                **({"thread_ts": surface.thread} if surface.thread else {}),
            },
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "state": {"values": {}},
            "response_url": self.slack.response_url(self.id, channel.id, surface),
        }
        return place if ephemeral else place | {"message": surface.shown(with_metadata=False)}

    async def _did(
        self, act: Callable[[], Any], channel: Channel | None, *, in_body: bool = False, wait: bool = True
    ) -> Answer:
        """Do it, then look at what is new on the screen: privately, or in the 1:1 chat it was said in."""
        mark = self.slack.world.mark()
        delivery: Delivery = await act()
        if in_body and delivery.status == 200 and delivery.body.strip() not in ("", "{}"):
            link = ResponseUrl(self.id, channel.id if channel else None, None)
            if refusal := self.slack.answer_privately(link, delivery.json):
                raise SlackRefuses(f"{refusal}: {delivery.body}")
        # What took long by itself is told late, and people wait for it.
        patience = LATE if delivery.seconds > PATIENCE / 2 else PATIENCE
        deadline = time.monotonic() + (patience if wait and delivery.status == 200 else 0)
        while not (shown := self._new(mark, channel)) and time.monotonic() < deadline:
            await self.slack.world.stirs()
        return Answer(delivery, tuple(shown))

    def _new(self, mark: int, channel: Channel | None) -> list[Shown]:
        chat = channel.id if channel and channel.im_with else None
        seen = self.slack.world.seen_by(self.id, mark)
        return [each for each in seen if each.author != self.id and (each.to or (chat and each.channel == chat))]

    async def _state(self, view: Shown, values: Mapping[str, Any]) -> Json:
        state = _standing(view)
        for name, value in values.items():
            block = _input(view, name)
            element = block["element"]
            state[block["block_id"]] = {element["action_id"]: await self._entered(view, block, element, value)}
        for block in view.blocks:
            if block["type"] == "input":
                _check_entered(block, state[block["block_id"]][block["element"]["action_id"]])
        return state

    async def _entered(self, view: Shown, block: Json, element: Json, value: Any) -> Json:
        if "external_select" in element["type"] and value:
            many = [value] if isinstance(value, str) else list(value)
            chosen = [await self._suggested(view, block, element, each) for each in many]
            one = {"selected_option": chosen[0]}
            return {"type": element["type"], **({"selected_options": chosen} if "multi" in element["type"] else one)}
        return {"type": element["type"], **_value(element, value)}

    async def _suggested(self, view: Shown, block: Json, element: Json, typed: str) -> Json:
        """Type into a list that the bot fills."""
        payload = {
            **self._common("block_suggestion"),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": typed,
            "container": {"type": "view", "view_id": view.view["id"]},
            "view": view.view,
        }
        delivery = await self.slack.interaction(payload)
        offered = delivery.json
        groups = offered.get("option_groups", [{"options": offered.get("options", [])}])
        return _option([each for group in groups for each in group["options"]], typed)

    def _submitted(self, view: Shown, answer: Answer) -> Answer:
        if answer.delivery.status != 200:
            return answer
        said = answer.delivery.json
        action = said.get("response_action")
        if action == "errors":
            inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not said.get("errors") or not set(said["errors"]) <= inputs:
                raise SlackRefuses(f"We had some trouble connecting: {said}")
            return Answer(answer.delivery, (view,), said["errors"])
        if action in ("update", "push"):
            if faults := faults_in_view(said.get("view")):
                raise SlackRefuses(f"We had some trouble connecting: {faults}")
            if action == "update":
                self.slack.api.redraw_view(view, said["view"])
                return Answer(answer.delivery, (view, *answer.shown))
            pushed = self.slack.api.put_view(said["view"], self.id, above=view.view["id"])
            return Answer(answer.delivery, (*answer.shown, self.slack.world.views[pushed["id"]]))
        view.deleted = True
        return answer


def _in_time(delivery: Delivery) -> Delivery:
    """Slack tells who waited too long that the app does not work, and looks at no answer any more."""
    return delivery if delivery.seconds <= PATIENCE else replace(delivery, status=0, body="operation_timeout")


def _the_one_with(button: str, among: Sequence[Shown]) -> Shown:
    for each in reversed(among):
        if _find(each, button):
            return each
    raise AssertionError(f"no button {button!r} among {[each.buttons for each in among]} of {among}")


def _find(surface: Shown, button: str) -> tuple[Json, Json] | None:
    wanted = button.casefold()
    by_label, by_action = [], []
    for block, element in surface.elements:
        labels = [element, *(element["options"] if element["type"] == "overflow" else ())]
        if any(wanted in str(each.get("text", {}).get("text", "")).casefold() for each in labels):
            by_label.append((block, element))
        if wanted in str(element["action_id"]).casefold():
            by_action.append((block, element))
    return next(iter(by_label + by_action), None)


def _element(surface: Shown, button: str) -> tuple[Json, Json]:
    found = _find(surface, button)
    assert found, f"no button {button!r} on {surface}, but {surface.buttons}"
    return found


def _option(options: Iterable[Json], wanted: str) -> Json:
    """An option by its value, else by its text."""
    options = list(options)
    for matches in (
        lambda each: each["value"] == wanted,
        lambda each: each["text"]["text"].casefold() == wanted.casefold(),
        lambda each: wanted.casefold() in each["text"]["text"].casefold(),
    ):
        if found := next((each for each in options if matches(each)), None):
            return found
    raise AssertionError(f"no option {wanted!r} among {[each['text']['text'] for each in options]}")


def _options_of(element: Json) -> list[Json]:
    return element.get("options") or [each for group in element["option_groups"] for each in group["options"]]


def _input(view: Shown, name: str) -> Json:
    wanted = name.casefold()
    inputs = [block for block in view.blocks if block["type"] == "input"]
    for matches in (
        lambda block: wanted in (block["block_id"], block["element"]["action_id"]),
        lambda block: wanted == block["label"]["text"].casefold(),
        lambda block: wanted in block["label"]["text"].casefold(),
        lambda block: wanted in block["block_id"].casefold(),
    ):
        if found := next((block for block in inputs if matches(block)), None):
            return found
    raise AssertionError(f"no field {name!r} among {[(each['block_id'], each['label']['text']) for each in inputs]}")


_KEYS = {
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "timepicker": ("selected_time", "initial_time"),
    "datepicker": ("selected_date", "initial_date"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
}
"""Where an element's value stands in a view's state, and where it was given first; else it is a text."""


def _standing(view: Shown) -> Json:
    """A view's state: what was given first, and what was entered since."""
    state: Json = {}
    for block, element in view.elements:
        if element["type"] in INPUTS:
            selected, initial = _KEYS.get(element["type"], ("value", "initial_value"))
            empty: Any = [] if selected.endswith("s") else None
            value = {"type": element["type"], selected: element.get(initial, empty)}
            state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state | view.entered


def _value(element: Json, value: Any) -> Json:
    kind = element["type"]
    selected = _KEYS.get(kind, ("value", ""))[0]
    if kind in ("users_select", "multi_users_select"):
        people = [value] if isinstance(value, SlackUser) else list(value or ())
        ids = [each.id for each in people]
        return {selected: ids if kind.startswith("multi") else next(iter(ids), None)}
    if selected == "selected_options":
        wanted = [value] if isinstance(value, str) else list(value)
        return {selected: [_option(_options_of(element), each) for each in wanted]}
    if selected == "selected_option":
        return {selected: _option(_options_of(element), value) if value else None}
    return {selected: value or None}


def _check_entered(block: Json, entered: Json) -> None:
    """What Slack's own client holds back."""
    value = next((each for key, each in entered.items() if key != "type"), None)
    label, element = block["label"]["text"], block["element"]
    if not value and not block.get("optional"):
        raise SlackRefuses(f"Please complete this required field: {label}")
    if value and element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(value) <= most:
            raise SlackRefuses(f"{label}: {len(value)} characters, where {least} to {most} are allowed")

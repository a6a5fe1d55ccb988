"""People in Microsoft Teams, as tests drive them: what they say, press and send in reaches the bot as Teams sends it.

``teams.person("Anna Berg")`` is a person; ``await anna.says("+ …")`` gives what she sees of it. What Teams would not
take, or would show wrong, fails the test when the world ends.
"""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any, Self

import aiohttp

from tests.fakes.connector import FakeConnector
from tests.fakes.teams_rules import faults_in_answer
from tests.fakes.teams_world import ADAPTIVE, BOT_NAME, Conversation, Json, Person, Shown, Team

PATIENCE = 10.0
"""Seconds a person waits for an answer that comes as a message."""
SAVE, RECORD = "save", "record"
"""The two commands of the message extension."""
PEOPLE = "graph.microsoft.com/users"
"""Where Teams itself finds people for a list."""


class TeamsRefuses(AssertionError):
    """Teams' own client would not let that through, or would show its own error."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the bot and its answer; status 0 when there was no connection."""

    status: int
    body: str = ""
    seconds: float = 0.0

    @property
    def json(self) -> Json:
        parsed = json.loads(self.body) if self.body.lstrip().startswith("{") else {}
        return dict(parsed)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees of what they did."""

    delivery: Delivery
    shown: tuple[Shown, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.shown)

    def shows(self, *words: str) -> bool:
        return all(any(each.shows(word) for each in self.shown) for word in words)

    @property
    def buttons(self) -> list[str]:
        return [label for each in self.shown for label in each.buttons]

    @property
    def form(self) -> Shown:
        forms = [each for each in self.shown if each.kind == "dialog" and each.inputs]
        assert forms, f"no form was opened; {self}"
        return forms[-1]

    def __str__(self) -> str:
        return f"<answer {self.delivery.status}: {self.text or self.delivery.body[:500]!r}>"

    __repr__ = __str__


class Teams(FakeConnector):
    """A tenant with people. ``bot_url`` is where activities go; ``extension`` the ids of the app's two commands."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.bot_url = ""
        self.extension = {SAVE: "save", RECORD: "record"}
        self.last: Json = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(self, *how: object) -> None:
        if self._session:
            await self._session.close()
        await super().__aexit__(*how)
        if how[0] is None:
            assert not self.violations, "\n".join(self.violations)

    def person(self, name: str, **facts: Any) -> "TeamsPerson":
        """Somebody new. Facts: tenant, locale, timezone, guest."""
        return TeamsPerson(self, self.world.add_person(name, **facts))

    def team(self, name: str, *members: "TeamsPerson", installed: bool = False) -> Team:
        """With a channel General. The bot is in it only where it is said to be; ``installs`` puts it there."""
        return self.world.add_team(name, *(each.id for each in members), installed=installed)

    def channel(self, team: Team, name: str, *members: "TeamsPerson", membership: str = "standard") -> Conversation:
        """``membership`` standard, and of the whole team; or private or shared, and of its members alone."""
        return self.world.add_channel(team, name, membership, *(each.id for each in members))

    def general(self, team: Team) -> Conversation:
        return self.world.conversations[team.id]

    # The wire ------------------------------------------------------------------------------------

    async def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, kind: str = "application/json"
    ) -> Delivery:
        """To /api/messages, signed unless headers are given."""
        assert self._session, "not started"
        signed = {"Authorization": f"Bearer {self.login.token(self.service_url)}"} if headers is None else headers
        sent = {"Content-Type": kind, "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)", **signed}
        began = time.monotonic()
        try:
            async with self._session.post(f"{self.bot_url}/api/messages", data=BytesIO(body), headers=sent) as answer:
                return Delivery(answer.status, await answer.text(), time.monotonic() - began)
        except aiohttp.ClientError:
            return Delivery(0)

    async def send(self, activity: Json) -> Delivery:
        """Something that happened, as Teams tells it."""
        self.last = activity
        return await self.post(json.dumps(activity).encode())

    async def resend(self) -> Delivery:
        """The last activity again, as Teams does when an answer takes too long."""
        return await self.post(json.dumps(self.last).encode())

    async def resend_with_new_id(self) -> Delivery:
        """The same again with another id and time: seen of invokes."""
        return await self.post(json.dumps(self.last | {"id": f"f:{uuid.uuid4()}", "timestamp": _now()}).encode())

    def activity(self, kind: str, place: Conversation, by: Person | None, root: str | None = None, **more: Any) -> Json:
        """What all activities have in common. ``root`` opened the channel's thread it is in."""
        return {
            "type": kind,
            "id": f"f:{uuid.uuid4()}",
            "timestamp": _now(),
            "localTimestamp": _now(),
            "localTimezone": by.timezone if by else "UTC",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": by.id, "name": by.name, "aadObjectId": by.aad} if by else {"id": self.world.bot_id},
            "conversation": self._conversation(place, root),
            "recipient": {"id": self.world.bot_id, "name": BOT_NAME},
            "entities": [_client_info(by)] if by else [],
            "channelData": self._channel_data(place, by),
            **({"locale": by.locale} if by else {}),
            **more,
        }

    def _conversation(self, place: Conversation, root: str | None) -> Json:
        id = f"{place.id};messageid={root}" if root and place.kind == "channel" else place.id
        group = {"isGroup": True} if place.kind != "personal" else {}
        return {**group, "conversationType": place.kind, "id": id, "tenantId": self.world.tenant}

    def _channel_data(self, place: Conversation, by: Person | None) -> Json:
        shared: Json = {"tenant": {"id": self.world.tenant}}
        if by and by.tenant != self.world.tenant:
            shared["tenant"] = {"id": by.tenant}
        if place.team:
            where = {"teamsChannelId": place.id, "teamsTeamId": place.team.id}
            kind = {"type": place.membership} if place.membership != "standard" else {}
            shared |= {**where, "channel": {"id": place.id} | kind, "team": {"id": place.team.id}}
        return shared

    # What happens without anybody's words ---------------------------------------------------------

    async def event(self, name: str, team: Team, by: "TeamsPerson", channel: Conversation | None = None) -> Delivery:
        """``channelCreated``, ``channelRenamed``, ``channelDeleted``, ``channelRestored``, ``teamRenamed``, …"""
        place = channel or self.general(team)
        activity = self.activity("conversationUpdate", place, by.person)
        activity["channelData"] = {
            "team": {"id": team.id, "name": team.name, "aadGroupId": team.group},
            "eventType": name,
            "tenant": {"id": self.world.tenant},
            **({"channel": {"id": channel.id, "name": channel.name}} if channel else {}),
        }
        return await self.send(activity)


class TeamsPerson:
    """One person with Teams open."""

    def __init__(self, teams: Teams, person: Person) -> None:
        self.teams, self.person = teams, person

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def chat(self) -> Conversation:
        """Their 1:1 chat with the bot."""
        return self.teams.world.chat_with(self.id)

    @property
    def told(self) -> list[Shown]:
        """The bot's messages in that chat."""
        return self.teams.posts(self.chat)

    # What a person does --------------------------------------------------------------------------

    async def installs(self, team: Team | None = None, channel: Conversation | None = None) -> Delivery:
        """Adds the bot to a team (in one of its channels), or for themselves."""
        place = channel or (self.teams.general(team) if team else self.chat)
        if team:
            team.installed = True
        place.installed, place.blocked = True, False
        await self.teams.send(self._installation("add", place, team))
        return await self.teams.send(self._membership("Added", place, team))

    async def brings_bot(self, team: Team) -> Delivery:
        """Adds it after a word with it, from which it knows where they live."""
        await self.says("hello")
        return await self.installs(team)

    async def uninstalls(self, team: Team | None = None) -> Delivery:
        place = self.teams.general(team) if team else self.chat
        if team:
            team.installed = False
        place.installed = False
        await self.teams.send(self._membership("Removed", place, team))
        return await self.teams.send(self._installation("remove", place, team))

    def _installation(self, action: str, place: Conversation, team: Team | None) -> Json:
        activity = self.teams.activity("installationUpdate", place, self.person, action=action)
        activity["entities"] = [{"type": "clientInfo", "locale": self.person.locale}]
        del activity["localTimezone"]
        activity["channelData"] |= {"source": {"name": "message"}, "settings": {"selectedChannel": {"id": place.id}}}
        if team:
            activity["channelData"]["team"] = {"id": team.id, "name": team.name, "aadGroupId": team.group}
        return activity

    def _membership(self, what: str, place: Conversation, team: Team | None) -> Json:
        who = [{"id": self.teams.world.bot_id}]
        activity = self.teams.activity("conversationUpdate", place, self.person) | {f"members{what}": who}
        for told in ("localTimezone", "locale", "entities"):
            del activity[told]
        if team:
            named = {"id": team.id, "name": team.name, "aadGroupId": team.group}
            activity["channelData"] |= {"eventType": f"teamMember{what}", "team": named}
        return activity

    async def lets_in(self, channel: Conversation, *, out: bool = False) -> Delivery:
        """Adds the bot to a private or shared channel of a team that it is in, or takes it out again."""
        assert channel.team, "no channel of a team"
        channel.installed = not out
        what = "Removed" if out else "Added"
        activity = self.teams.activity("conversationUpdate", channel, self.person)
        activity["channelData"] |= {"eventType": f"channelMember{what}"}
        return await self.teams.send(activity | {f"members{what}": [{"id": self.teams.world.bot_id}]})

    async def says(self, text: str, group: Conversation | None = None) -> Answer:
        """A message to the bot in the 1:1 chat; in a group chat, with its name."""
        return await self._says(text, group or self.chat, None, with_bot=group is not None)

    async def mentions_bot(self, channel: Conversation, text: str, thread: Shown | None = None) -> Answer:
        """A message to the bot in a channel, as a new thread or in one."""
        return await self._says(text, channel, thread, with_bot=True)

    def writes(self, text: str, place: Conversation, thread: Shown | None = None) -> Shown:
        """A message that is none of the bot's business: it is not told."""
        where = f"{place.id};messageid={thread.id}" if thread else place.id
        return self.teams.world.show("message", {"type": "message", "text": text}, where, author=self.id)

    async def _says(self, text: str, place: Conversation, thread: Shown | None, *, with_bot: bool) -> Answer:
        message = self.writes(text, place, thread)
        spelled, entities = self._spelled(f"@{BOT_NAME} {text}" if with_bot else text, place)
        root = thread.id if thread else message.id
        activity = self.teams.activity("message", place, self.person, root)
        html = f"<p>{spelled}</p>"
        activity |= {
            "id": message.id,
            "text": spelled,
            "textFormat": "plain",
            "attachments": [{"contentType": "text/html", "content": html}],
            "entities": [*entities, *activity["entities"]],
        }
        return await self._did(lambda: self.teams.send(activity), place)

    def _spelled(self, text: str, place: Conversation) -> tuple[str, list[Json]]:
        """A line as Teams sends it. Only who is in the place can be mentioned, in a 1:1 chat nobody."""
        people = [each for each in self.teams.world.people.values() if place.has(each.id)]
        named = {each.first.casefold(): (each.id, each.name) for each in people if place.kind != "personal"}
        named |= {each.name.casefold(): (each.id, each.name) for each in people if place.kind != "personal"}
        named[BOT_NAME.casefold()] = (self.teams.world.bot_id, BOT_NAME)
        entities: list[Json] = []

        def mention(match: re.Match[str]) -> str:
            id, name = named.get(match[1].casefold(), ("", ""))
            if not id:
                return match[0]
            label = f"<at>{escape(name)}</at>"
            entities.append({"type": "mention", "mentioned": {"id": id, "name": name}, "text": label})
            return label

        return re.sub(r"(?<![\w@])@([\w-]+)", mention, text), entities

    async def presses(self, button: str, on: Answer | Shown) -> Answer:
        """A button by what stands on it, or by its verb."""
        surface = _the_one_with(button, on.shown) if isinstance(on, Answer) else on
        action = _action(surface, button)
        assert action, f"no button {button!r} on {surface}, but {surface.buttons}"
        return await self.acts(action, surface)

    async def acts(self, action: Json, on: Shown, **entered: Any) -> Answer:
        """An action, as Teams' client carries it out."""
        data = {**(action.get("data") or {}), **self._standing(on), **entered}
        match action["type"]:
            case "Action.Execute":
                given = {"type": action["type"], "verb": action["verb"], "data": data}
                if action.get("id"):
                    given["id"] = action["id"]
                return await self._invokes("adaptiveCard/action", {"action": given, "trigger": "manual"}, on)
            case "Action.Submit" if (data.get("msteams") or {}).get("type") == "task/fetch":
                return await self._invokes("task/fetch", {"data": data, "context": {"theme": "default"}}, on)
            case "Action.Submit" if on.kind == "dialog":
                return await self._sends_in(on, data)
            case "Action.Submit":
                activity = self._about(on, "message", value=data)
                return await self._did(lambda: self.teams.send(activity), self._place(on))
            case other:
                raise AssertionError(f"{other} is the client's own")

    async def submits(self, form: Answer | Shown, button: str | None = None, **values: Any) -> Answer:
        """Fill in a dialog and send it in: fields by their ids, or by what stands over them."""
        surface = form.form if isinstance(form, Answer) else form
        entered = {}
        for name, value in values.items():
            element = _input(surface, name)
            entered[element["id"]] = await self._entered(surface, element, value)
        for each in surface.inputs:
            _check_entered(each, entered.get(each["id"], _initial(each)))
        action = _action(surface, button) if button else surface.actions[0]
        assert action, f"no button {button!r} on {surface}"
        return await self.acts(action, surface, **entered)

    async def saves(self, message: Shown) -> Answer:
        """*Save as customer quote* on somebody's message."""
        value = {
            "commandId": self.teams.extension[SAVE],
            "commandContext": "message",
            "messagePayload": self._payload(message),
            "context": {"theme": "default"},
        }
        return await self._invokes("composeExtension/fetchTask", value, message)

    async def composes(self, place: Conversation | None = None) -> Answer:
        """*Record a customer quote*, from where messages are written."""
        value = {"commandId": self.teams.extension[RECORD], "commandContext": "compose", "context": {"theme": "dark"}}
        here = place or self.chat
        return await self._invokes("composeExtension/fetchTask", value, here)

    async def deletes(self, message: Shown, *, back: bool = False) -> Delivery:
        """A message of theirs that the bot is told of; ``back`` puts it there again."""
        kind, what = ("messageUpdate", "undeleteMessage") if back else ("messageDelete", "softDeleteMessage")
        return await self._changes(message, kind, what)

    async def edits(self, message: Shown, text: str) -> Delivery:
        return await self._changes(message, "messageUpdate", "editMessage", text=text)

    async def _changes(self, message: Shown, kind: str, what: str, **more: Any) -> Delivery:
        activity = self._about(message, kind, **more) | {"id": message.id}
        activity["channelData"] |= {"eventType": what}
        return await self.teams.send(activity)

    async def reacts(self, emoji: str, to: Shown, *, removing: bool = False) -> Delivery:
        """With a reaction by Teams' word for it."""
        who = to.reactions.setdefault(emoji, [])
        if removing and self.id in who:
            who.remove(self.id)
        elif not removing and self.id not in who:
            who.append(self.id)
        how = "reactionsRemoved" if removing else "reactionsAdded"
        return await self.teams.send(self._about(to, "messageReaction", **{how: [{"type": emoji}]}))

    async def sees(self, *words: str, within: float = 15, count: int = 1) -> Shown:
        """Wait until this can be read somewhere on their screen, ``count`` times."""
        return await self.teams.world.read_by(self.person, words, within, count)

    # How Teams puts it ---------------------------------------------------------------------------

    def _place(self, on: Shown) -> Conversation:
        return self.teams.world.conversations[on.conversation]

    def _about(self, on: Shown, kind: str, **more: Any) -> Json:
        """An activity that belongs to a message."""
        root = on.thread or on.id
        return self.teams.activity(kind, self._place(on), self.person, root, replyToId=on.id, **more)

    async def _invokes(self, name: str, value: Json, on: Shown | Conversation) -> Answer:
        if isinstance(on, Shown):
            activity, place = self._about(on, "invoke", name=name, value=value), self._place(on)
        else:
            activity, place = self.teams.activity("invoke", on, self.person, name=name, value=value), on
        origin = on if isinstance(on, Shown) else None
        context: Json = {key: value[key] for key in ("commandId", "commandContext", "messagePayload") if key in value}
        if origin and origin.kind == "dialog" and not context:
            context = origin.command or {}
        return await self._did(lambda: self.teams.send(activity), place, (name, origin, context))

    async def _sends_in(self, form: Shown, data: Json) -> Answer:
        """A dialog, to whoever opened it: a button, or the message extension."""
        value = {"data": data, "context": {"theme": "default"}}
        if form.command:
            return await self._invokes("composeExtension/submitAction", form.command | value, form)
        return await self._invokes("task/submit", value, form)

    async def _did(
        self,
        act: Callable[[], Any],
        place: Conversation,
        invoked: tuple[str, Shown | None, Json] | None = None,
    ) -> Answer:
        """Do it, then look at what is new on the screen: in the answer, here, or in the 1:1 chat."""
        mark = self.teams.world.mark()
        delivery: Delivery = await act()
        if invoked:
            shown = self._answered(delivery, place, *invoked)
            return Answer(delivery, tuple(shown))
        deadline = time.monotonic() + (PATIENCE if delivery.status in (200, 201, 202) else 0)
        while not (new := self._new(mark)) and time.monotonic() < deadline:
            await self.teams.world.stirs()
        return Answer(delivery, tuple(new))

    def _new(self, mark: int) -> list[Shown]:
        seen = self.teams.world.seen_by(self.id, mark)
        return [each for each in seen if each.author == self.teams.world.bot_id]

    def _answered(
        self, delivery: Delivery, place: Conversation, name: str, origin: Shown | None, context: Json
    ) -> Iterable[Shown]:
        """What the answer to an invoke shows."""
        if delivery.status != 200:
            return
        body = delivery.json
        if delivery.body.strip() and (faults := faults_in_answer(name, body)):
            self.teams.violations.append(f"{name} was answered {faults}: {delivery.body[:2000]}")
            raise TeamsRefuses(f"{faults}: {delivery.body[:2000]}")
        if name == "adaptiveCard/action":
            yield self._show_answer(body, place, origin)
        elif task := body.get("task"):
            yield self._show_task(task, place, origin, context)
        elif origin and origin.kind == "dialog":
            origin.deleted = True

    def _show_answer(self, body: Json, place: Conversation, origin: Shown | None) -> Shown:
        """A card takes the place of the one pressed, for them alone; a sentence stands under it."""
        value = body["value"]
        if body["type"] == ADAPTIVE:
            activity: Json = {"attachments": [{"contentType": ADAPTIVE, "content": value}]}
        else:
            activity = {"text": value["message"] if isinstance(value, dict) else value}
        return self._show("answer", activity, place, origin)

    def _show_task(self, task: Json, place: Conversation, origin: Shown | None, context: Json) -> Shown:
        if origin and origin.kind == "dialog":
            origin.deleted = True
        if task["type"] == "message":
            return self._show("note", {"text": task["value"]}, place, origin)
        value = task["value"]
        shown = self._show("dialog", {"text": value["title"], "attachments": [value["card"]]}, place, origin)
        shown.command = context or None
        return shown

    def _show(self, kind: str, activity: Json, place: Conversation, origin: Shown | None) -> Shown:
        facts = {"to": self.id, "author": self.teams.world.bot_id, "id": origin.id if origin else ""}
        where = f"{place.id};messageid={origin.thread}" if origin and origin.thread else place.id
        return self.teams.world.show(kind, activity, where, **facts)

    def _payload(self, message: Shown) -> Json:
        """A message, as its message action sees it: in HTML."""
        author = self.teams.world.people.get(message.author)
        user = {"userIdentityType": "aadUser", "id": author.aad, "displayName": author.name} if author else None
        bot = {"applicationIdentityType": "bot", "id": self.teams.world.app_id, "displayName": "Kundord"}
        link = f"https://teams.microsoft.com/l/message/{message.conversation}/{message.id}"
        return {
            "id": message.id,
            "replyToId": message.thread,
            "createdDateTime": _now(),
            "lastModifiedDateTime": None,
            "deleted": False,
            "subject": None,
            "importance": "normal",
            "locale": "en-us",
            "linkToMessage": link if self._place(message).kind == "channel" else "",
            "from": {"device": None, "conversation": None, "user": user, "application": None if author else bot},
            "body": {"contentType": "html", "content": f"<div><p>{escape(message.activity.get('text', ''))}</p></div>"},
            "attachments": [],
            "mentions": [],
            "reactions": [],
        }

    def _standing(self, on: Shown) -> Json:
        """What stands in the inputs of a card that nobody has touched."""
        return {each["id"]: value for each in on.inputs if (value := _initial(each)) is not None}

    async def _entered(self, form: Shown, element: Json, value: Any) -> str:
        """Teams sends every input as a text, several choices with commas between."""
        if element["type"] != "Input.ChoiceSet":
            return str(value)
        many = list(value) if isinstance(value, list | tuple | set) else [value]
        return ",".join([await self._chosen(form, element, each) for each in many if each not in ("", None)])

    async def _chosen(self, form: Shown, element: Json, value: Any) -> str:
        dataset = (element.get("choices.data") or {}).get("dataset", "")
        if isinstance(value, TeamsPerson):
            if dataset.startswith(PEOPLE):
                return value.person.aad
            value = value.person.name
        found = _choice(element["choices"], str(value))
        if found is None and dataset and not dataset.startswith(PEOPLE):
            found = _choice(await self._found(form, dataset, str(value)), str(value))
        assert found is not None, f"no choice {value!r} among {[each['title'] for each in element['choices']]}"
        return found

    async def _found(self, form: Shown, dataset: str, typed: str) -> list[Json]:
        """Type into a list that the bot fills."""
        value = {"queryText": typed, "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset}
        delivery = await self.teams.send(self._about(form, "invoke", name="application/search", value=value))
        assert delivery.status == 200, delivery
        return list(delivery.json["value"]["results"])


def _the_one_with(button: str, among: Sequence[Shown]) -> Shown:
    for each in reversed(among):
        if _action(each, button):
            return each
    raise AssertionError(f"no button {button!r} among {[each.buttons for each in among]} of {among}")


def _action(surface: Shown, button: str) -> Json | None:
    """One that reaches the bot; who unfolds a question then presses what stands under it."""
    wanted = button.casefold()
    reaching = [each for each in surface.actions if each["type"] in ("Action.Execute", "Action.Submit")]
    by_title = [each for each in reaching if wanted in str(each.get("title", "")).casefold()]
    by_verb = [each for each in reaching if wanted == str(each.get("verb", "")).casefold()]
    return next(iter(by_title + by_verb), None)


def _input(form: Shown, name: str) -> Json:
    """By its id, with or without what stands before the dash, or by its label."""
    wanted = name.casefold()
    labels = [(each, str(each.get("label", "")).casefold()) for each in form.inputs]
    ids = [(each, each["id"].casefold()) for each in form.inputs]
    found = [each for each, id in ids if wanted in (id, id.partition("-")[2])]
    found += [each for each, label in labels if wanted == label]
    found += [each for each, label in labels if wanted in label]
    assert found, f"no field {name!r} among {[(each['id'], each.get('label')) for each in form.inputs]}"
    return found[0]


def _choice(choices: Sequence[Json], wanted: str) -> str | None:
    for matches in (
        lambda each: each["value"] == wanted,
        lambda each: each["title"].casefold() == wanted.casefold(),
        lambda each: wanted.casefold() in each["title"].casefold(),
    ):
        if found := next((each for each in choices if matches(each)), None):
            return str(found["value"])
    return None


def _initial(element: Json) -> str | None:
    """What an untouched input sends; nothing, where it is empty."""
    if element["type"] == "Input.Toggle":
        return str(element.get("value", element.get("valueOff", "false")))
    return str(element["value"]) if element.get("value") not in (None, "") else None


def _check_entered(element: Json, entered: str | None) -> None:
    """What Teams' own client holds back."""
    if element.get("isRequired") and not entered:
        raise TeamsRefuses(element["errorMessage"])
    most = element.get("maxLength")
    if entered and most and len(entered) > most:
        raise TeamsRefuses(f"{element['id']}: {len(entered)} characters, where {most} are allowed")


def _client_info(by: Person) -> Json:
    return {
        "type": "clientInfo",
        "locale": by.locale,
        "country": by.locale[-2:],
        "platform": "Web",
        "timezone": by.timezone,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

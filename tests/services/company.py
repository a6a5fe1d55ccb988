"""The company of ``tests.builders`` with the bot at work in it: its people act, and time passes when a test says so."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from adapters.courier import Courier
from adapters.schedule import Linker, Planner, Reminders
from bot.domain.channels import Channel
from bot.domain.people import Member, Organisation, Profile
from bot.domain.quotes import Quote
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, OrganisationId, QuoteNumber, TeamNumber, WorkspaceRef
from bot.domain.requests import Mentioned
from bot.ports import Registry, UnitOfWork
from bot.services import channels, conversation, people
from bot.services.conversation import Occasion
from bot.services.people import NeedsProfiles
from bot.speech import Action, AlreadyRecorded, Answer, Home, Message, QuoteForm, QuoteOfTheDay, Recorded
from bot.wording.parts import FormValue
from storage import SqlStore
from tests.builders import CHANNEL_NAMES, KUNDER, PROFILES, SLACK, SMALL_TEAMS
from tests.fakes.clock import SetClock
from tests.fakes.messenger import RecordingMessenger

P = ParamSpec("P")
T = TypeVar("T")

Line = str | Sequence[str | MemberRef]


class Company:
    """Acts as its people do, by the same entrance as every platform's adapter."""

    def __init__(self, store: SqlStore, clock: SetClock) -> None:
        self.store, self.clock = store, clock
        self.slack = RecordingMessenger(clock)
        self.teams_chat = RecordingMessenger(clock, "teams")
        self.courier = self.another_courier()
        self.planner, self.reminders, self.linker = Planner(store), Reminders(store), Linker(store)
        self.workspace = SLACK
        self.organisation = OrganisationId(0)
        self.team: dict[str, TeamNumber] = {}
        self._keys = (f"event-{number}" for number in count(1))
        for messenger in (self.slack, self.teams_chat):
            messenger.people = PROFILES

    async def found(self) -> None:
        """Install the bot and set up the small teams; nobody has been met but who is in one."""
        self.organisation = await self.install(SLACK, "Furulid")
        self.team = await self.write(_found)

    async def install(self, workspace: WorkspaceRef, name: str) -> OrganisationId:
        def install(registry: Registry) -> OrganisationId:
            return registry.install(workspace, name, "UKUNDORD").organisation

        return await self.store.registry(install)

    def beside(self, workspace: WorkspaceRef) -> "Company":
        """What happens in another workspace of the same process: the same clock, ticks and messengers."""
        other = copy(self)
        other.workspace = workspace
        return other

    def another_courier(self) -> Courier:
        """As in a second process, or in this one after a crash."""
        return Courier(self.store, {"slack": self.slack, "teams": self.teams_chat}, self.clock)

    # What people do -----------------------------------------------------------------------------

    async def say(
        self,
        who: MemberRef,
        line: Line,
        channel: ChannelRef | None = KUNDER,
        key: str | None = None,
        *,
        private: bool = False,
    ) -> Answer:
        """One line of text; a person in it is one whom the platform resolved."""
        parts = [line] if isinstance(line, str) else line
        occasion = replace(self.occasion(who, channel, key), private=private)
        return await self._act(conversation.say, occasion, mentioned(parts))

    async def record(self, who: MemberRef, line: Line, channel: ChannelRef | None = KUNDER) -> QuoteNumber:
        """A line that is accepted. The quote's number."""
        answer = await self.say(who, line, channel)
        assert isinstance(answer, Recorded | AlreadyRecorded), answer
        return answer.quote.number

    async def press(
        self,
        who: MemberRef,
        action: Action | str,
        value: object = "",
        channel: ChannelRef | None = KUNDER,
        key: str | None = None,
    ) -> Answer:
        return await self._act(conversation.press, self.occasion(who, channel, key), str(action), str(value))

    async def submit(
        self, who: MemberRef, form: str, memo: str = "", key: str | None = None, **values: FormValue
    ) -> Answer:
        return await self._act(conversation.submit, self.occasion(who, None, key), form, memo, values)

    async def send_form(self, who: MemberRef, opened: QuoteForm, **changes: FormValue) -> Answer:
        """Send in a quote form as it opened, but for what the person changes."""
        return await self.submit(who, "quote", opened.memo, None, **(filled(opened) | changes))

    async def react(
        self,
        who: MemberRef,
        message: MessageRef,
        emoji: str,
        present: bool = True,
        at: datetime | None = None,
        *,
        ours: bool = False,
    ) -> None:
        occasion = self.occasion(who, message.channel, None)
        await self._act(conversation.react, occasion, message, emoji, present, at or self.clock.now(), ours=ours)

    async def home(self, who: MemberRef) -> Home:
        return await self._act(conversation.home, self.occasion(who, None, None))

    async def save_message(
        self, who: MemberRef, message: MessageRef, said: Line | None, sentiment: str | None = None, link: str = ""
    ) -> QuoteForm:
        occasion = self.occasion(who, message.channel, None)
        line = None if said is None else mentioned([said] if isinstance(said, str) else said)
        return await self._act(conversation.save_message, occasion, message, line, sentiment, link=link)

    async def invite(
        self, who: MemberRef | None, channel: ChannelRef = KUNDER, private: bool = False, *, shared: bool = False
    ) -> Channel:
        """Invite the bot to a channel, and have its welcome delivered."""
        name, private = CHANNEL_NAMES[channel], private or shared
        await self._knowing_people(channels.joined, who, channel, name, private, shared=shared)
        await self.courier.finish()
        return await self.channel(channel)

    async def arrange(self, channel: ChannelRef = KUNDER, **changes: Any) -> Channel:
        """Set a channel up by a curator's hand; ``changes`` are of the channel or of its schedule."""
        return await self.write(_arrange, channel, changes)

    async def opt_out(self, who: MemberRef, *, named: bool = False) -> None:
        await self.submit(who, "settings", named=named)

    def occasion(self, who: MemberRef, channel: ChannelRef | None, key: str | None) -> Occasion:
        return Occasion(who, key or next(self._keys), channel)

    # Time ---------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """What every process does every few seconds: plan what is due, remind, and deliver."""
        planned = await self.planner.run()
        assert not planned or not await self.planner.run(), "what is planned is due no more"
        await self.linker.run()
        reminded = await self.reminders.run()
        assert not reminded or not await self.reminders.run(), "what was reminded of is due no more"
        await self.courier.finish()

    async def at(self, when: datetime) -> None:
        """It becomes that time, and the bot notices."""
        self.clock.set(when)
        await self.tick()

    async def later(self, **by: float) -> None:
        self.clock.forward(timedelta(**by))
        await self.tick()

    # What there is ------------------------------------------------------------------------------

    async def write(self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.write(self.workspace, function, *args, **kwargs)

    async def read(self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.read(self.workspace, function, *args, **kwargs)

    async def quote(self, number: QuoteNumber) -> Quote:
        return await self.read(lambda unit: unit.quotes.get(number))

    async def channel(self, ref: ChannelRef = KUNDER) -> Channel:
        return await self.read(channels.here, ref)

    async def member(self, ref: MemberRef) -> Member:
        return await self.read(people.known, ref)

    async def chosen(self) -> Organisation:
        return await self.read(lambda unit: unit.organisation)

    def standing(self, place: ChannelRef | MemberRef = KUNDER) -> list[Message]:
        return self._messenger(place).said_in(place)

    def features(self, place: ChannelRef = KUNDER) -> list[QuoteOfTheDay]:
        """The quotes of the day that stand in a channel, oldest first."""
        return [each for each in self.standing(place) if isinstance(each, QuoteOfTheDay)]

    def latest_card(self, place: ChannelRef | MemberRef = KUNDER) -> MessageRef:
        """Where the newest message stands."""
        refs = [each.ref for each in self._messenger(place).standing if each.to == place and each.ref]
        return refs[-1]

    def _messenger(self, place: ChannelRef | MemberRef) -> RecordingMessenger:
        return self.slack if place.workspace.platform == "slack" else self.teams_chat

    async def _act(self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._knowing_people(function, *args, **kwargs)

    async def _knowing_people(
        self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As every adapter does: whom we have not met is looked up, and the same is tried again."""
        try:
            return await self.write(function, *args, **kwargs)
        except NeedsProfiles as needed:
            await self.write(people.meet, profiles(needed.refs))
            return await self.write(function, *args, **kwargs)


def mentioned(parts: Sequence[str | MemberRef]) -> list[str | Mentioned]:
    return [Mentioned(part, PROFILES[part].name) if isinstance(part, MemberRef) else part for part in parts]


def profiles(refs: frozenset[MemberRef]) -> list[Profile]:
    return [PROFILES[ref] for ref in refs]


def filled(form: QuoteForm) -> dict[str, FormValue]:
    """A quote form's values as they come back when nobody touched them."""
    return {
        "sentiment": form.sentiment or "",
        "text": form.text,
        "credits": form.people,
        "teams": [str(number) for number in form.team_numbers],
        "stage": form.stage,
        "customer": form.customer,
        "via": form.via,
        "link": form.link,
    }


def _found(unit: UnitOfWork) -> dict[str, TeamNumber]:
    if not unit.teams.all():
        for name, refs in SMALL_TEAMS.items():
            people.meet(unit, [PROFILES[ref] for ref in refs])
            unit.teams.add(name, frozenset(member.number for member in unit.members.by_refs(refs).values()))
    return {team.name: team.number for team in unit.teams.all()}


def _arrange(unit: UnitOfWork, ref: ChannelRef, changes: Mapping[str, Any]) -> Channel:
    from dataclasses import fields, replace

    channel = unit.channels.by_ref(ref) or channels.add(unit, ref, CHANNEL_NAMES[ref], None)
    own = {field.name for field in fields(Channel)}
    schedule = replace(channel.schedule, **{name: value for name, value in changes.items() if name not in own})
    changed = {name: value for name, value in changes.items() if name in own}
    channels.reschedule(unit, replace(channel, schedule=schedule, **changed))
    return channels.here(unit, ref)

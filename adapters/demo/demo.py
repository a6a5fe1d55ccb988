"""The demo chat, put together, and filled when it is new."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from adapters.demo.bell import Bell
from adapters.demo.chat import BOT, Chat, Draft
from adapters.demo.followed import follow
from adapters.demo.heard import HEARD, Heard
from adapters.demo.inbound import Inbound
from adapters.demo.outbound import DemoMessenger
from adapters.demo.routes import Routes
from adapters.demo.sample import CHANNELS, COLLEAGUES, COMPANY, TALK, TEAMS, WORKSPACE, Place, private_chat
from bot.domain.people import Workspace
from bot.domain.quotes import Credit, MemberCredit, NewQuote, Quote, TeamCredit
from bot.ports import Clock, Letter, Registry, Store, UnitOfWork
from bot.services import channels, people, recording
from bot.speech import Welcome

HEADS_UP = timedelta(minutes=1)
"""A visitor's patience is shorter than a company's."""


class Demo:
    """A platform like the others: a messenger, routes, a start and a stop.

    ``chat_path`` is the file of the chat's own memory. ``post_now`` and ``a_day_passes`` are what the buttons for the
    impatient do.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        chat_path: Path,
        post_now: Callable[[], Awaitable[None]],
        a_day_passes: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._chat = Chat(chat_path)
        self._bell = Bell()
        self.messenger = DemoMessenger(self._chat, clock, self._bell)
        self._inbound = Inbound(store, clock, self._chat, self._bell, self.messenger)
        self._routes = Routes(self._chat, clock, self._bell, self._inbound, post_now, a_day_passes)

    def routes(self) -> list[web.RouteDef]:
        return self._routes.all()

    async def start(self) -> None:
        """Install Kundord in the sample company; the first time, with all that has been said there before."""
        if self._chat.empty():
            self._talk()
            await self._welcome()
        await self._store.registry(_install)
        await self._store.write(WORKSPACE, furnish)

    async def hang_up(self, _app: object = None) -> None:
        """End the streams of the pages that are open, so that nobody waits for them."""
        self._bell.close()

    async def stop(self) -> None:
        self._bell.close()
        self._chat.close()

    def _talk(self) -> None:
        now = self._clock.now()
        for place in CHANNELS:
            for line in (line for line in TALK if line.place == place.id):
                author = COLLEAGUES[line.author]
                said = self._chat.add(Draft(place.id, author.id, line.said_at(now), line.text, author.language))
                for emoji, member in line.reactions:
                    self._chat.react(said.id, member, emoji, present=True)
            self._all_seen(place)

    async def _welcome(self) -> None:
        """What a chat of two begins with, so that nobody opens an empty one. It is news to nobody."""
        for colleague in COLLEAGUES.values():
            welcome = Letter(colleague.ref, Welcome(emoji_anywhere=True), colleague.language)
            await self.messenger.send(welcome, f"welcome/{colleague.id}")
            self._all_seen(private_chat(colleague.id))

    def _all_seen(self, place: Place) -> None:
        last = self._chat.shown(place.id, "", 1)[-1].id
        for colleague in COLLEAGUES:
            self._chat.see(colleague, place.id, last)


def _install(registry: Registry) -> Workspace:
    return registry.install(WORKSPACE, COMPANY, BOT)


def furnish(unit: UnitOfWork) -> None:
    """The sample company as it is on the first day; on every later one, nothing changes."""
    people.meet(unit, [colleague.profile for colleague in COLLEAGUES.values()])
    if unit.quotes.latest_at() is not None:
        return
    credits = _members(unit) | _teams(unit)
    unit.change(replace(unit.organisation, heads_up=HEADS_UP))
    for place in CHANNELS:
        channels.joined(unit, COLLEAGUES[place.host].ref, place.ref, place.name, place.members is not None)
        _settle(unit, place, credits)
    kept: list[Quote] = []
    # The oldest first, so that numbers grow with time.
    for heard in reversed(HEARD):
        new, _masked = recording.presentable(unit, _quote(heard, unit, credits))
        new.check()
        # Its credited had their message on the day itself: no errands for what is weeks old. Nor is it to be undone.
        added = unit.quotes.add(new)
        unit.quotes.save(replace(added, recorded_at=new.heard_at))
        kept.append(unit.quotes.get(added.number))
    members = {name: credit.member for name, credit in credits.items() if isinstance(credit, MemberCredit)}
    teams = {name.removeprefix("+"): credit.team for name, credit in credits.items() if isinstance(credit, TeamCredit)}
    follow(unit, kept, members, teams)


def _settle(unit: UnitOfWork, place: Place, credits: dict[str, Credit]) -> None:
    """Not every channel wants a quote every day, and a team's own channel wants its own."""
    team = credits.get(f"+{place.team}")
    teams = frozenset({team.team}) if isinstance(team, TeamCredit) else frozenset()
    channels.save(
        unit, replace(channels.here(unit, place.ref), daily=place.daily, follow_up=place.follow_up, teams=teams)
    )


def _members(unit: UnitOfWork) -> dict[str, Credit]:
    known = unit.members.by_refs(colleague.ref for colleague in COLLEAGUES.values())
    return {ref.id: MemberCredit(member.number) for ref, member in known.items()}


def _teams(unit: UnitOfWork) -> dict[str, Credit]:
    numbers = {name: credit.member for name, credit in _members(unit).items() if isinstance(credit, MemberCredit)}
    teams = [unit.teams.add(name, frozenset(numbers[each] for each in ids)) for name, ids in TEAMS.items()]
    return {f"+{team.name}": TeamCredit(team.number) for team in teams}


def _quote(heard: Heard, unit: UnitOfWork, credits: dict[str, Credit]) -> NewQuote:
    recorder = credits[heard.recorder]
    return NewQuote(
        text=heard.text,
        sentiment=heard.sentiment,
        recorder=recorder.member if isinstance(recorder, MemberCredit) else None,
        heard_at=unit.now - timedelta(days=heard.days_ago),
        credits=tuple(credits[name] for name in heard.credits),
        customer=heard.customer,
        stage=heard.stage,
        via=heard.via,
        language=heard.language,
    )

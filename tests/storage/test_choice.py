"""Storage chooses by two index seeks what ``bot.domain.choice`` chooses from everything."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.channels import Channel
from bot.domain.choice import Candidate, Choice, Credited, choose, credited
from bot.domain.people import Team
from bot.domain.quotes import Credit, MemberCredit, Quote, Sentiment, TeamCredit
from bot.domain.refs import MemberNumber, QuoteNumber, TeamNumber, WorkspaceRef
from bot.ports import Fate, Feature, UnitOfWork
from tests.storage.company import Company, channel, company, found, profile, words

MEMBERS, TEAMS, CHANNELS = 3, 2, 2
STAGES = ("buy", "use")

credits_ = st.lists(
    st.integers(1, MEMBERS).map(lambda number: MemberCredit(MemberNumber(number)))
    | st.integers(1, TEAMS).map(lambda number: TeamCredit(TeamNumber(number))),
    max_size=2,
    unique=True,
).map(tuple)
stages = st.sampled_from([None, *STAGES])


@dataclass
class Told:
    """What was told to both sides, as the pure order of choice needs it."""

    quotes: dict[QuoteNumber, Quote] = field(default_factory=dict)
    teams: dict[TeamNumber, Team] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    featured: list[dict[QuoteNumber, date]] = field(default_factory=list)
    last_featured: list[dict[Credited, date]] = field(default_factory=list)
    today: date = date(2026, 1, 1)

    def chooses(self, place: int) -> Choice | None:
        pool = [
            Candidate(quote.number, quote.words.credits)
            for quote in self.quotes.values()
            if quote.featurable and self._draws_on(self.channels[place], quote)
        ]
        return choose(pool, self.last_featured[place], self.featured[place], self.today)

    def shows(self, place: int, choice: Choice) -> None:
        self.featured[place][choice.quote] = self.today
        for one in credited(self.quotes[choice.quote].words.credits):
            self.last_featured[place][one] = self.today

    def _draws_on(self, channel: Channel, quote: Quote) -> bool:
        staged = not channel.stages or quote.words.stage in channel.stages
        return staged and (not channel.teams or any(self._of(channel, credit) for credit in quote.words.credits))

    def _of(self, channel: Channel, credit: Credit) -> bool:
        if isinstance(credit, TeamCredit):
            return credit.team in channel.teams
        return any(credit.member in self.teams[team].members for team in channel.teams)


Step = Callable[[UnitOfWork, Told], None]


def records(credits: tuple[Credit, ...], sentiment: Sentiment, stage: str | None) -> Step:
    def step(unit: UnitOfWork, told: Told) -> None:
        quote = unit.quotes.add(words(*credits, sentiment=sentiment, stage=stage))
        told.quotes[quote.number] = quote

    return step


def changes(which: int, change: Callable[[Quote], Quote]) -> Step:
    """Hold it, let it go, withdraw it, credit somebody else."""

    def step(unit: UnitOfWork, told: Told) -> None:
        if told.quotes:
            number = list(told.quotes)[which % len(told.quotes)]
            unit.quotes.save(change(told.quotes[number]))
            told.quotes[number] = unit.quotes.get(number)

    return step


def shows(place: int, days: int) -> Step:
    def step(unit: UnitOfWork, told: Told) -> None:
        told.today += timedelta(days=days)
        there = told.channels[place % len(told.channels)]
        place_ = told.channels.index(there)
        choice = unit.features.choose(there, told.today)
        if choice is not None:
            assert unit.features.plan(Feature(there.number, told.today, Fate.PLANNED, choice))
            unit.features.settle(there.number, told.today, Fate.SHOWN)
            told.shows(place_, choice)

    return step


def narrows(place: int, teams: frozenset[TeamNumber], stages: frozenset[str]) -> Step:
    def step(unit: UnitOfWork, told: Told) -> None:
        place_ = place % len(told.channels)
        unit.channels.save(replace(told.channels[place_], teams=teams, stages=stages), None)
        told.channels[place_] = unit.channels.get(told.channels[place_].number)

    return step


def regroups(team: TeamNumber, members: frozenset[MemberNumber]) -> Step:
    def step(unit: UnitOfWork, told: Told) -> None:
        told.teams[team] = replace(told.teams[team], members=members)
        unit.teams.save(told.teams[team])

    return step


def opens() -> Step:
    """One channel more, which meets everyone."""

    def step(unit: UnitOfWork, told: Told) -> None:
        told.channels.append(unit.channels.add(channel(f"C{len(told.channels)}"), None))
        told.featured.append({})
        told.last_featured.append({})

    return step


positive = st.sampled_from([Sentiment.POSITIVE, Sentiment.POSITIVE, Sentiment.NEGATIVE])
flags = st.sampled_from(
    [
        lambda quote: replace(quote, held=True),
        lambda quote: replace(quote, held=False),
        lambda quote: quote.withdraw(),
    ]
)
recredit = credits_.map(lambda given: lambda quote: replace(quote, words=replace(quote.words, credits=given)))
teams_ = st.frozensets(st.integers(1, TEAMS).map(TeamNumber))
steps = st.lists(
    st.builds(records, credits_, positive, stages)
    | st.builds(shows, st.integers(0, 5), st.sampled_from([1, 1, 1, 40, 61]))
    | st.builds(changes, st.integers(0, 20), flags | recredit)
    | st.builds(narrows, st.integers(0, 5), teams_, st.frozensets(st.sampled_from(STAGES)))
    | st.builds(
        regroups, st.integers(1, TEAMS).map(TeamNumber), st.frozensets(st.integers(1, MEMBERS).map(MemberNumber))
    )
    | st.builds(opens),
    min_size=10,
    max_size=40,
)


def begins(unit: UnitOfWork, told: Told) -> None:
    for number in range(MEMBERS):
        unit.members.meet(profile(f"U{number}"))
    for number in range(TEAMS):
        team = unit.teams.add(f"team {number}", frozenset({MemberNumber(number + 1)}))
        told.teams[team.number] = team
    for _ in range(CHANNELS):
        opens()(unit, told)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories=st.lists(steps, min_size=1, max_size=3))
def test_storage_and_the_pure_order_choose_the_same(database_url: str, histories: list[list[Step]]) -> None:
    asyncio.run(both_choose_the_same(database_url, histories))


fresh = count()


async def both_choose_the_same(url: str, histories: list[list[Step]]) -> None:
    async with company(url) as first:
        for history in histories:
            name = WorkspaceRef("slack", f"T{next(fresh)}")
            theirs = await found(url, first.store, first.clock, name)
            await plays(theirs, history)


async def plays(theirs: Company, history: list[Step]) -> None:
    told = Told()
    await theirs.does(begins, told)
    for step in history:
        await both_see(theirs, told, step)
    await both_see(theirs, told, rests)


async def both_see(theirs: Company, told: Told, step: Step) -> None:
    """The same choices on both sides, and then the step."""
    expected = [told.chooses(place) for place in range(len(told.channels))]
    # Reading, nothing is marked as dry; writing, it is. Neither may change what is chosen.
    assert await theirs.sees(choices, told) == expected
    assert await theirs.sees(choices_together, told) == expected
    assert await theirs.does(chooses_and, step, told) == [expected, expected]


def rests(unit: UnitOfWork, told: Told) -> None:
    """Nothing more happens."""


def chooses_and(unit: UnitOfWork, step: Step, told: Told) -> list[list[Choice | None]]:
    found = [choices_together(unit, told), choices(unit, told)]
    step(unit, told)
    return found


def choices_together(unit: UnitOfWork, told: Told) -> list[Choice | None]:
    found = unit.features.choose_all([(there, told.today) for there in told.channels])
    return [found.get(there.number) for there in told.channels]


def choices(unit: UnitOfWork, told: Told) -> list[Choice | None]:
    return [unit.features.choose(there, told.today) for there in told.channels]

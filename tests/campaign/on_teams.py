"""A campaign's Teams: nothing that was sent can be looked for, so each channel says what it rather has."""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import aiohttp

from bot.domain.channels import Delivery
from bot.domain.refs import ChannelRef, MemberRef
from bot.ports import Pending
from storage import SqlStore
from tests.campaign.scenes import COLLEAGUES, PRAISE, Plan, Result, opened, workspace_of
from tests.e2e.process import eventually
from tests.e2e.teams_process import teams_settings
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Shown

NASTY: Mapping[str, float] = {
    "drop_before": 0.02,
    "drop_after": 0.03,
    "store_then_500": 0.03,
    "store_then_502": 0.02,
    "500": 0.02,
    "502": 0.01,
    "429:1": 0.03,
    "412": 0.01,
    "garbage": 0.01,
    "store_then_hang": 0.005,
    "hang": 0.005,
    "slow:1": 0.05,
}
STORM: Mapping[str, float] = {"429:2": 1.0}
WRITING = ("create", "send")


class OnTeams(Teams):
    """Half of the channels want nothing twice, half miss nothing. ``accepted``: what was answered "Recorded."."""

    lease = timedelta(seconds=45)

    def __init__(self) -> None:
        super().__init__()
        self.anna = self.person("Anna Berg")
        self.colleagues: Sequence[TeamsPerson] = [self.person(f"Bo{number} Ek") for number in range(COLLEAGUES)]
        self.care = self.team("Customer Care", self.anna, *self.colleagues)
        self.once: Sequence[Conversation] = []
        self.at_least_once: Sequence[Conversation] = []
        self.accepted: list[tuple[str, TeamsPerson]] = []

    @property
    def settings(self) -> Mapping[str, str]:
        return teams_settings(self)

    @property
    def environment(self) -> Mapping[str, str]:
        """It trusts the certificate of the fake Microsoft's login."""
        return {"REQUESTS_CA_BUNDLE": str(self.certificate)}

    async def arrange(self, store: SqlStore, plan: Plan) -> None:
        await self.anna.installs(self.care)
        for number in range(COLLEAGUES):
            await self.record(number)
        assert len(self.accepted) == COLLEAGUES
        places = [self.channel(self.care, f"care {number}") for number in range(plan.channels)]
        self.once, self.at_least_once = places[::2], places[1::2]

    async def fall_due(self, store: SqlStore, at: datetime) -> None:
        workspace = (await workspace_of(store)).ref
        wishes = {ChannelRef(workspace, each.id): Delivery.AT_MOST_ONCE for each in self.once}
        wishes |= {ChannelRef(workspace, each.id): Delivery.AT_LEAST_ONCE for each in self.at_least_once}
        await opened(store, wishes, at, MemberRef(workspace, self.anna.person.id))

    async def record(self, number: int) -> None:
        text, credited = PRAISE.format(number=number), self.colleagues[number % COLLEAGUES]
        line = f'+ "{text}" @{credited.person.first}'
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            if (await self.anna.mentions_bot(self.general(self.care), line)).shows("Recorded."):
                self.accepted.append((text, credited))

    def nasty(self, seed: int) -> None:
        for number, operation in enumerate(WRITING):
            self.sometimes(operation, NASTY, seed + number)

    def surely(self, *faults: str) -> None:
        self.next("create", *faults)

    @property
    def struck(self) -> Counter[str]:
        return Counter(call.outcome for call in self.calls(*WRITING) if not call.outcome.startswith("20"))

    def storm(self, seed: int) -> None:
        for operation in WRITING:
            self.sometimes(operation, STORM, seed)

    async def judge(self, store: SqlStore, result: Result) -> None:
        """A channel that wants nothing twice has one post, or its owner was asked, and posts it where it is not."""
        result.faults = self.struck
        uncertain = await self._uncertain(store)
        result.uncertain = len(uncertain)
        absent = [await self._posted_now(notice, place) for notice, place in self._asked(uncertain, result)]
        result.by_hand = len(absent)
        with contextlib.suppress(TimeoutError):  # then they are missed
            await eventually(lambda: all(map(self._featured, absent)), within=120)
        for place in self.once:
            result.count(place.id, self._featured(place))
        for place in self.at_least_once:
            result.count(place.id, self._featured(place), twice=True)
        for text, credited in self.accepted:
            told = len([each for each in credited.told if each.shows(text)])
            result.count(f"{credited.person.name}: {text}", told, twice=True)

    async def _uncertain(self, store: SqlStore) -> Mapping[str, Pending]:
        pending = await store.registry(lambda registry: registry.pending(100_000))
        return {each.errand.to.id: each for each in pending if each.uncertain}

    def _asked(self, uncertain: Mapping[str, Pending], result: Result) -> Iterator[tuple[Shown, Conversation]]:
        """Where the owner looked and it is not, and what they were told."""
        for id, pending in uncertain.items():
            place = self.world.conversations[id]
            notice = next((each for each in self.anna.told if pending.id in json.dumps(each.activity)), None)
            if notice is None:
                result.untold.append(id)
            elif not self._featured(place):
                yield notice, place

    async def _posted_now(self, notice: Shown, place: Conversation) -> Conversation:
        await self.anna.presses("Post it now", on=notice)
        return place

    def _featured(self, place: Conversation) -> int:
        return len([each for each in self.posts(place) if each.shows("Quote of the day")])

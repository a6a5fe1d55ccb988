"""A campaign's Slack: whatever was sent can be looked for, so each stands once."""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import aiohttp

from bot.domain.channels import Delivery
from bot.domain.refs import ChannelRef
from storage import SqlStore
from tests.campaign.scenes import COLLEAGUES, PRAISE, Plan, Result, opened, workspace_of
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel

NASTY: Mapping[str, float] = {
    "drop_before": 0.02,
    "drop_after": 0.04,
    "store_then_500": 0.04,
    "500": 0.02,
    "429:1": 0.03,
    "ok_false:internal_error": 0.02,
    "store_then_hang": 0.005,
    "hang": 0.005,
    "slow:1": 0.05,
}
LOOKING: Mapping[str, float] = {"429:1": 0.05, "500": 0.05, "drop_before": 0.02}
STORM: Mapping[str, float] = {"429:2": 1.0}


class OnSlack(Slack):
    """``accepted`` are the words that were answered with "Recorded."."""

    lease = timedelta(seconds=22)
    environment: Mapping[str, str] = {}

    def __init__(self) -> None:
        super().__init__()
        self.anna = self.user("Anna Berg", admin=True)
        self.colleagues: Sequence[SlackUser] = [
            self.user(f"Bo Ek {number}", handle=f"bo{number}") for number in range(COLLEAGUES)
        ]
        self.places: Sequence[Channel] = []
        self.accepted: list[tuple[str, SlackUser]] = []

    @property
    def settings(self) -> Mapping[str, str]:
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_API_URL": self.api_url,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    async def arrange(self, store: SqlStore, plan: Plan) -> None:
        self.places = [self.channel(f"care-{number}", self.anna) for number in range(plan.channels)]
        for number in range(COLLEAGUES):
            await self.record(number)
        assert len(self.accepted) == COLLEAGUES

    async def fall_due(self, store: SqlStore, at: datetime) -> None:
        workspace = (await workspace_of(store)).ref
        await opened(store, {ChannelRef(workspace, each.id): Delivery.AT_MOST_ONCE for each in self.places}, at)

    async def record(self, number: int) -> None:
        text, credited = PRAISE.format(number=number), self.colleagues[number % COLLEAGUES]
        line = f'/quote + "{text}" @{credited.user.handle}'
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            if (await self.anna.types(line, self.places[0])).shows("Recorded."):
                self.accepted.append((text, credited))

    def nasty(self, seed: int) -> None:
        self.sometimes("chat.postMessage", NASTY, seed)
        self.sometimes("conversations.history", LOOKING, seed + 1)

    def surely(self, *faults: str) -> None:
        self.next("chat.postMessage", *faults)

    @property
    def struck(self) -> Counter[str]:
        return Counter(call.outcome for call in self.calls("chat.postMessage") if call.outcome != "ok")

    def storm(self, seed: int) -> None:
        self.sometimes("chat.postMessage", STORM, seed)

    async def judge(self, store: SqlStore, result: Result) -> None:
        """Each channel has the one post of its day, and each accepted quote was told its colleague once."""
        result.faults = self.struck
        for place in self.places:
            result.count(place.id, len([post for post in self.posts(place) if post.metadata]))
        for text, credited in self.accepted:
            told = [each for each in self.told(credited.user) if text in each.announcement]
            result.count(f"{credited.user.handle}: {text}", len(told))

"""Forms about quotes and about what is set, with what they open with and what comes back with them."""

from collections.abc import Mapping
from dataclasses import field
from hashlib import blake2b

from bot.domain.channels import Channel
from bot.domain.errors import KundordError
from bot.domain.people import Member, Organisation, Team
from bot.domain.quotes import Sentiment
from bot.domain.refs import MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.values import dataclass
from bot.speech.shown import Person

Faults = Mapping[str, KundordError]
"""By field name."""


def _mark(*shown: object) -> str:
    """What may be changed in a form, as it opens, in short. Another one later: somebody changed it meanwhile."""
    told = [sorted(each) if isinstance(each, frozenset) else each for each in shown]
    return blake2b(repr(told).encode(), digest_size=6).hexdigest()


def _ids(people: tuple[MemberRef, ...]) -> frozenset[str]:
    return frozenset(each.id for each in people)


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """Record a quote. ``people`` and ``team_numbers`` are who gets credit; those ``elsewhere``, in another workspace,
    keep theirs.

    Fields: sentiment, text, credits, teams, stage, customer, via, link. ``source`` is the message it is taken from;
    ``unreadable`` when that message's words could not be fetched, ``cut`` when it is longer than a quote, of which
    ``text`` is the beginning, ``private`` when not everybody could read them where they stand: whoever sends the form
    in says that now everybody may. ``number`` is the quote's that is being corrected, ``follows`` the one that this is
    the customer's answer to. ``opens_case``: recorded, it is the end of the world, and there is one field
    more, because.
    """

    teams: tuple[Team, ...] = ()
    stages: tuple[str, ...] = ()
    sentiment: Sentiment | None = None
    text: str = ""
    people: tuple[MemberRef, ...] = ()
    team_numbers: tuple[TeamNumber, ...] = ()
    stage: str | None = None
    customer: str = ""
    via: str = ""
    link: str = ""
    source: MessageRef | None = None
    unreadable: bool = False
    cut: bool = False
    private: bool = False
    number: QuoteNumber | None = None
    follows: QuoteNumber | None = None
    opens_case: bool = False
    because: str = ""
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        """What comes back with the form, in ids: the quote it corrects or answers, or the message it is taken from."""
        if self.number is not None:
            return f"quote|{self.number}@{self._as_opened}"
        if self.follows is not None:
            return f"follows|{self.follows}"
        token = self.source.token if self.source else ""
        return f"world;{token}" if self.opens_case else token

    @property
    def _as_opened(self) -> str:
        credited = (_ids(self.people), frozenset(self.team_numbers))
        return _mark(self.sentiment, self.text, *credited, self.stage, self.customer, self.via, self.link)


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """Fields: daily, time, timezone, days, holidays, days_off, cutoff, paused_until, language, teams, stages; for a
    curator also follow_up.
    """

    channel: Channel
    teams: tuple[Team, ...] = ()
    stages: tuple[str, ...] = ()
    curator: bool = False

    @property
    def memo(self) -> str:
        channel, schedule = self.channel, self.channel.schedule
        hours = (schedule.at, schedule.timezone, schedule.cutoff)
        days = (schedule.days, schedule.holidays, schedule.days_off, schedule.paused_until)
        chosen = (channel.language, channel.teams, channel.stages, channel.follow_up)
        mark = _mark(channel.daily, *hours, *days, *chosen)
        return f"{channel.number}@{mark}"


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """Fields: named; for curators also company, stages (one a line), world_emoji, save_emoji, curators, heads_up
    (minutes). ``elsewhere`` are curators of another workspace, who stay.
    """

    member: Member
    organisation: Organisation
    curators: tuple[MemberRef, ...] = ()
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        """Of what all share: whether one is named is one's own."""
        chosen = self.organisation
        emoji = (chosen.world_emoji, chosen.save_emoji)
        return f"@{_mark(chosen.name, chosen.stages, *emoji, chosen.heads_up, _ids(self.curators))}"


@dataclass(frozen=True, slots=True)
class TeamForm:
    """Fields: name, members. ``team`` None makes a new one; those ``elsewhere``, in another workspace, stay in it."""

    team: Team | None = None
    members: tuple[MemberRef, ...] = ()
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        return f"{self.team.number}@{_mark(self.team.name, _ids(self.members))}" if self.team else ""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form that was not accepted: each fault belongs at its field."""

    faults: Faults = field(default_factory=dict)

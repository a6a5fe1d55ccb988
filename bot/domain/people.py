"""Who there is: the organisation, its members, teams and stages, and who may do what."""

from dataclasses import field, replace
from datetime import timedelta
from functools import lru_cache

from bot.domain.errors import Refused
from bot.domain.names import called
from bot.domain.refs import MemberNumber, MemberRef, OrganisationId, TeamNumber, WorkspaceRef
from bot.domain.values import dataclass

LANGUAGES = ("en", "sv", "nb")
"""PRODUCT §11. The first is what anyone gets whose language we do not speak."""

DEFAULT_STAGES = ("discover", "buy", "start", "use", "get help", "stay")
"""PRODUCT §3. An organisation's own list replaces it."""

HEADS_UP = timedelta(minutes=15)
"""Between the private word to whom a negative quote concerns and its card (PRODUCT §2.1)."""

WORLD = frozenset("🌍🌎🌏🚨")
SAVE = frozenset("💬")

COMPANY_MOST = 60
"""Characters of a company's name."""
NAME_MOST = 80
"""Of a person's: what a platform tells beyond them is left out."""

TEAM_NAME_MOST = 60


class EmojiListsOverlap(Refused):
    """One emoji cannot both save a message and be the end of the world. Facts: ``emoji``."""

    field = "save_emoji"


class StagesMissing(Refused):
    """An organisation needs at least one stage, and each of them once. Facts: none."""

    field = "stages"


class CompanyNameMissing(Refused):
    """Facts: ``most``."""

    field = "company"


class NotAllowed(Refused):
    """Only a curator may do this. Facts: none."""


class FromOutside(NotAllowed):
    """People of another company may look and react, no more. Facts: none."""


class NoSuchMember(Refused):
    """Facts: ``number``."""


class NoSuchTeam(Refused):
    """Facts: ``number``."""


@lru_cache(maxsize=512)
def spoken(tag: str | None) -> str:
    """The language of ours nearest to a platform's locale tag: ``nb-NO``, ``no`` and ``nn`` are ``nb``."""
    language = (tag or "").replace("_", "-").split("-")[0].lower()
    language = {"no": "nb", "nn": "nb"}.get(language, language)
    return language if language in LANGUAGES else LANGUAGES[0]


def preferred(accepted: str) -> str | None:
    """The first language of ours among those that a browser asks for (RFC 9110's ``Accept-Language``); None if none."""
    for wanted in accepted.split(","):
        tag = wanted.partition(";")[0].strip()
        language = spoken(tag)
        if language != LANGUAGES[0] or tag.lower().startswith(LANGUAGES[0]):
            return language
    return None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company and what it has chosen."""

    id: OrganisationId
    name: str
    stages: tuple[str, ...] = DEFAULT_STAGES
    world_emoji: frozenset[str] = WORLD
    save_emoji: frozenset[str] = SAVE
    language: str = LANGUAGES[0]
    heads_up: timedelta = HEADS_UP

    def choosing(
        self, stages: tuple[str, ...], world_emoji: frozenset[str], save_emoji: frozenset[str]
    ) -> "Organisation":
        """The same company with new settings. Raises: EmojiListsOverlap, StagesMissing."""
        if both := sorted(world_emoji & save_emoji):
            raise EmojiListsOverlap(emoji="".join(both))
        if not stages or len({stage.casefold() for stage in stages}) < len(stages):
            raise StagesMissing
        return replace(self, stages=stages, world_emoji=world_emoji, save_emoji=save_emoji)

    def called(self, name: str) -> "Organisation":
        """Raises: CompanyNameMissing, for none or one that is too long."""
        name = " ".join(name.split())
        if not 0 < len(name) <= COMPANY_MOST:
            raise CompanyNameMissing(most=COMPANY_MOST)
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation, and the organisation it belongs to. ``bot`` is our own user there."""

    ref: WorkspaceRef
    organisation: OrganisationId
    name: str
    bot: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person. ``timezone`` is an IANA name, ``language`` one of ours.

    ``full_name`` is what they are called besides the ``name`` that is shown, where that is a shorter one.
    """

    ref: MemberRef
    name: str
    handle: str = ""
    timezone: str | None = None
    language: str = LANGUAGES[0]
    admin: bool = False
    bot: bool = False
    gone: bool = False
    external: bool = False
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organisation. ``named`` is their own choice; ``named_curator`` is a curator's."""

    number: MemberNumber
    profile: Profile
    named: bool = True
    named_curator: bool = False

    @property
    def ref(self) -> MemberRef:
        return self.profile.ref

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def called(self) -> frozenset[str]:
        """As ``bot.domain.names`` has it. Not by the id that stands in for a name which the platform does not tell."""
        profile = self.profile
        return called(*(name for name in (profile.name, profile.full_name) if name != profile.ref.id))

    @property
    def curator(self) -> bool:
        """Curators are the workspace's admins and those they name (PRODUCT §4)."""
        return (self.profile.admin or self.named_curator) and not self.profile.external

    @property
    def creditable(self) -> bool:
        return not (self.profile.bot or self.profile.gone)

    @property
    def employed(self) -> bool:
        """Works here, and has not left: who can take a case over, and is told what customers say."""
        return self.creditable and not self.profile.external


@dataclass(frozen=True, slots=True)
class Team:
    """A named group of members."""

    number: TeamNumber
    name: str
    members: frozenset[MemberNumber] = field(default_factory=frozenset)


UNDO_WITHIN = timedelta(minutes=15)

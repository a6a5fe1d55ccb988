"""A small company, invented: Furulid sells broadband and heat pumps in Sweden, Norway and Britain."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, WorkspaceRef

SLACK: Final = WorkspaceRef("slack", "T0FURULID")
TEAMS: Final = WorkspaceRef("teams", "furulid-tenant")
SLACK_UK: Final = WorkspaceRef("slack", "T0FURULIDUK")

STOCKHOLM, OSLO, LONDON, NEW_YORK = "Europe/Stockholm", "Europe/Oslo", "Europe/London", "America/New_York"

MONDAY: Final = date(2026, 11, 23)
"""The day on which every test begins, at eight in Stockholm, unless it says otherwise."""


def local(words: str, zone: str = STOCKHOLM) -> datetime:
    """``2026-11-23 08:59`` by a clock on the wall there."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


MORNING: Final = local(f"{MONDAY} 08:00")


# Colleagues -------------------------------------------------------------------------------------

PROFILES: dict[MemberRef, Profile] = {}


def _colleague(
    id: str,
    name: str,
    language: str,
    timezone: str,
    *,
    workspace: WorkspaceRef = SLACK,
    full_name: str = "",
    **more: bool,
) -> MemberRef:
    ref = MemberRef(workspace, id)
    PROFILES[ref] = Profile(ref, name, id.lower(), timezone, language, full_name=full_name, **more)
    return ref


ASTRID: Final = _colleague("ASTRID", "Astrid Lindqvist", "sv", STOCKHOLM, admin=True)
BJORN: Final = _colleague("BJORN", "Bjørn Haugland", "nb", OSLO)
CECILIA: Final = _colleague("CECILIA", "Cecilia Åkerblom", "sv", STOCKHOLM)
DECLAN: Final = _colleague("DECLAN", "Declan Murphy", "en", LONDON)
EIRIK: Final = _colleague("EIRIK", "Eirik Sæther", "nb", OSLO)
FRIDA: Final = _colleague("FRIDA", "Frida Öberg", "sv", STOCKHOLM)

ANNA_BERG: Final = _colleague("ABERG", "Anna Berg", "sv", STOCKHOLM)
ANNA_DAHL: Final = _colleague("ADAHL", "Anna Dahl", "sv", STOCKHOLM)
"""Two of one first name."""

EVA: Final = _colleague("E7", "eva", "sv", STOCKHOLM, full_name="Eva Lind")
"""What she is called where we are told is not all that colleagues call her."""

TICKETBOT: Final = _colleague("TICKETBOT", "Ticketbot", "en", STOCKHOLM, bot=True)
HANNA_WHO_LEFT: Final = _colleague("HANNA", "Hanna Forsman", "sv", STOCKHOLM, gone=True)
PARTNER: Final = _colleague("IVAR", "Ivar Partner", "sv", STOCKHOLM, external=True)
"""Of another company, in a channel that both share."""

GRO_ON_TEAMS: Final = _colleague("gro-aad", "Gro Nygård", "nb", OSLO, workspace=TEAMS)

SIRI_OF_TEAMS: Final = _colleague("siri-aad", "Siri Dale", "nb", OSLO, workspace=TEAMS, admin=True)
DORIS_IN_LONDON: Final = _colleague("DORIS", "Doris Finch", "en", LONDON, workspace=SLACK_UK, admin=True)

COLLEAGUES: Final = (ASTRID, BJORN, CECILIA, DECLAN, EIRIK, FRIDA, ANNA_BERG, ANNA_DAHL)

SMALL_TEAMS: Final[Mapping[str, tuple[MemberRef, ...]]] = {
    "billing": (CECILIA, DECLAN),
    "delivery": (BJORN, EIRIK),
    "technical support": (FRIDA, ANNA_BERG, ANNA_DAHL),
}


# Channels ---------------------------------------------------------------------------------------

KUNDER: Final = ChannelRef(SLACK, "CKUNDER")
KUNDESERVICE: Final = ChannelRef(SLACK, "CKUNDESERVICE")
UK: Final = ChannelRef(SLACK, "CUK")
ON_TEAMS: Final = ChannelRef(TEAMS, "19:kundord@thread")

CHANNEL_NAMES: Final = {KUNDER: "kunder", KUNDESERVICE: "kundeservice", UK: "uk-customers", ON_TEAMS: "Kundeord"}


def message(id: str, channel: ChannelRef = KUNDER, thread: str | None = None) -> MessageRef:
    """Somebody's message."""
    return MessageRef(channel, id, thread)


# What customers said ----------------------------------------------------------------------------

PRAISE: Final = (
    "She stayed on the line until the broadband worked again.",
    "Teknikern kom på utsatt tid och tog av sig skorna i hallen.",
    "Endelig en som ringte tilbake da han sa han skulle det.",
    "I was told what it would cost before I had to ask.",
    "Han förklarade fakturan så att min mamma förstod den.",
    "Montøren ryddet etter seg, det har jeg aldri opplevd før.",
    "Your driver carried the heat pump up four flights of stairs.",
    "Jag fick ett svar som var skrivet av en människa.",
    "De ringte for å høre om det fortsatt virket, en måned etter.",
    "The manual was written for people like me, thank you.",
)
CRITICISM: Final = (
    "Third call about the same invoice, and nobody knew my case.",
    "Jag har väntat hemma två dagar utan att någon kommit.",
    "Dere sier at alt er i orden, men det er fortsatt kaldt her.",
)

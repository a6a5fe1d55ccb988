"""The company one visits in the demo: Fyrljus, an invented Nordic broadband firm, its people and their talk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.wording import dates

WORKSPACE = WorkspaceRef("demo", "sample")
COMPANY = "Fyrljus"


@dataclass(frozen=True, slots=True)
class Colleague:
    """``work`` is what they do, in the words of their own language."""

    id: str
    name: str
    language: str
    timezone: str
    work: str
    admin: bool = False

    @property
    def ref(self) -> MemberRef:
        return MemberRef(WORKSPACE, self.id)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split())

    @property
    def profile(self) -> Profile:
        return Profile(self.ref, self.name, self.id, self.timezone, self.language, self.admin)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or somebody's 1:1 chat with Kundord. ``members`` None: everybody's.

    ``host`` invited Kundord there; the channel speaks their language. ``daily``: it gets a quote of the day, of
    ``team`` only if it is one's own channel. ``follow_up``: negative quotes and their cases go there.
    """

    id: str
    name: str
    topic: str = ""
    host: str = ""
    members: frozenset[str] | None = None
    private_chat: bool = False
    daily: bool = True
    team: str = ""
    follow_up: bool = False

    @property
    def ref(self) -> ChannelRef:
        return ChannelRef(WORKSPACE, self.id)

    def open_to(self, member: str) -> bool:
        return self.members is None or member in self.members


@dataclass(frozen=True, slots=True)
class Line:
    """Something a colleague said before anybody came to visit, so many days ago at that time of theirs."""

    place: str
    author: str
    days_ago: int
    at: time
    text: str
    reactions: tuple[tuple[str, str], ...] = ()

    def said_at(self, now: datetime) -> datetime:
        today = dates.local(now, COLLEAGUES[self.author].timezone)
        day = today.date() - timedelta(days=self.days_ago)
        return datetime.combine(day, self.at, today.tzinfo).astimezone(UTC)


def _by_id(*colleagues: Colleague) -> Mapping[str, Colleague]:
    return {colleague.id: colleague for colleague in colleagues}


COLLEAGUES = _by_id(
    Colleague("anna", "Anna Berg", "sv", "Europe/Stockholm", "Support, Umeå"),
    Colleague("bo", "Bo Lindqvist", "sv", "Europe/Stockholm", "Fakturor, Borås"),
    Colleague("karin", "Karin Ek", "sv", "Europe/Stockholm", "Kundupplevelse, Stockholm", admin=True),
    Colleague("ingrid", "Ingrid Haugen", "nb", "Europe/Oslo", "Kundeservice, Oslo"),
    Colleague("magnus", "Magnus Dahl", "nb", "Europe/Oslo", "Tekniker, Trondheim"),
    Colleague("sam", "Sam Okafor", "en", "Europe/Stockholm", "Deliveries, Gothenburg", admin=True),
)

TEAMS = {
    "Support": ("anna", "ingrid"),
    "Billing": ("bo", "karin"),
    "Delivery": ("magnus", "sam"),
}

CHANNELS = (
    Place("kundord", "kundord", "Kundens egna ord, ett citat varje vardagsmorgon", "karin"),
    Place("support", "support", "Frågor, svar och det vi hör i luren", "anna", daily=False),
    Place(
        "uppfoljning", "uppföljning", "Det som skaver, och vad det blev av det", "karin", daily=False, follow_up=True
    ),
    Place("kunde-norge", "kunde-norge", "Kundens ord på norsk", "ingrid"),
    Place(
        "on-the-road",
        "on-the-road",
        "Routes, visits and moves",
        "sam",
        members=frozenset({"sam", "magnus", "karin"}),
        team="Delivery",
    ),
)

VISITORS = {"sv": "anna", "nb": "ingrid", "en": "sam"}
"""Who one is at first, by the language one's browser asks for."""


def private_chat(member: str) -> Place:
    return Place(f"dm-{member}", "Kundord", members=frozenset({member}), private_chat=True)


PLACES = {place.id: place for place in (*CHANNELS, *(private_chat(member) for member in COLLEAGUES))}

TALK = (
    Line(
        "kundord", "karin", 2, time(8, 41),
        "Hej alla! Från och med nu kommer en kunds egna ord hit varje vardagsmorgon, med tack till den som "
        "förtjänade dem. Har du hört något fint, eller något som skaver? Skriv /quote, så är det nedtecknat "
        "på tio sekunder.",
        (("❤️", "anna"), ("❤️", "sam"), ("👏", "bo")),
    ),
    Line("kundord", "bo", 2, time(8, 50), "Äntligen något annat än kurvor."),
    Line("kundord", "sam", 1, time(13, 12), "Love this. I’ll write mine down in English, hope that’s fine."),
    Line(
        "kundord", "karin", 1, time(13, 15),
        "Precis som det ska vara. Kundens språk får vara kundens.", (("👏", "ingrid"),),
    ),
    Line(
        "support", "sam", 2, time(15, 4),
        "A customer in Mölndal: “The technician took his shoes off, fixed it, and explained it all to my "
        "twelve-year-old.” @magnus, was that you?",
        (("❤️", "anna"), ("❤️", "karin")),
    ),
    Line(
        "support", "magnus", 2, time(15, 11),
        "Kan stemme. Tolvåringen stilte bedre spørsmål enn jeg fikk på kurset 😄", (("😂", "sam"),),
    ),
    Line(
        "support", "bo", 1, time(9, 26),
        "En kund nu på morgonen, tredje samtalet om samma faktura: ”Ni kopplar mig vidare, och varje gång får "
        "jag börja om från början.” Inte roligt att höra, men hon har rätt.",
    ),
    Line(
        "support", "anna", 1, time(11, 48),
        "Pratade just med en dam i Skellefteå: ”Du är den första som frågar hur det är, inte bara vad det "
        "gäller.” Den bär jag med mig hela veckan.",
        (("❤️", "ingrid"),),
    ),
    Line(
        "uppfoljning", "karin", 2, time(9, 5),
        "Hit kommer det kunderna inte är nöjda med. Ingen pekas ut. Är det ”världens undergång” så tar någon ärendet "
        "och går till botten med det, och berättar sedan för oss alla hur det gick.",
        (("🙏", "bo"), ("👏", "anna")),
    ),
    Line("uppfoljning", "ingrid", 2, time(9, 20), "Bra. Jeg tar gjerne de norske."),
    Line(
        "kunde-norge", "ingrid", 2, time(8, 55),
        "God morgen! Nå er Kundord med her også. Ett kundesitat hver hverdag, på norsk.", (("👏", "magnus"),),
    ),
    Line(
        "kunde-norge", "magnus", 1, time(10, 20),
        "En kar på Røros i går: «Dere kom da dere sa dere skulle komme. Det er det ingen andre som gjør.»",
    ),
    Line("kunde-norge", "ingrid", 1, time(10, 22), "Den må med. Trykk 💬 på den, så blir den skrevet ned."),
    Line("on-the-road", "sam", 1, time(7, 30), "The route is up: two moves in Gothenburg, one in Kungsbacka."),
    Line(
        "on-the-road", "sam", 1, time(14, 2),
        "From Kungsbacka, just now: “You called ahead, you came on time, and you swept up after yourselves.”",
        (("👏", "magnus"),),
    ),
)  # fmt: skip
"""Earliest first within each place."""

"""What became of some of what Fyrljus' customers did not like: votes, cases in all their stages, and one story."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.cases import Case, Changed, Entry, Move
from bot.domain.quotes import Quote, Vote
from bot.domain.refs import MemberNumber, TeamNumber
from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.ports import Told, UnitOfWork
from bot.services import cases, reminding, stories

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Followed:
    """A negative quote by its first words. ``world`` and ``fine`` are who voted which way, the case's opener first.

    ``change_team`` owns the change among the ``steps``; ``told`` when the owner has told what became of it.
    """

    begins: str
    world: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    why: str = ""
    owner: str = ""
    steps: tuple[Logged, ...] = ()
    change_team: str = ""
    told: bool = False


FOLLOWED = (
    Followed(
        "Ni skickade en påminnelse",
        world=("anna", "karin"),
        fine=("magnus",),
        why="Tredje kunden på en månad som får en avgift för en faktura som aldrig kom fram.",
        owner="bo",
        steps=(
            Logged(
                Step.CONTACTED,
                "Fakturan gick till adressen hon flyttade från i mars. Avgiften brydde hon sig inte om, men hon hade "
                "ringt två gånger utan att någon lyssnade.",
                how="telefon",
                expectation=Expectation.GOOD_ENOUGH,
            ),
            Logged(
                Step.CAUSE,
                "En ny adress i appen når faktureringen först vid nästa månadskörning.",
                basis=Basis.DATA,
            ),
            Logged(
                Step.LEARNING,
                "En adress som ändras i appen måste gälla samma dag, också för fakturan. "
                "Kunden tror att det är ett enda Fyrljus, och det borde det vara.",
            ),
            Logged(Step.CHANGE, "Påminnelser väntar i tio dagar när adressen nyss har ändrats."),
            Logged(Step.LOOP, "Ringde upp, tog bort avgiften och berättade vad vi har ändrat."),
        ),
        change_team="Billing",
        told=True,
    ),
    Followed("Jeg fikk tre ulike svar", fine=("bo",)),
    Followed(
        "I moved twelve metres",
        world=("ingrid", "magnus"),
        fine=("bo",),
        why="Nineteen days is a third of her term.",
        owner="sam",
        steps=(
            Logged(
                Step.CONTACTED,
                "She had planned around two days. After the first week nobody could tell her why it took longer.",
                how="phone",
                expectation=Expectation.GOOD_ENOUGH,
            ),
            Logged(
                Step.CAUSE,
                "A move within the same stairwell is ordered as a new installation.",
                basis=Basis.ASSUMED,
            ),
        ),
    ),
    Followed(
        "Tredje samtalet",
        world=("bo", "ingrid", "karin"),
        fine=("sam",),
        why="Hon är inte ensam, det är tredje kunden den här veckan.",
    ),
)
"""Oldest first."""


def follow(
    unit: UnitOfWork,
    quotes: Iterable[Quote],
    members: Mapping[str, MemberNumber],
    teams: Mapping[str, TeamNumber],
) -> None:
    """Those quotes' cards, and their cases as far as they have come.

    Only the cards go out: everybody had their messages at the time, and the timelines say when that was.
    """
    kept = list(quotes)
    for each in FOLLOWED:
        quote = next(quote for quote in kept if quote.text.startswith(each.begins))
        _vote(unit, quote, each, members)
        unit.outbox.add(*cases.announcements(unit, quote, None))
        if each.world:
            _case(unit, quote, each, members, teams)


def _vote(unit: UnitOfWork, quote: Quote, each: Followed, members: Mapping[str, MemberNumber]) -> None:
    at = quote.words.heard_at + _HOUR
    for answer, voters in ((Vote.WORLD, each.world), (Vote.NO_BIG_DEAL, each.fine)):
        for voter in voters:
            unit.votes.cast(quote.number, members[voter], answer, at)


def _case(
    unit: UnitOfWork,
    quote: Quote,
    each: Followed,
    members: Mapping[str, MemberNumber],
    teams: Mapping[str, TeamNumber],
) -> None:
    opener, at = members[each.world[0]], quote.words.heard_at + _HOUR
    case = unit.cases.add(quote.number, opener, at, Entry(Move.OPEN, opener, at))
    case = unit.cases.save(*case.say_why(opener, at, each.why))
    if each.owner:
        case = _to_the_bottom(unit, case, each, members[each.owner], at + _HOUR, teams)
    if each.told:
        case = _told(unit, case, members[each.owner], at + 6 * _HOUR)
    reminding.look(unit, case)


def _to_the_bottom(
    unit: UnitOfWork, case: Case, each: Followed, owner: MemberNumber, at: datetime, teams: Mapping[str, TeamNumber]
) -> Case:
    def save(changed: Changed) -> Case:
        return unit.cases.save(*changed)

    case = save(case.claim(owner, at))
    for logged in each.steps:
        at += _HOUR / 2
        owned = logged.step is Step.CHANGE and each.change_team
        case = save(case.log(owner, at, replace(logged, team=teams[each.change_team]) if owned else logged))
    return save(case.resolve(owner, at + _HOUR)) if each.told else case


def _told(unit: UnitOfWork, case: Case, owner: MemberNumber, at: datetime) -> Case:
    """The story, as the steps have it, in the case's channel."""
    said, learned, changed = (case.steps[step].words for step in (Step.CONTACTED, Step.LEARNING, Step.CHANGE))
    unit.cases.tell(Told(case.number, case.version, said, learned, changed, owner, case.steps[Step.CHANGE].team, at))
    unit.outbox.add(*stories.to_channels(unit, case))
    return case

"""A case held out to somebody else, who takes it or not; until then it stays its owner's (PRODUCT §7)."""

from bot.domain.cases import Case, Changed, OfferRefused
from bot.domain.errors import Refused
from bot.domain.people import Member, Team
from bot.domain.refs import CaseNumber, MemberNumber
from bot.ports import Receipt, UnitOfWork
from bot.services import cases, errands
from bot.services.case_places import asked, latest_entry
from bot.speech import Done


class NobodyChosen(Refused):
    """A hand-over to nobody. Facts: none."""

    field = "to"


class TwoChosen(Refused):
    """A hand-over to more than one person or team. Facts: none."""

    field = "team"


class UnknownTaker(Refused):
    """A hand-over to a name that nobody has. Facts: ``name``, ``nearest`` (up to three names)."""

    field = "name"


class AmbiguousTaker(Refused):
    """A hand-over to a name that more than one person has. Facts: ``name``, ``among`` (names with handles)."""

    field = "name"


def hand_over(unit: UnitOfWork, by: Member, number: CaseNumber, to: Member | Team, words: str) -> Receipt:
    """Raises: NotYours, OfferRefused, SentenceMissing, NotInThatState, NoSuchCase."""
    taking = [to] if isinstance(to, Member) else unit.members.some(to.members - {by.number}).values()
    members = [each for each in taking if each.employed]

    def offered(case: Case) -> Changed:
        changed = case.hand_over(by.number, unit.now, to, words)
        if not members:
            raise OfferRefused(name=to.name)
        return changed

    case = cases.move(unit, number, offered)
    unit.outbox.add(*(errands.offer(case, latest_entry(case), each) for each in members))
    return Receipt(Done.OFFERED, number)


def accept(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Raises: NothingOffered, NotInThatState, NoSuchCase."""
    before = unit.cases.get(number).owner
    case = cases.move(unit, number, lambda case: case.accept(by.number, unit.now, asked(unit, case)))
    tell_owner(unit, case, before)
    cases.hand_steps(unit, by, case)
    return Receipt(Done.ACCEPTED, number)


def decline(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> Receipt:
    """The owner is told what somebody says to them, and when nobody is left to ask. That one of many said no, without
    a word, is in the timeline.

    Raises: NothingOffered, SentenceMissing, NotInThatState, NoSuchCase.
    """
    # Held: of a team several may decline at the same moment, and one of them is the last.
    unit.quotes.hold(unit.cases.get(number).quote)
    case = cases.move(unit, number, lambda case: case.decline(by.number, unit.now, asked(unit, case), words))
    if case.offer is None or words:
        tell_owner(unit, case, case.owner)
    return Receipt(Done.DECLINED if case.offer is None else Done.PASSED, number)


def tell_owner(unit: UnitOfWork, case: Case, owner: MemberNumber | None) -> None:
    """How what they offered was answered."""
    if owner is not None:
        unit.outbox.add(errands.offer_answered(case, latest_entry(case), unit.members.get(owner)))

"""A case held out to somebody else, who takes it or not; until then it stays its owner's (PRODUCT §7)."""

from bot.domain.cases import Case, Changed, OfferRefused
from bot.domain.errors import Refused
from bot.domain.people import Member, Team
from bot.domain.refs import CaseNumber, MemberNumber
from bot.ports import Errand, Kind, Receipt, UnitOfWork
from bot.services import cases
from bot.services.case_places import latest_entry, teams_of
from bot.speech import Done


class NobodyChosen(Refused):
    """A hand-over to nobody. Facts: none."""

    field = "to"


class TwoChosen(Refused):
    """A hand-over to a person and to a team. Facts: none."""

    field = "team"


def hand_over(unit: UnitOfWork, by: Member, number: CaseNumber, to: Member | Team, words: str) -> Receipt:
    """Raises: NotYours, OfferRefused, NotInThatState, NoSuchCase."""
    members = [to] if isinstance(to, Member) else unit.members.some(to.members - {by.number}).values()
    asked = [each for each in members if each.creditable and not each.profile.external]

    def offered(case: Case) -> Changed:
        changed = case.hand_over(by.number, unit.now, to, words)
        if not asked:
            raise OfferRefused(name=to.name)
        return changed

    case = cases.move(unit, number, offered)
    place = str(latest_entry(case))
    unit.outbox.add(
        *(
            Errand(Kind.OFFER, f"offer:{number}:{case.version}:{each.number}", number, each.ref, notes=(place,))
            for each in asked
        )
    )
    return Receipt(Done.OFFERED, number)


def accept(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Raises: NothingOffered, NotInThatState, NoSuchCase."""
    before = unit.cases.get(number).owner
    case = cases.move(unit, number, lambda case: case.accept(by.number, unit.now, teams_of(unit, by)))
    _tell_owner(unit, case, before, by)
    cases.hand_steps(unit, by, case)
    return Receipt(Done.ACCEPTED, number)


def decline(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> Receipt:
    """Raises: NothingOffered, NotInThatState, NoSuchCase."""
    case = cases.move(unit, number, lambda case: case.decline(by.number, unit.now, teams_of(unit, by), words))
    _tell_owner(unit, case, case.owner, by)
    return Receipt(Done.DECLINED, number)


def _tell_owner(unit: UnitOfWork, case: Case, owner: MemberNumber | None, by: Member) -> None:
    if owner is not None:
        place = latest_entry(case)
        key = f"offer-answered:{case.number}:{place}"
        unit.outbox.add(Errand(Kind.OFFER_ANSWERED, key, case.number, unit.members.get(owner).ref, notes=(str(place),)))

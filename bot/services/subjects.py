"""Which quote a message is about."""

from bot.domain.cases import NoSuchCase
from bot.domain.refs import CaseNumber, QuoteNumber
from bot.ports import Errand, Kind, UnitOfWork
from bot.services import errands, features
from bot.services.case_cards import OF_A_CASE

OF_A_QUOTE = frozenset({Kind.CREDIT, Kind.THANKS, Kind.NEGATIVE, Kind.HEADS_UP})
"""Errands whose subject is a quote."""

NO_QUOTE = QuoteNumber(0)
"""What a card is about whose case has gone with a workspace that was unlinked."""


def quote_of(unit: UnitOfWork, errand: Errand) -> QuoteNumber | None:
    """None for a message that is about none."""
    if errand.kind is Kind.FEATURE:
        return _featured(unit, errand)
    if errand.kind is Kind.IN_DOUBT:
        doubted = unit.outbox.get(errands.doubted(errand.notes))
        return quote_of(unit, doubted.errand) if doubted else None
    if errand.kind in OF_A_CASE:
        return _of_case(unit, CaseNumber(errand.subject))
    return QuoteNumber(errand.subject) if errand.kind in OF_A_QUOTE else None


def _featured(unit: UnitOfWork, errand: Errand) -> QuoteNumber:
    feature = unit.features.get(*features.place(errand))
    if feature is None or feature.choice is None:
        raise LookupError(f"posted, but never chosen: {errand.key}")
    return feature.choice.quote


def _of_case(unit: UnitOfWork, case: CaseNumber) -> QuoteNumber:
    try:
        return unit.cases.get(case).quote
    except NoSuchCase:
        return NO_QUOTE

"""What becomes of a quote when the message it was taken from is deleted, or put back (PRODUCT §8)."""

from bot.domain.refs import MessageRef
from bot.ports import Receipt, UnitOfWork

HELD = "source-gone"


def gone(unit: UnitOfWork, message: MessageRef) -> None:
    """Whoever wrote it does not want it read any more: it is not featured. Cards that stand are for people to decide
    on.
    """
    for quote in unit.quotes.taken_from(message):
        if not quote.held:
            unit.quotes.save(quote.hold(True))
            if not unit.inbox.receipt(_key(quote.number)):
                unit.inbox.keep(_key(quote.number), Receipt(HELD, quote.number))


def back(unit: UnitOfWork, message: MessageRef) -> None:
    """It was deleted by mistake. What somebody holds for another reason stays held."""
    for quote in unit.quotes.taken_from(message):
        if quote.held and unit.inbox.receipt(_key(quote.number)):
            unit.quotes.save(quote.hold(False))


def _key(quote: int) -> str:
    return f"{HELD}:{quote}"

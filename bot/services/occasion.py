"""Something that a person did: who, where, and once."""

from collections.abc import Callable

from bot.domain.errors import KundordError, Refused
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.domain.values import dataclass
from bot.ports import Receipt, UnitOfWork
from bot.speech import Answer

Outcome = Answer | Receipt
"""What a request leads to: an answer, or the receipt of an effect, from which its answer is drawn."""


ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who did something, and where. ``key`` names the event: the same key twice has one effect and one answer.

    ``channel`` is None where there is none (a home page, a global shortcut). ``private`` marks a 1:1 chat with us.
    """

    who: MemberRef
    key: str
    channel: ChannelRef | None = None
    thread: str | None = None
    private: bool = False


class NeedsWords(KundordError):
    """A form wants the words of ``message``: the adapter fetches them and calls ``save_message``."""

    def __init__(self, message: MessageRef, sentiment: str | None) -> None:
        super().__init__(message=message)
        self.message, self.sentiment = message, sentiment


class OutOfDate(Refused):
    """A button or a form of an earlier day, whose matter is gone. Facts: none."""


def once(unit: UnitOfWork, occasion: Occasion, act: Callable[[], Receipt]) -> Receipt:
    """Act, the first time that the event comes; every time, what that led to."""
    unit.cause = occasion.key
    return unit.inbox.receipt(occasion.key) or _first_time(unit, occasion, act)


def answered(unit: UnitOfWork, event: str) -> bool:
    """Whether somebody has had the answer to it, of those answers that nobody finds again in a chat."""
    return unit.inbox.receipt(_answer_to(event)) is not None


def note_answer(unit: UnitOfWork, event: str) -> None:
    if not answered(unit, event):
        unit.inbox.keep(_answer_to(event), Receipt(ANSWERED))


def _answer_to(event: str) -> str:
    return f"{ANSWERED}:{event}"


def _first_time(unit: UnitOfWork, occasion: Occasion, act: Callable[[], Receipt]) -> Receipt:
    try:
        receipt = act()
    except Refused:
        # On PostgreSQL the same event may have been handled meanwhile, and its effect be why it is refused now.
        if handled := unit.inbox.receipt(occasion.key):
            return handled
        raise
    unit.inbox.keep(occasion.key, receipt)
    return receipt

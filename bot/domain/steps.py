"""The steps of a case: what was found out, learned, changed and told, each in somebody's words (PRODUCT §7)."""

from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.refs import TeamNumber
from bot.domain.values import dataclass

WORDS_MOST = 1_000
CONTEXT_MOST = 500
"""Characters for what somebody adds to a quote that concerns them."""


class SentenceMissing(Refused):
    """None, or more than there is room for. Facts: ``most``."""

    field = "words"


class BasisMissing(Refused):
    """A cause that says not how it is known. Facts: none."""

    field = "basis"


class Step(StrEnum):
    """In any order; this is the one in which the card shows them."""

    CONTACTED = "contacted"
    CAUSE = "cause"
    LEARNING = "learning"
    CHANGE = "change"
    LOOP = "loop closed"


class Expectation(StrEnum):
    HIGH = "high"
    GOOD_ENOUGH = "good enough would do"


class Basis(StrEnum):
    """Companies assume things about customers that are not true, so a cause says how it is known."""

    ASKED = "known: asked the customer"
    DATA = "known: seen in data"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Logged:
    """A step taken. ``how`` is by which way the customer was contacted; ``team`` owns a change.

    ``expectation`` goes with ``CONTACTED``, if the customer let it be known, ``basis`` with every ``CAUSE``.
    ``possible`` False: the loop could not be closed, and ``words`` say why.
    """

    step: Step
    words: str
    how: str = ""
    expectation: Expectation | None = None
    basis: Basis | None = None
    team: TeamNumber | None = None
    possible: bool = True

    def check(self) -> None:
        """Raises: SentenceMissing, BasisMissing."""
        if not 0 < len(self.words.strip()) <= WORDS_MOST:
            raise SentenceMissing(most=WORDS_MOST)
        if self.step is Step.CAUSE and self.basis is None:
            raise BasisMissing


def one_sentence(words: str, most: int = WORDS_MOST) -> str:
    """Words that must be said, on one line. Raises: SentenceMissing."""
    if not (said := remark(words, most)):
        raise SentenceMissing(most=most)
    return said


def remark(words: str, most: int = WORDS_MOST) -> str:
    """Words that may be said, on one line. Raises: SentenceMissing."""
    said = " ".join(words.split())
    if len(said) > most:
        raise SentenceMissing(most=most)
    return said

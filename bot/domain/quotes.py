"""A customer's words, who earned them, and what becomes of them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.refs import MemberNumber, MessageRef, QuoteNumber, TeamNumber
from bot.domain.values import dataclass

LEAST, MOST = 12, 1_000
"""Characters of a quote's text, mentions and emoji not counted (PRODUCT §4)."""

UNMASKED = 4
"""Times as long as it may be that a text is looked through at all: in a pasted table that would take seconds."""

CREDITS_MOST = 20
"""Colleagues and teams to whom one quote is credited."""

TEXT_MOST = 2 * MOST
"""Of it with all that is not counted, in UTF-16 as platforms count what a field holds."""

LABEL_MOST = 80
VIA_MOST = 40
LINK_MOST = 1_000
SAME_WITHIN = timedelta(hours=24)


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Vote(StrEnum):
    """What a member says to "no big deal, or end of the world?"."""

    WORLD = "end of the world"
    NO_BIG_DEAL = "no big deal"


class QuoteTooShort(Refused):
    """Facts: ``length``, ``least``, counted without mentions and emoji."""

    field = "text"


class QuoteTooLong(Refused):
    """Facts: ``length``, ``most``, counted as for one too short; or without exception, if those make it too long."""

    field = "text"


class CustomerTooLong(Refused):
    """Facts: ``most``."""

    field = "customer"


class ViaTooLong(Refused):
    """Facts: ``most``."""

    field = "via"


class LinkRefused(Refused):
    """A source link is an http or https address. Facts: ``most``."""

    field = "link"


class AlreadyWithdrawn(Refused):
    """Facts: ``number``."""


class TooManyCredits(Refused):
    """Each of them is told. Facts: ``most``."""

    field = "credits"


class SelfCredit(Refused):
    """Nobody writes down their own praise (PRODUCT §4). Facts: none."""

    field = "credits"


class NoSuchQuote(Refused):
    """Facts: ``number``."""


@dataclass(frozen=True, slots=True, order=True)
class MemberCredit:
    member: MemberNumber


@dataclass(frozen=True, slots=True, order=True)
class TeamCredit:
    team: TeamNumber


Credit = MemberCredit | TeamCredit


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A colleague in a customer's words, by the ``name`` that stands there."""

    member: MemberNumber
    name: str


def linkable(address: str) -> bool:
    """Whether a quote may carry it as the link to its source."""
    return address.startswith(("https://", "http://")) and len(address) <= LINK_MOST


@dataclass(frozen=True, slots=True)
class NewQuote:
    """A quote about to be recorded: checked, masked and resolved, but without a number.

    ``text`` is plain text. ``source`` is the message it was taken from, ``link`` an address outside.
    ``recorder`` is None when a system recorded it. ``follows`` is the quote of which this is the customer's answer.
    ``named`` are colleagues whom its words mention, with credit or without. ``mentions`` is how they stand in the text,
    by name or not: while it is recorded, for they do not count.
    """

    text: str
    sentiment: Sentiment
    recorder: MemberNumber | None
    heard_at: datetime
    credits: tuple[Credit, ...] = ()
    customer: str | None = None
    stage: str | None = None
    via: str | None = None
    link: str | None = None
    language: str | None = None
    source: MessageRef | None = None
    may_show_customer: bool = False
    follows: QuoteNumber | None = None
    named: tuple[Named, ...] = ()
    mentions: tuple[str, ...] = ()

    def check_size(self) -> None:
        """What no masking makes short enough, before it is looked through.

        Raises: QuoteTooLong, CustomerTooLong, ViaTooLong, TooManyCredits.
        """
        if len(self.text) > UNMASKED * MOST:
            raise QuoteTooLong(length=len(self.text), most=MOST)
        if len(self.customer or "") > UNMASKED * LABEL_MOST:
            raise CustomerTooLong(most=LABEL_MOST)
        if len(self.via or "") > UNMASKED * VIA_MOST:
            raise ViaTooLong(most=VIA_MOST)
        if len(self.credits) > CREDITS_MOST:
            raise TooManyCredits(most=CREDITS_MOST)

    def check(self) -> None:
        """Raises: QuoteTooShort, QuoteTooLong, CustomerTooLong, ViaTooLong, LinkRefused, SelfCredit."""
        length = telling_length(self.text, self.mentions)
        if length < LEAST:
            raise QuoteTooShort(length=length, least=LEAST)
        if length > MOST:
            raise QuoteTooLong(length=length, most=MOST)
        if (whole := whole_length(self.text)) > TEXT_MOST:
            raise QuoteTooLong(length=whole, most=TEXT_MOST)
        if len(self.customer or "") > LABEL_MOST:
            raise CustomerTooLong(most=LABEL_MOST)
        if len(self.via or "") > VIA_MOST:
            raise ViaTooLong(most=VIA_MOST)
        if self.link and not linkable(self.link):
            raise LinkRefused(most=LINK_MOST)
        own = None if self.recorder is None else MemberCredit(self.recorder)
        if self.sentiment is Sentiment.POSITIVE and own in self.credits:
            raise SelfCredit


@dataclass(frozen=True, slots=True)
class Quote:
    """A recorded quote. ``withdrawn`` ones are shown nowhere; ``held`` ones are not featured."""

    number: QuoteNumber
    words: NewQuote
    recorded_at: datetime
    held: bool = False
    withdrawn: bool = False
    version: int = 1

    @property
    def text(self) -> str:
        return self.words.text

    @property
    def sentiment(self) -> Sentiment:
        return self.words.sentiment

    @property
    def members(self) -> tuple[MemberNumber, ...]:
        """Those with credit for themselves: they earned it, or criticism is about them."""
        return tuple(credit.member for credit in self.words.credits if isinstance(credit, MemberCredit))

    @property
    def within(self) -> frozenset[MemberNumber]:
        """Whose names its words may have in them."""
        return frozenset((*self.members, *(each.member for each in self.words.named)))

    @property
    def featurable(self) -> bool:
        """May become quote of the day (PRODUCT §5)."""
        return self.sentiment is Sentiment.POSITIVE and not (self.held or self.withdrawn)

    def correct(self, words: NewQuote) -> "Quote":
        """In other words; who recorded it, when and where it came from stay, and whose name still stands in it.

        Raises: as ``NewQuote.check``.
        """
        kept = self.words
        # By now they may be called something else, and nobody else would find them by that name.
        still = [each for each in kept.named if each not in words.named and each.name in words.text]
        words = replace(words, recorder=kept.recorder, heard_at=kept.heard_at, source=kept.source, follows=kept.follows)
        words = replace(words, named=(*words.named, *still))
        words.check()
        return replace(self, words=words)

    def withdraw(self) -> "Quote":
        return replace(self, withdrawn=True)

    def hold(self, held: bool) -> "Quote":
        return replace(self, held=held)


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """One paragraph a reader can trust: no control, zero-width or direction-changing characters.

    Line breaks and runs of white space become one space: a quote is set as a quotation, not as a page.
    A joiner inside an emoji stays, or a family would fall apart into its members.
    """
    if text.isprintable():
        return " ".join(text.split())
    spaced = "".join(" " if char in "\n\r\t\v\f\u2028\u2029" else char for char in text)
    kept = (
        char
        for place, char in enumerate(spaced)
        if unicodedata.category(char) not in _INVISIBLE or _joins(spaced, place)
    )
    return " ".join("".join(kept).split())


def _joins(text: str, place: int) -> bool:
    return text[place] == "\u200d" and 0 < place < len(text) - 1 and _is_emoji(text[place + 1])


def _is_emoji(char: str) -> bool:
    import emoji  # noqa: PLC0415  # as below

    return emoji.is_emoji(char)


# Emoji are looked for character by character in a large table, and most texts have none: letters end long before.
_MAYBE_EMOJI = re.compile("[\u00a9\u00ae\u203c-\U0010ffff]")


def whole_length(text: str) -> int:
    """See ``TEXT_MOST``: most emoji are two."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def telling_length(text: str, mentions: Iterable[str] = ()) -> int:
    """Characters that tell something: without mentions, emoji, white space at the ends or in runs.

    ``mentions`` are those of which is known where they end; of others a word is taken for the name.
    """
    for mention in sorted(mentions, key=len, reverse=True):
        text = text.replace(mention, " ")
    bare = _without_emoji(text) if _MAYBE_EMOJI.search(text) else text
    words = [word for word in bare.split() if not word.startswith("@")]
    return len(" ".join(words)) if any(char.isalnum() for char in bare) else 0


def _without_emoji(text: str) -> str:
    import emoji  # noqa: PLC0415  # a table of three megabytes, and most quotes have none

    return emoji.replace_emoji(text, "")

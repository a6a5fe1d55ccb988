"""Whether a number in a text identifies somebody, by those who know: Luhn, stdnum, phonenumbers.

The libraries are read at the first number that needs them: most texts have none, and they cost a bot its start.
"""
# ruff: noqa: PLC0415 - see above

import re

from bot.domain.values import dataclass

BEFORE = 40
"""Characters before a number that may say what it is."""


@dataclass(frozen=True, slots=True)
class Number:
    """Groups of digits that may be one number, as written in ``text`` after ``before``.

    ``plus``: written with the sign of a call abroad.
    """

    text: str
    groups: tuple[str, ...]
    before: str = ""
    plus: bool = False

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))

    @property
    def divided(self) -> bool:
        return len(self.groups) > 1

    @property
    def called(self) -> bool:
        """A word of calling or writing stands before it."""
        return bool(_CALLED.search(self.before))

    @property
    def personal(self) -> bool:
        """A word for a personal number stands before it."""
        return bool(_PERSONAL.search(self.before))

    @property
    def reference(self) -> bool:
        """Named right before as the number of an order or the like, or a part of a link."""
        if _THING.search(self.before) or _LINK.search(self.before):
            return True
        return bool(_NUMBER_SIGN.search(self.before)) and not (self.called or self.personal)


_THING = re.compile(
    r"""\b(?:
        (?: order | ordre | beställ | bestil | tilaus | bokning | booking | reserv | ärende | sak | ticket | case
          | issue | inquiry | faktura | invoice | lasku | kvitto | kvitter | receipt | referen | paket | pakke
          | parcel | package | shipment | försändelse | sending | spårning | sporing | tracking | account | avtal
          | aftale | contract | policy | försäkring | forsikring | skad | claim | serie | serial | artikel | article
          | produ[ck]t | kundn | kunden | customer[ ](?:no|nr|number|id) ) \w*
      | konto(?:t|nr|nummer|numret|nummeret|en)? | ref | id | varenr | varenummer
    )
    (?:(?<=nr)\.|(?<=ref)\.)? [ :#=-]{0,3}   # but not after a full stop: there another sentence begins
    (?: \b(?: nr|no|num|nummer|numret|nummeret|number|id|is|was|var|är|er|med|with )\b \.?[ :#=-]{0,3} )*
    $""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER_SIGN = re.compile(r"(?:\b(?:nr|no)\b\.? ?|#)$", re.IGNORECASE)
_LINK = re.compile(r"(?:://|www\.)\S*$", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:tel|tlf|phone|mob|cell|gsm|ring|call|sms|text|whatsapp|swish|vipps|puh|kontakt|contact)\w*\W+"
    r"(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:cpr|pnr|personn|person-n|fødsels|födelse|hetu|henkil)\w*\W+(?:\w+\W+){0,3}$", re.IGNORECASE
)


# Payment cards

_ISSUERS = (
    (re.compile(r"4"), (16, 19)),  # Visa: its 13 digits are long gone, but 13 digits are every bar code
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|3[689]"), (14, 16)),  # Diners
    (re.compile(r"6011|64[4-9]|65|62"), (16, 17, 18, 19)),  # Discover, UnionPay
    (re.compile(r"352[89]|35[3-8]"), (16, 17, 18, 19)),  # JCB
    (re.compile(r"50[0-3]\d|5893|6304|6759|676[1-3]"), (16, 17, 18, 19)),  # Dankort, Maestro
)
_CARD_SHAPES = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 6, 5), (4, 6, 4), (8, 8)}


def is_card(number: Number) -> bool:
    """The check digit, a length and a beginning that some issuer gives, and divided as cards are."""
    if number.plus or (number.divided and number.shape not in _CARD_SHAPES):
        return False
    digits = number.digits
    if not any(len(digits) in lengths and issuer.match(digits) for issuer, lengths in _ISSUERS):
        return False
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


# Personal numbers

_NORWEGIAN_SHAPES = {(11,), (6, 5), (2, 2, 2, 5), (6, 3, 2)}
"""With two check digits of their own they are told from an order's number however they are divided."""


def is_personal_number(number: Number) -> bool:
    """Swedish and Norwegian ones by their check digits, Danish ones by their date; a Finnish one has a letter."""
    if number.plus:
        return False
    if number.shape in _NORWEGIAN_SHAPES:
        return _is_norwegian(number.digits)
    if number.shape in {(10,), (12,), (6, 4), (8, 4)} and _is_swedish(number.digits):
        return True
    if number.shape == (6, 4) or (number.shape in {(10,), (2, 2, 2, 4)} and number.personal):
        return not number.reference and _is_danish(number.digits)
    return False


def is_bare_danish(number: Number) -> bool:
    """A Danish one in one piece that no word announces: the check digit that most still have must be right."""
    if number.plus or number.shape != (10,) or number.reference:
        return False
    from stdnum.dk import cpr

    return cpr.checksum(number.digits) == 0 and _is_danish(number.digits)


def is_finnish(text: str) -> bool:
    """Temporary ones count: they too are somebody's."""
    from stdnum.fi import hetu

    return bool(hetu.is_valid(text, allow_temporary=True))


def _is_swedish(digits: str) -> bool:
    """Also coordination numbers, which count the day from 61 and which stdnum does not know."""
    if len(digits) == 12 and digits[:2] not in {"18", "19", "20"}:
        return False
    from stdnum import luhn
    from stdnum.se import personnummer

    day = int(digits[-6:-4])
    born = f"{digits[:-6]}{day - 60 if day > 60 else day:02}-{digits[-4:]}"
    try:
        personnummer.get_birth_date(born)
    except ValueError:
        return False
    return bool(luhn.is_valid(digits[-10:]))


def _is_norwegian(digits: str) -> bool:
    from stdnum.no import fodselsnummer

    return bool(fodselsnummer.is_valid(digits))


def _is_danish(digits: str) -> bool:
    from stdnum.dk import cpr

    return bool(cpr.is_valid(digits))


# Bank accounts


def is_iban(text: str) -> bool:
    """The checksum, and the length and form of its country."""
    from stdnum import iban

    return bool(iban.is_valid(text, check_country=False))


# Phone numbers

_NORDIC_SHAPES = {(8,), (2, 2, 2, 2), (3, 2, 3), (4, 4)}
_AS_ON_CARDS = (4, 4)
_OF_TIME = re.compile(
    r"""\b(?:
        [0-3]?\d ([-./]) [01]?\d \1 (?:19|20)\d\d             # 01-02-2026
      | (?:19|20)\d\d ([-./]?) [01]\d \2 [0-3]\d              # 2026-02-01, 20260201
      | (?:19|20)\d\d [ ]?[-/][ ]? (?:19|20)\d\d              # 2025-2026
      | [012]\d\.?[0-5]\d [ ]?-[ ]? [012]\d\.?[0-5]\d         # 08.30-16.00
    )\b""",
    re.VERBOSE,
)


def is_phone(number: Number) -> bool:
    """By the plans of the world after a plus, else by those of Sweden, Finland, Norway and Denmark."""
    if number.plus:
        return _in_plan(f"+{number.digits}", None)
    domestic = number.shape in _NORDIC_SHAPES or number.digits.startswith("0")
    if not domestic or _OF_TIME.search(number.text) or number.reference:
        return False
    if number.shape == _AS_ON_CARDS and not number.called:
        return False
    return _is_trunk_call(number) if number.digits.startswith("0") else _is_nordic_phone(number)


def _is_trunk_call(number: Number) -> bool:
    """With the zero that Swedish and Finnish numbers begin with, or the two of a call abroad."""
    if not number.digits.startswith("00") and (min(number.shape) < 2 or len(number.digits) > 12):
        return False
    return _in_plan(number.digits, "SE") or _in_plan(number.digits, "FI")


def _is_nordic_phone(number: Number) -> bool:
    """Eight digits of Norway or Denmark. In one piece they may be anything, for nearly any eight digits are
    somebody's number: then it takes a word of calling, or the beginning of a Norwegian mobile number.
    """
    if number.called or number.divided:
        return _in_plan(number.digits, "NO") or _in_plan(number.digits, "DK")
    return number.digits[0] in "49" and _in_plan(number.digits, "NO")


def _in_plan(digits: str, region: str | None) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits, region)))
    except phonenumbers.NumberParseException:
        return False

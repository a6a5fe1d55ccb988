import subprocess
import sys
from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.no import fodselsnummer

from bot.domain.privacy import MASK, Masked, PersonalData, mask

SHOWN = [
    # Orders, tickets, invoices
    "order 20394857",
    "order 41234567",
    "Ordernummer: 41234567",
    "ordernumret är 41234567 sedan i maj",
    "beställningen med nummer 41234567",
    "ordre nr 99887766",
    "sak #99887766",
    "ärende 1234567890",
    "ticket 4711-22",
    "faktura 1203456789",
    "case 0123-4567",
    "booking ref. 98765432",
    "nr. 41234567",
    "CVR-nr. 28 86 51 39",
    "ORD-20394857",
    "A-4711-22334455",
    "ABC99887766",
    "20394857 har inte kommit",
    "https://shop.example/track/99887766",
    "Organisationsnummer 556036-0793",
    "paket 00370712345678901234",
    "bar code 4006381333931",
    # Times, dates, amounts
    "2026-08-10 14:30",
    "01-02-2024 08:30",
    "20260810",
    "kl 08.30-16.00",
    "0830-1600",
    "2024-2025",
    "12 500 000 kr",
    "3,1415926535",
    "0.12345678",
    "vi väntade 10 20 30 40 minuter",
    "192.168.10.12",
    # Nearly
    "@anna and @@billing",
    "anna@ firma.se",
    "880320-0018",
    "4111 1111 1111 1112",
    "SE45 5000 0000 0583 9825 7467",
    "131052-308U",
    "+20394857 points",
]

MASKED = [
    ("Write to anna.svensson@example.com.", f"Write to {MASK}.", PersonalData.EMAIL),
    ("Skriv till Åsa.Öberg@företag.se, tack", f"Skriv till {MASK}, tack", PersonalData.EMAIL),
    ("<O'Brien+shop@mail.example.co.uk>", f"<{MASK}>", PersonalData.EMAIL),
    ("ａｎｎａ＠example．com", MASK, PersonalData.EMAIL),
    ("anna＠example.com", MASK, PersonalData.EMAIL),
    ("Call +46 70 174 06 05 please", f"Call {MASK} please", PersonalData.PHONE),
    ("+46 (0)70-174 06 05", MASK, PersonalData.PHONE),
    ("0046 70 174 06 05", MASK, PersonalData.PHONE),
    ("tel:+4520123456", f"tel:{MASK}", PersonalData.PHONE),
    ("070-174 06 05 är numret, betyg C+", f"{MASK} är numret, betyg C+", PersonalData.PHONE),
    ("Ring 070-174 06 05 1 gång till", f"Ring {MASK} 1 gång till", PersonalData.PHONE),
    ("(+47) 998 87 766", MASK, PersonalData.PHONE),
    ("+1 212 555 2368", MASK, PersonalData.PHONE),
    ("Ring 0701740605 i morgon", f"Ring {MASK} i morgon", PersonalData.PHONE),
    ("Ring 070-174 06 05.", f"Ring {MASK}.", PersonalData.PHONE),
    ("(08) 123 456 78", MASK, PersonalData.PHONE),
    ("(08-123 456 78)", f"({MASK})", PersonalData.PHONE),
    ("070–174–06–05", MASK, PersonalData.PHONE),
    ("070−174 06 05", MASK, PersonalData.PHONE),
    ("070\u00a0174\u00a006\u00a005", MASK, PersonalData.PHONE),
    ("070\u2011174\u202f06\u200906", MASK, PersonalData.PHONE),
    ("070\u200b1740605", MASK, PersonalData.PHONE),
    ("０７０－１７４ ０６ ０５", MASK, PersonalData.PHONE),
    ("Hun svarte på 99 88 77 66 med en gang", f"Hun svarte på {MASK} med en gang", PersonalData.PHONE),
    ("Hun svarte på 99887766 med en gang", f"Hun svarte på {MASK} med en gang", PersonalData.PHONE),
    ("Tlf. 22334455", f"Tlf. {MASK}", PersonalData.PHONE),
    ("mobil 9988 7766", f"mobil {MASK}", PersonalData.PHONE),
    ("telefonnr: 22334455", f"telefonnr: {MASK}", PersonalData.PHONE),
    (
        "I gave up on the order. 99887766 is my number",
        f"I gave up on the order. {MASK} is my number",
        PersonalData.PHONE,
    ),
    ("Mit nummer er 20 39 48 57", f"Mit nummer er {MASK}", PersonalData.PHONE),
    ("puh. 040 1234567", f"puh. {MASK}", PersonalData.PHONE),
    ("070-174 06 05/08-123 456 78", f"{MASK}/{MASK}", PersonalData.PHONE),
    ("order 4711 070-174 06 05", f"order 4711 {MASK}", PersonalData.PHONE),
    ("2 stk 99887766 2nd", f"2 stk {MASK} 2nd", PersonalData.PHONE),
    ("2026-05-04 070-174 06 05", f"2026-05-04 {MASK}", PersonalData.PHONE),
    ("880320-0016", MASK, PersonalData.PERSONAL_NUMBER),
    ("19880320-0016", MASK, PersonalData.PERSONAL_NUMBER),
    ("kund 8803200016", f"kund {MASK}", PersonalData.PERSONAL_NUMBER),
    ("880320 - 0016", MASK, PersonalData.PERSONAL_NUMBER),
    ("880320+0016", MASK, PersonalData.PERSONAL_NUMBER),
    ("samordningsnummer 701063-2391", f"samordningsnummer {MASK}", PersonalData.PERSONAL_NUMBER),
    ("15108695088", MASK, PersonalData.PERSONAL_NUMBER),
    ("fødselsnummer 151086 95088", f"fødselsnummer {MASK}", PersonalData.PERSONAL_NUMBER),
    ("Det er 15 10 86 95088, sa hun", f"Det er {MASK}, sa hun", PersonalData.PERSONAL_NUMBER),
    ("15.10.86 95088", MASK, PersonalData.PERSONAL_NUMBER),
    ("151086 950 88", MASK, PersonalData.PERSONAL_NUMBER),
    ("mit cpr er 21 10 62 5629", f"mit cpr er {MASK}", PersonalData.PERSONAL_NUMBER),
    ("CPR 211062-5629", f"CPR {MASK}", PersonalData.PERSONAL_NUMBER),
    ("2110625629", MASK, PersonalData.PERSONAL_NUMBER),
    ("cpr-nr. 0102034567", f"cpr-nr. {MASK}", PersonalData.PERSONAL_NUMBER),
    ("131052-308T", MASK, PersonalData.PERSONAL_NUMBER),
    ("131052–308t", MASK, PersonalData.PERSONAL_NUMBER),
    ("4111 1111 1111 1111", MASK, PersonalData.CARD),
    ("order 4111111111111111", f"order {MASK}", PersonalData.CARD),
    ("5555-5555-5555-4444 exp 12/28", f"{MASK} exp 12/28", PersonalData.CARD),
    ("3782 822463 10005", MASK, PersonalData.CARD),
    ("SE45 5000 0000 0583 9825 7466 och mer", f"{MASK} och mer", PersonalData.IBAN),
    ("no9386011117947", MASK, PersonalData.IBAN),
    ("DK50 0040 0440 1162 43.", f"{MASK}.", PersonalData.IBAN),
    ("GB29 NWBK 6016 1331 9268 19", MASK, PersonalData.IBAN),
]


@pytest.mark.parametrize("text", SHOWN)
def test_what_identifies_nobody_survives(text: str) -> None:
    assert mask(text) == Masked(text)


@pytest.mark.parametrize(("text", "expected", "kind"), MASKED)
def test_what_identifies_is_masked(text: str, expected: str, kind: PersonalData) -> None:
    assert mask(text) == Masked(expected, (kind,))


def test_people_are_told_each_kind_once_and_in_one_order() -> None:
    masked = mask("070-174 06 05 or 08-123 456 78, anna@example.com, 880320-0016")
    assert masked == Masked(
        f"{MASK} or {MASK}, {MASK}, {MASK}", (PersonalData.EMAIL, PersonalData.PHONE, PersonalData.PERSONAL_NUMBER)
    )


# Whatever the libraries say is one


def with_check_digit(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


born = st.dates(date(1927, 1, 1), date(2025, 12, 31))


@given(born, st.integers(0, 999), st.sampled_from(["-", "", " "]), st.booleans())
def test_every_swedish_personal_number(day: date, serial: int, between: str, coordination: bool) -> None:
    short = f"{day:%y%m}{day.day + 60 * coordination:02}{serial:03}"
    number = with_check_digit(short)
    for written in (f"{number[:6]}{between}{number[6:]}", f"{day:%C}{number[:6]}{between}{number[6:]}"):
        assert mask(f"Kunden {written} ringde").text == f"Kunden {MASK} ringde"


@given(born, st.integers(0, 499), st.sampled_from(["", " "]))
def test_every_norwegian_personal_number(day: date, serial: int, between: str) -> None:
    digits = f"{day:%d%m%y}{serial:03}"
    digits += fodselsnummer.calc_check_digit1(digits)
    number = digits + fodselsnummer.calc_check_digit2(digits)
    if len(number) == 11 and day.year < 2000:
        assert mask(f"{number[:6]}{between}{number[6:]}") == Masked(MASK, (PersonalData.PERSONAL_NUMBER,))


@given(born, st.integers(0, 9999))
def test_every_danish_personal_number_with_its_hyphen(day: date, serial: int) -> None:
    century = {19: serial % 4000, 20: 4000 + serial % 1000}[day.year // 100]
    if day.year < 2000 or day.year < 2037:
        assert MASK in mask(f"{day:%d%m%y}-{century:04}").text


@given(st.sampled_from(["4", "51", "2221", "6011", "3528"]), st.integers(0, 10**15))
def test_every_card(issuer: str, rest: int) -> None:
    number = with_check_digit((issuer + str(rest).zfill(15))[:15])
    divided = " ".join(number[place : place + 4] for place in range(0, 16, 4))
    assert mask(number) == mask(divided) == Masked(MASK, (PersonalData.CARD,))


@given(st.integers(0, 10**20 - 1))
def test_every_swedish_account(account: int) -> None:
    bban = f"{account:020}"
    number = f"SE{iban.calc_check_digits(f'SE00{bban}')}{bban}"
    assert mask(f"konto {iban.format(number)} tack") == Masked(f"konto {MASK} tack", (PersonalData.IBAN,))


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_an_international_number_of_every_country(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    for style in (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
        written = phonenumbers.format_number(example, style)
        assert mask(f"Nås på {written}.") == Masked(f"Nås på {MASK}.", (PersonalData.PHONE,))


@pytest.mark.parametrize("region", ["SE", "NO", "DK", "FI"])
@pytest.mark.parametrize("kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
def test_a_number_as_written_at_home(region: str, kind: int) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert mask(f"Hun nås på {written}.") == Masked(f"Hun nås på {MASK}.", (PersonalData.PHONE,))
    together = "".join(filter(str.isdigit, written))
    assert mask(f"Ring {together} nu") == Masked(f"Ring {MASK} nu", (PersonalData.PHONE,))


@given(st.integers(10**6, 10**9 - 1), st.sampled_from(["order", "Ärende", "ordrenr.", "ticket #", "faktura nr"]))
def test_every_order_number_survives_that_is_called_one(number: int, word: str) -> None:
    text = f"{word} {number} har inte kommit"
    assert mask(text) == Masked(text)


# Any text

FRAGMENTS = st.sampled_from(
    [text for text, *_ in MASKED] + SHOWN + [" ", "-", "+", "(", ")", "/", ".", "@", "0", "46", "99", MASK, "\u200b"]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=6) | st.from_regex(r"[\d +()./-]{1,20}"), max_size=8).map("".join)


@given(TEXTS)
def test_masking_again_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == Masked(once.text)
    assert bool(once.found) == (once.text != text)


@given(st.text(alphabet="aåö ,.!?“”–€🌍\u200d", max_size=200))
def test_words_are_never_touched(text: str) -> None:
    assert mask(text) == Masked(text)


def test_a_lone_surrogate_is_only_a_strange_character() -> None:
    assert mask("\ud800 070-174 06 05").text == f"\ud800 {MASK}"


def test_a_bot_starts_without_the_libraries_that_most_texts_do_not_need() -> None:
    program = (
        "import sys; from bot.domain.privacy import mask; import bot.domain.calendar;"
        "mask('She stayed on the line until it worked, in 2026');"
        "print([name for name in ('phonenumbers', 'stdnum', 'holidays') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"

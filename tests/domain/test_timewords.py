from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.domain.timewords import (
    CutoffNotUnderstood,
    DaysNotUnderstood,
    TimeNotUnderstood,
    parse_cutoff,
    parse_days,
    parse_time,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        (" kl. 9 ", time(9)),
        ("kl 16.05", time(16, 5)),
        ("9:30 pm", time(21, 30)),
        ("12am", time(0)),
        ("1am", time(1)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_as_people_write_them(text: str, expected: time) -> None:
    assert parse_time(text) == parse_cutoff(text) == expected


@pytest.mark.parametrize("text", ["", "nine", "24:00", "9:60", "9:5", "13 pm", "0 am", "9 30", "-9", "09:00:00"])
def test_what_is_no_time_is_refused_at_its_own_field(text: str) -> None:
    with pytest.raises(TimeNotUnderstood) as refused:
        parse_time(text)
    assert (refused.value.field, refused.value.facts) == ("time", {"time": text})
    with pytest.raises(CutoffNotUnderstood) as refused_cutoff:
        parse_cutoff(text)
    assert (refused_cutoff.value.field, refused_cutoff.value.facts) == ("cutoff", {"cutoff": text})


@given(st.times())
def test_every_time_reads_back(at: time) -> None:
    assert parse_time(f"{at:%H:%M}") == parse_time(f"{at:%H.%M}") == time(at.hour, at.minute)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-fri", "01234"),
        ("mon,wed", "02"),
        ("Monday and Thursday", "03"),
        ("mon to fri", "01234"),
        ("mån-fre", "01234"),
        ("man-fre", "01234"),
        ("MÅN–FRE", "01234"),
        ("måndag till fredag", "01234"),
        ("mandag til torsdag", "0123"),
        ("ti, on, to", "123"),
        ("tis och tors", "13"),
        ("man., ons. og fre.", "024"),
        ("måndagar", "0"),
        ("lör/sön", "56"),
        ("lør-søn", "56"),
        ("fri-mon", "0456"),
        ("mon-wed, sat", "0125"),
        ("weekdays", "01234"),
        ("Vardagar", "01234"),
        ("hverdager", "01234"),
        ("every day", "0123456"),
        ("alla dagar", "0123456"),
        ("alle dager", "0123456"),
    ],
)
def test_days_as_people_write_them(text: str, expected: str) -> None:
    assert parse_days(text) == frozenset(map(int, expected))


@pytest.mark.parametrize("text", ["", "t", "m", "mon-", "-", "mon,,fri", "mon-wed-fri", "payday", "monkey", "1-5"])
def test_what_are_no_days_is_refused(text: str) -> None:
    with pytest.raises(DaysNotUnderstood):
        parse_days(text)


@pytest.mark.parametrize(("text", "told"), [("mon, payday", "payday"), ("mon-", "mon-")])
def test_people_are_told_which_word_is_no_day(text: str, told: str) -> None:
    with pytest.raises(DaysNotUnderstood) as refused:
        parse_days(text)
    assert refused.value.facts == {"days": told}


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    for parse in (parse_time, parse_cutoff, parse_days):
        with suppress(Refused):
            parse(text)

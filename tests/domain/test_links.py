"""A code and its wish: who may do what with it, and what numbers become."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import (
    ALPHABET,
    LIVES,
    MOVES,
    PENDING,
    Link,
    LinkCodeExpired,
    LinkCodeUsed,
    LinkOver,
    LinkState,
    LinkWithOneself,
    called_now,
    digest,
    new_code,
    raised,
    rounded_up,
)
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import MakeLink, Unlink
from bot.grammar import parse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOST, GUEST = (MemberRef(WorkspaceRef("slack", team), "ANNA") for team in ("T1", "T2"))
OTHER = MemberRef(GUEST.workspace, "BO")
OFFERED = Link("1a", digest("K7QPM-2W9XD"), HOST, NOW + LIVES)


def test_codes_are_random_and_cannot_be_misread() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {letter for code in codes for letter in code} <= {*ALPHABET, "-"}
    assert not {*"01OIL"} & {*ALPHABET} - {"L"}


@pytest.mark.parametrize("typed", ["K7QPM-2W9XD", "k7qpm2w9xd", " k7qpm 2w9xd "])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert digest(typed) == OFFERED.code
    assert "7QPM" not in OFFERED.code.upper()


def test_a_wish_goes_from_one_side_to_the_other_and_back() -> None:
    shown = OFFERED.typed(GUEST, NOW)
    assert shown.typed(GUEST, NOW) == shown
    asked = shown.confirmed(GUEST, NOW).moved(LinkState.ASKED)
    assert asked.agreed(HOST, NOW + timedelta(hours=23)).state is LinkState.AGREED
    assert asked.refused(HOST, NOW).state is LinkState.DECLINED
    assert shown.refused(GUEST, NOW).state is LinkState.OVER


def test_what_a_wish_refuses() -> None:
    shown = OFFERED.typed(GUEST, NOW)
    with pytest.raises(LinkWithOneself):
        OFFERED.typed(HOST, NOW)
    with pytest.raises(LinkCodeExpired):
        OFFERED.typed(GUEST, OFFERED.until)
    with pytest.raises(LinkCodeUsed):
        shown.typed(OTHER, NOW)
    refusals: tuple[Callable[[], Link], ...] = (
        lambda: shown.confirmed(OTHER, NOW),
        lambda: shown.confirmed(HOST, NOW),
        lambda: shown.confirmed(GUEST, shown.until),
        lambda: shown.agreed(HOST, NOW),
        lambda: shown.confirmed(GUEST, NOW).confirmed(GUEST, NOW),
        lambda: OFFERED.agreed(HOST, NOW),
    )
    for late_or_wrong in refusals:
        with pytest.raises(LinkOver):
            late_or_wrong()


def test_only_a_wish_that_both_confirmed_can_be_joined() -> None:
    before = {state for state, after in MOVES.items() if LinkState.JOINED in after}
    assert before == {LinkState.AGREED}
    assert {state for state, after in MOVES.items() if LinkState.AGREED in after} == {LinkState.ASKED}
    assert all(MOVES[state] for state in PENDING)


LASTS = st.integers(0, 50_000)


@given(LASTS, LASTS)
def test_no_number_of_before_is_anybodys_afterwards(host: int, guest: int) -> None:
    by_host, by_guest = raised(host, guest)
    if not (host and guest):
        assert (by_host, by_guest) == (0, 0)
        return
    assert by_host >= max(host, guest)
    assert 1 + by_guest > host + by_host


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), min_size=1, max_size=4))
def test_a_number_of_any_time_is_translated_to_todays(links: list[tuple[int, int]]) -> None:
    """``links`` are the last numbers of the workspace, and of the other, at each link; numbers only grow."""
    shifts: list[tuple[int, int]] = []
    ours = 0
    for fresh, other in links:
        mine, now = ours + fresh, called_now(1, shifts)
        by, _ = raised(mine, other)
        shifts.append((mine, by))
        assert called_now(1, shifts) == now + by
        assert called_now(mine, shifts) == mine + by
        ours = mine + by + other
    assert called_now(ours, shifts) == ours


def test_the_step_is_easily_added() -> None:
    assert [rounded_up(number) for number in (1, 10, 11, 99, 412, 5000, 5001)] == [10, 10, 20, 100, 500, 5000, 6000]


@pytest.mark.parametrize("line", ["link", "länka", "koppla", "koble", "Link."])
def test_a_code_is_asked_for_in_any_language(line: str) -> None:
    assert parse([line]) == MakeLink()


@pytest.mark.parametrize("line", ["link K7QPM-2W9XD", "länka K7QPM-2W9XD", "koble K7QPM-2W9XD."])
def test_a_code_is_typed_after_the_command(line: str) -> None:
    assert parse([line]) == MakeLink("K7QPM-2W9XD")


@pytest.mark.parametrize("line", ["unlink", "avlänka", "koppla isär", "koble fra"])
def test_unlinking_is_asked_for_in_any_language(line: str) -> None:
    assert parse([line]) == Unlink()

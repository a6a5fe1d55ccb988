"""Whom and what people mean by the names they type."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.domain.people import DEFAULT_STAGES, Member, Profile, Team
from bot.domain.refs import MemberNumber, MemberRef, TeamNumber, WorkspaceRef
from bot.domain.resolve import (
    AmbiguousMember,
    AmbiguousStage,
    AmbiguousTeam,
    UnknownMember,
    UnknownStage,
    UnknownTeam,
    resolve_person,
    resolve_stage,
    resolve_team,
)


def member(name: str, handle: str = "", *, bot: bool = False, gone: bool = False, full_name: str = "") -> Member:
    ref = MemberRef(WorkspaceRef("demo", "D"), handle or name)
    return Member(MemberNumber(1), Profile(ref, name, handle, bot=bot, gone=gone, full_name=full_name))


MEMBERS = [
    member("Anna Berg", "anna.b"),
    member("Anna Lund", "anna.l"),
    member("Annabel Fox", "fox"),
    member("Bo Ek", "bo"),
    member("Bodil Ås", "bodil"),
    member("Jörgen Ås", "jas"),
    member("Bosse Bot", "bosse", bot=True),
    member("Jörgen Gone", "jorgen", gone=True),
    member("Anna-Karin O’Neill"),
]
TEAMS = [Team(TeamNumber(n), name) for n, name in enumerate(["billing", "Customer care", "Delivery", "Delivery north"])]


def refusal(kind: type[Refused], ask: Callable[[], object]) -> dict[str, object]:
    with pytest.raises(kind) as refused:
        ask()
    return refused.value.facts


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("use", "use"),
        ("USE", "use"),
        ("help", "get help"),
        ("hel", "get help"),
        ("get-help", "get help"),
        ("get_he", "get help"),
        ("gethelp", "get help"),
        ("g", "get help"),
        ("sta", None),
        ("stay", "stay"),
        ("d", "discover"),
    ],
)
def test_a_stage_is_known_by_the_beginning_of_any_of_its_words(words: str, stage: str | None) -> None:
    if stage:
        assert resolve_stage(DEFAULT_STAGES, words) == stage
    else:
        facts = refusal(AmbiguousStage, lambda: resolve_stage(DEFAULT_STAGES, words))
        assert facts == {"name": "sta", "stages": ("start", "stay")}


def test_a_stage_typed_in_full_wins_over_longer_ones() -> None:
    assert resolve_stage(["user tests", "use"], "use") == "use"
    assert resolve_stage(["kor", "kör"], "Kör") == "kör"
    assert resolve_stage(["köpa", "börja"], "borj") == "börja"


@pytest.mark.parametrize("words", ["elp", "helpx", "", "-", "🌍"])
def test_an_unknown_stage_is_answered_with_all_of_them(words: str) -> None:
    facts = refusal(UnknownStage, lambda: resolve_stage(DEFAULT_STAGES, words))
    assert facts == {"name": words, "stages": DEFAULT_STAGES}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("anna.b", "Anna Berg"),
        ("@anna.b", "Anna Berg"),
        ("Anna Berg", "Anna Berg"),
        ("anna.berg", "Anna Berg"),
        ("anna be", "Anna Berg"),
        ("annab", "Annabel Fox"),
        ("bo", "Bo Ek"),
        ("bod", "Bodil Ås"),
        ("bodil aas", "Bodil Ås"),
        ("jorgen", "Jörgen Ås"),
        ("jörg", "Jörgen Ås"),
        ("anna-karin o'neill", "Anna-Karin O’Neill"),
    ],
)
def test_a_colleague_is_known_by_handle_full_name_first_name_or_beginning(typed: str, name: str) -> None:
    assert resolve_person(MEMBERS, typed).name == name


@pytest.mark.parametrize("typed", ["evis", "Eva Lind", "eva l", "Eva"])
def test_who_is_shown_by_a_short_name_is_known_by_the_whole_one_too(typed: str) -> None:
    evis = member("evis", full_name="Eva Lind")
    assert resolve_person([*MEMBERS, evis], typed) == evis


def test_a_first_name_two_people_share_asks_which() -> None:
    facts = refusal(AmbiguousMember, lambda: resolve_person(MEMBERS[:3], "Anna"))
    assert facts == {"name": "Anna", "among": ("Anna Berg (@anna.b)", "Anna Lund (@anna.l)")}


def test_a_full_name_two_people_share_asks_which() -> None:
    namesakes = [member("Bo Ek", "bo1"), member("Bo Ek", "bo2"), member("Bo Ek")]
    facts = refusal(AmbiguousMember, lambda: resolve_person(namesakes, "Bo Ek"))
    assert facts["among"] == ("Bo Ek (@bo1)", "Bo Ek (@bo2)", "Bo Ek")


@pytest.mark.parametrize("typed", ["bosse", "Jörgen Gone"])
def test_bots_and_people_who_have_left_are_not_credited(typed: str) -> None:
    facts = refusal(UnknownMember, lambda: resolve_person(MEMBERS, typed))
    assert typed not in str(facts["nearest"])


def test_an_unknown_name_is_answered_with_the_nearest_ones() -> None:
    assert refusal(UnknownMember, lambda: resolve_person(MEMBERS, "Bodill")) == {
        "name": "Bodill",
        "nearest": ("Bodil Ås",),
    }
    assert refusal(UnknownMember, lambda: resolve_person(MEMBERS, "@"))["nearest"] == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("BILL", "billing"),
        ("care", "Customer care"),
        ("delivery", "Delivery"),
        ("delivery-n", "Delivery north"),
    ],
)
def test_a_team_is_known_by_the_beginning_of_any_of_its_words(typed: str, name: str) -> None:
    assert resolve_team(TEAMS, typed).name == name


def test_an_unknown_or_ambiguous_team_is_answered_with_names() -> None:
    assert refusal(UnknownTeam, lambda: resolve_team(TEAMS, "biling")) == {
        "name": "biling",
        "nearest": ("billing",),
    }
    among = ("Delivery", "Delivery north")
    assert refusal(AmbiguousTeam, lambda: resolve_team(TEAMS, "deli")) == {"name": "deli", "among": among}


def test_each_refusal_points_at_its_field() -> None:
    assert {error.field for error in (UnknownStage, AmbiguousStage)} == {"stage"}
    assert {error.field for error in (UnknownMember, AmbiguousMember, UnknownTeam, AmbiguousTeam)} == {"credits"}


@given(st.text(), st.lists(st.text(min_size=1), max_size=5))
def test_any_name_finds_one_or_is_refused(typed: str, names: list[str]) -> None:
    teams = [Team(TeamNumber(number), name) for number, name in enumerate(names)]
    for ask in (
        lambda: resolve_stage(names, typed),
        lambda: resolve_team(teams, typed),
        lambda: resolve_person([member(name) for name in names], typed),
    ):
        with suppress(Refused):
            assert ask()


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5, unique_by=str.casefold), st.data())
def test_a_stage_typed_as_it_is_written_is_always_found(stages: list[str], data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from(stages))
    if stage.strip() == stage:
        assert resolve_stage(stages, stage) == stage

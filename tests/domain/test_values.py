"""Our values are what the standard library's frozen dataclasses are: the same class is made by both here."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from bot.domain import values


def make(dataclass: Callable[..., Any]) -> Any:
    @dataclass(frozen=True, slots=True)
    class Praise:
        text: str
        by: str | None = None
        steps: Mapping[str, int] = field(default_factory=dict)
        secret: str = field(default="", repr=False)

        def loud(self) -> str:
            return self.text.upper()

    return Praise


STANDARD, OURS = make(dataclasses.dataclass), make(values.dataclass)
BOTH = pytest.mark.parametrize("praise", [STANDARD, OURS], ids=["standard", "ours"])


@BOTH
def test_a_value_is_what_it_was_given(praise: Any) -> None:
    given = praise("They called back", by="Mia")
    assert (given.text, given.by, given.steps, given.secret) == ("They called back", "Mia", {}, "")
    assert given.loud() == "THEY CALLED BACK"
    assert given.steps is not praise("They called back").steps
    assert [each.name for each in fields(praise)] == ["text", "by", "steps", "secret"]
    assert praise.__match_args__ == ("text", "by", "steps", "secret")


@BOTH
def test_equal_values_are_one_key(praise: Any) -> None:
    one, other = praise("a", steps=(1,)), praise("a", steps=(1,))
    assert one == other
    assert {one: 1}[other] == 1
    assert one != praise("b", steps=(1,))
    assert one != ("a", None, (1,), "")


def test_a_value_of_another_class_is_another_value() -> None:
    assert OURS("a") != STANDARD("a")


@BOTH
def test_a_value_does_not_change_but_has_changed_copies(praise: Any) -> None:
    given = praise("a")
    with pytest.raises(FrozenInstanceError, match="text"):
        given.text = "b"
    with pytest.raises(FrozenInstanceError, match="text"):
        del given.text
    assert not hasattr(given, "__dict__")
    assert (replace(given, text="b").text, given.text) == ("b", "a")


@BOTH
def test_a_value_shows_itself_without_its_secrets(praise: Any) -> None:
    assert repr(praise("a", by="Mia", secret="hush")).rpartition(".")[2] == "Praise(text='a', by='Mia', steps={})"


@BOTH
def test_a_wrong_use_is_told(praise: Any) -> None:
    with pytest.raises(TypeError, match=r"Praise.__(init|new)__\(\) missing 1 required positional argument: 'text'"):
        praise()
    with pytest.raises(TypeError, match="unexpected keyword argument 'mood'"):
        praise("a", mood="good")


def test_a_value_may_have_one_field_or_none() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    @values.dataclass(frozen=True, slots=True)
    class One:
        number: int

    assert (Nothing() == Nothing(), hash(Nothing()) == hash(Nothing())) == (True, True)
    assert (One(1) == One(1), One(1) == One(2), hash(One(1)) == hash(One(1))) == (True, False, True)


def test_other_kinds_are_the_standard_librarys() -> None:
    @values.dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        number: int

    assert Ordered(1) < Ordered(2)

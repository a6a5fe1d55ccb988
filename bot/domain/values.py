"""``@dataclass(frozen=True, slots=True)`` at a fifth of what the standard library's takes to make a class.

That one compiles six methods for each class. We have a hundred and fifty, and all are imported before the bot can
answer: it was a tenth of the start. Here only ``__new__`` is compiled, the others are shared.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

__all__ = ["dataclass"]

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options: bool) -> Callable[[type[T]], type[T]]:
        return _value if options == {"frozen": True, "slots": True} else dataclasses.dataclass(**options)


def _value(cls: type[T]) -> type[T]:
    # Without a docstring it would write one, and that is dear.
    cls.__doc__ = cls.__doc__ or cls.__name__
    made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields = dataclasses.fields(made)  # type: ignore[arg-type]  # mypy knows only what is made in its sight
    given = attrgetter(*(field.name for field in fields)) if fields else _nothing
    methods = {"__new__": _new(made, fields), "__eq__": _eq(given), "__hash__": _hash(given), **_SHARED}
    for name, method in methods.items():
        setattr(made, name, method)
    return made


def _new(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Any:
    """Fields are set while the value is of a class that lets them: past our ``__setattr__`` takes twice as long."""
    names: dict[str, Any] = {
        "_Open": type(cls.__name__, cls.__bases__, {"__slots__": tuple(field.name for field in fields)}),
        "_unset": dataclasses.MISSING,
    }
    taken, body = ["cls"], ["self = _Open()"]
    for field in fields:
        value = field.name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{value}"] = field.default
            taken.append(f"{value}=_default_{value}")
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_make_{value}"] = field.default_factory
            taken.append(f"{value}=_unset")
            body.append(f"{value} = _make_{value}() if {value} is _unset else {value}")
        else:
            taken.append(value)
        body.append(f"self.{value} = {value}")
    source = "\n ".join([f"def __new__({', '.join(taken)}):", *body, "self.__class__ = cls", "return self"])
    exec(source, names)  # noqa: S102  # made of our own field names, and the only way to a real signature
    made = names["__new__"]
    made.__qualname__ = f"{cls.__qualname__}.__new__"
    return made


def _nothing(_value: object) -> tuple[()]:
    return ()


def _eq(given: Callable[[Any], Any]) -> Callable[[Any, Any], bool]:
    def __eq__(self: Any, other: Any) -> bool:
        return given(self) == given(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(given: Callable[[Any], Any]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        return hash(given(self))

    return __hash__


def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _set(_self: object, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED = {"__repr__": _repr, "__setattr__": _set, "__delattr__": _delete}

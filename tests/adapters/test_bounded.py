"""What is remembered as long as there is room for it."""

from adapters.bounded import Latest


def test_the_oldest_is_forgotten_for_a_newer_one() -> None:
    remembered: Latest[str, int] = Latest(2)
    for number, name in enumerate(("Anna", "Bjørn", "Cecilia")):
        remembered[name] = number
    assert remembered == {"Bjørn": 1, "Cecilia": 2}


def test_what_is_set_again_is_the_latest() -> None:
    remembered: Latest[str, int] = Latest(2)
    for number, name in enumerate(("Anna", "Bjørn", "Anna", "Cecilia")):
        remembered[name] = number
    assert remembered == {"Anna": 2, "Cecilia": 3}

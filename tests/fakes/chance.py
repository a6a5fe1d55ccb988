"""Faults at random, from a seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Chance:
    """Which fault strikes the next call, if any: ``odds`` by the fault's words."""

    odds: Mapping[str, float]
    dice: random.Random

    def throw(self) -> str | None:
        for words, probability in self.odds.items():
            if self.dice.random() < probability:
                return words
        return None

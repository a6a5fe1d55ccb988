"""Welcome and help: what one can write, and what we see."""

from bot.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Welcome:
    """In private, to who has just met us. ``emoji_anywhere``: we hear of emoji on other people's messages too."""

    emoji_anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """What one can write. ``root`` is the slash command's name, with its slash; empty in a chat with us alone.

    ``pageless``: the platform gives us no home page, and a word opens one.
    """

    root: str = "/quote"
    pageless: bool = False

"""Words around messages and forms: at a form's edges, and where a platform introduces the app."""

from dataclasses import dataclass

from bot.domain.commands import COMMANDS
from bot.wording.guide import HELP
from bot.wording.language import Words, capitalised
from bot.wording.parts import plain

NAME = "Kundord"
"""What the bot is called, in every language."""


def save_draft(words: Words) -> str:
    """On the button that keeps a form, where a platform does not tell what is typed."""
    return words.text("save-draft")


def draft_saved(words: Words) -> str:
    return words.text("draft-saved")


def try_again(words: Words) -> str:
    """On the button that sends a form once more, where a platform does not leave it standing."""
    return words.text("try-again")


def answer_needed(words: Words) -> str:
    """At a field that was left empty."""
    return words.text("answer-needed")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose in a platform's own menu."""

    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """What stands where the app is installed, and in the menus that come with it. ``commands`` by name.

    ``line`` is how a quote is written down in one.
    """

    short: str
    long: str
    line: str
    save: Offer
    record: Offer
    commands: dict[str, Offer]


def introduction(words: Words, *, emoji_anywhere: bool = False) -> Introduction:
    """``emoji_anywhere``: where a platform also tells of reactions to others' messages, it says so."""
    reads = words.text("app-reads-emoji" if emoji_anywhere else "app-reads")
    return Introduction(
        short=words.text("app-short"),
        long=f"{words.text('app-long')} {reads}",
        line=f'+ "{words.text("text-label")}" @…',
        save=Offer(words.text("app-save"), words.text("app-save-hint")),
        record=Offer(words.text("app-record"), words.text("app-record-hint")),
        commands={
            command.name: Offer(
                command.phrases(words.language)[0], plain(capitalised((words.text(HELP[command.name]),)))
            )
            for command in COMMANDS
            if command.listed
        },
    )


@dataclass(frozen=True, slots=True)
class About:
    """The page at our own address: what the app is, and what a platform's list of apps calls privacy and terms.

    ``sections`` have a heading each.
    """

    title: str
    paragraphs: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


def about(words: Words) -> About:
    return About(
        title=words.text("app-short"),
        paragraphs=tuple(words.text("app-long").split("\n\n")),
        sections=(
            (words.text("app-privacy"), words.text("app-privacy-said")),
            (words.text("app-terms"), words.text("app-terms-said")),
        ),
    )

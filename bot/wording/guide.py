"""Welcome and help: what one can write, from the commands the grammar knows, and what we see."""

from bot.domain.commands import COMMANDS, Command
from bot.speech import Help, Welcome
from bot.wording.cards import help_button, record_button, settings_button, told
from bot.wording.language import Words
from bot.wording.parts import Buttons, Code, Heading, Line, Listing, Muted, Strong, Worded

HELP = {command.name: f"help-{command.name}" for command in COMMANDS if command.listed}
ARGUMENTS = {
    argument: f"help-argument-{argument}" for argument in ("words", "date", "which", "number", "because", "code")
}
MARKS = {mark: f"help-mark-{mark}" for mark in ("person", "whole", "team", "stage", "customer", "via")}


def welcome(speech: Welcome, words: Words) -> Worded:
    """Says honestly what we see: it decides what one can do."""
    write = words.line("welcome-write", name=Code("@Kundord"))
    keep = words.line("welcome-keep", command=Strong(words.text("app-save")))
    sees = words.text("welcome-sees-emoji" if speech.emoji_anywhere else "welcome-sees")
    buttons = Buttons((record_button(words), help_button(words)))
    return told(words, "hello", Listing((write, keep)), Muted((sees,)), buttons)


def guide(speech: Help, words: Words) -> Worded:
    heading = words.text("help-heading")
    examples = (
        _line(speech.root, words.text("help-example-praise"), words.text("help-praise"), words),
        _line(speech.root, words.text("help-example-criticism"), words.text("help-criticism"), words),
    )
    commands = tuple(
        _line(speech.root, _typed(command, words), words.text(HELP[command.name]), words)
        for command in COMMANDS
        if command.listed and (speech.pageless or not command.pageless)
    )
    marks = words.line("help-marks", **{mark: Code(words.text(key)) for mark, key in MARKS.items()})
    return Worded(
        (
            Heading(heading),
            Listing(examples),
            Muted(marks),
            Listing(commands),
            Buttons((record_button(words), settings_button(words))),
        ),
        heading,
    )


def _line(root: str, typed: str, meaning: str, words: Words) -> Line:
    return words.line("help-line", command=Code(f"{root} {typed}".strip()), meaning=meaning)


def _typed(command: Command, words: Words) -> str:
    phrase = command.phrases(words.language)[0]
    return f"{phrase} {words.text(ARGUMENTS[command.argument])}" if command.argument else phrase

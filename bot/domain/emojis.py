"""Emoji in one spelling each: keyboards and platforms have several for the same one, and only equal ones ever meet."""

import re

from bot.domain.errors import Refused

_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_OWN = re.compile(r":[^\s:]+:")


class NotAnEmoji(Refused):
    """Facts: ``words``."""


def spelled(emoji: str) -> str:
    """The emoji as reactions are kept: without skin tone, and with a variation selector wherever one belongs."""
    from emoji import demojize, emojize  # noqa: PLC0415  # a table of three megabytes

    return emojize(demojize(_TONE.sub("", emoji)))


def listed(text: str) -> frozenset[str]:
    """Emoji that somebody typed, with or without anything between them; a workspace's own are ``:name:``.

    Raises: NotAnEmoji, for words.
    """
    import emoji  # noqa: PLC0415  # as above

    own = {emoji.emojize(name, language="alias") for name in _OWN.findall(text)}
    text = _TONE.sub("", _OWN.sub(" ", text).replace(",", " "))
    if others := emoji.replace_emoji(text, " ").split():
        raise NotAnEmoji(words=others[0])
    return frozenset(own | {spelled(found["emoji"]) for found in emoji.emoji_list(text)})

"""Slack's names of emoji as the emoji themselves: Slack says ``+1::skin-tone-3`` where others send 👍."""

import re
from functools import lru_cache

# Names that Slack took from its own sources, and no other list has.
_SLACKS_OWN = {
    "simple_smile": "🙂",
    "smiling_face_with_3_hearts": "🥰",
    "the_horns": "🤘",
    "face_palm": "🤦",
    "hugging_face": "🤗",
    "face_with_cowboy_hat": "🤠",
    "thinking_face": "🤔",
    "party_popper": "🎉",
}
_GENDERS = (("female-", "woman-"), ("male-", "man-"))
_TONE = re.compile(r"::?skin-tone-\d(-\d)?")
_FLAG = re.compile(r"flag-([a-z]{2})")
_REGIONAL_A = 0x1F1E6
_NAMED = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-\d:)?")
_IN_TEXT = re.compile(r"(?<![\w:])(?::[a-z0-9_+'-]+:)+(?!\w)")
"""Several may follow each other without a space; a skin tone is spelled as a name, too."""


@lru_cache(maxsize=4096)
def emoji_of(name: str) -> str:
    """The emoji of that name, without its skin tone. A workspace's own emoji is ``:name:``."""
    bare = _TONE.sub("", name).strip(":")
    return _known(bare) or f":{bare}:"


def with_emoji(text: str) -> str:
    """``:heart:`` as ❤️, which is how its writer saw it. What is no emoji stays."""
    return _IN_TEXT.sub(lambda several: _NAMED.sub(_shown, several[0]), text) if ":" in text else text


def _shown(match: re.Match[str]) -> str:
    return _known(match[1]) or match[0]


@lru_cache(maxsize=4096)
def _known(name: str) -> str | None:
    if flag := _FLAG.fullmatch(name):
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in flag[1])
    for each in (name, *(there + name.removeprefix(here) for here, there in _GENDERS if name.startswith(here))):
        for spelled in (each, each.replace("-", "_")):
            if found := _SLACKS_OWN.get(spelled) or _in_library(spelled):
                return found
    return None


def _in_library(name: str) -> str | None:
    import emoji  # noqa: PLC0415  # a table of three megabytes

    found = emoji.emojize(f":{name}:", language="alias")
    return found if found != f":{name}:" else None

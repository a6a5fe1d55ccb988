"""Words as a search sees them: the same few letters however they were typed, on every database.

Both databases have foldings of their own, and they differ (SQLite keeps ø and æ, PostgreSQL stems), so text
is folded here, before it is stored and before it is looked for.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
LONGEST = 100
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i"}
)
_LONG_A = re.compile("aa+")
_TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, no marks, Latin letters in their plainest form: ``Åse``, ``Aase`` and ``ase`` are one.

    å is a, and so is a run of a's, since that is how å is written without the key. A few unlike words thereby
    meet (Baal, bal): a search that finds too much is better than one that misses a name. ä and ö are a and o,
    ø is o and æ is ae; but ``oe`` stays, or a poem would be a pom.
    """
    folded = text.lower() if text.isascii() else _plain(text)
    return _LONG_A.sub("a", folded)


def _plain(text: str) -> str:
    # Twice, since taking letters apart makes new capitals (℡), and lower case makes new marks (İ).
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(char for char in text if not unicodedata.combining(char))


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text in order: letters and digits only, so that none can be query syntax.

    Of a very long word, or a script without spaces, the beginning: PostgreSQL takes no word over 2 kB.
    """
    return tuple(word[:LONGEST] for word in _TOKEN.findall(fold(text)))

"""Words as a search sees them: the same few letters however they were typed, on every database.

Both databases have foldings of their own, and they differ (SQLite keeps ø and æ, PostgreSQL stems), so text
is folded here, before it is stored and before it is looked for.
"""

import re
import unicodedata

LONGEST = 100
"""Letters by which a word is known."""

# Letters that Unicode does not take apart into a letter and a mark.
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


# Joiners stay: emoji and Persian need them.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def visible(text: str) -> str:
    """Without what has no width: it comes along when something is pasted, and from keyboards for two directions."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text in order: letters and digits only, so that none can be query syntax.

    Of a very long word, or a script without spaces, the beginning: PostgreSQL takes no word over 2 kB.
    """
    return tuple([word[:LONGEST] for word in _TOKEN.findall(fold(text))])


def _common(words: str) -> frozenset[str]:
    return frozenset(tokens(words))


COMMON = (
    _common(
        "about after again against also always another anybody anything because been before being between both cannot"
        " could does doing done down during each even ever every everybody everything from gave gets give goes going"
        " have having here herself himself into itself just like made make many more most much must myself never"
        " nobody none nothing only other others ought ours over perhaps quite rather really same should since some"
        " somebody something still such than that their theirs them then there these they thing things this those"
        " through together under until upon very want wanted were what when where which while whom whose will with"
        " within without would your yours"
    )
    | _common(
        "aldrig alla allt alltid andra annan annat bara behöver blev blir blivit borde bättre också deras dessa desto"
        " detta därför efter efteråt eftersom eller emot endast enligt fast fick finns flera från före förrän genom"
        " gick gjorde gång gången gånger göra hade haft hans hela heller hennes honom hos huruvida igen ingen inget"
        " inga innan inom inte istället kanske kommer kring kunde kunna massa medan mellan mera mest mina mitt mycket"
        " många måste nedan ni någon något några någonting när nästa och också olika redan respektive sade sagt samma"
        " samt sedan sina sitt själv skall skulle sådan sådana sådant tills tiden tillbaka trots under upp utan vara"
        " varandra varför varit varje varken vart vems verkligen vidare vilka vilken vilket vill vore ytterligare än"
        " ändå ännu även över"
    )
    | _common(
        "aldri alle alltid altså andre annen annet bare begge behøver ble blei blir blitt burde både derfor deres dere"
        " dette disse eller endelig ennå etter etterpå fikk finnes flere fordi forrige fram før først gang ganger gikk"
        " gjennom gjerne gjorde gjort gjøre hadde hans hele heller henne hennes hverandre hver hvilke hvilken hvilket"
        " hvis hvor hvordan hvorfor igjen ikke ingen ingenting innen isteden kanskje kommer kunne langt likevel lenge"
        " mange mellom mens mest meget mine mitt måtte nesten neste noen noensinne noe nytt også over overfor samme"
        " samt selv siden sine sitt skal skulle slik slike sånn svært tidligere tilbake uansett under uten veldig"
        " verken vilje ville virkelig være vært våre"
    )
)
"""Folded words that stand in anybody's sentence, in the languages we speak: two texts that share them are not alike."""

"""What several cards have in common: the quote, who gets credit, the facts, the buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.channels import ARCHIVED, NOT_FOUND, NOT_IN
from bot.domain.privacy import PersonalData
from bot.domain.quotes import Sentiment
from bot.domain.words import fold
from bot.speech import Action, NextPost, Person, ShownQuote
from bot.wording import dates
from bot.wording.language import Words, capitalised, joined
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    Code,
    Line,
    Link,
    Mention,
    Muted,
    Paragraph,
    Part,
    Quotation,
    Strong,
    Style,
    Tone,
    Worded,
    plain,
)

# Heard in these ways, a quote reads natively in every channel; any other way is shown as it was written.
_HEARD: Mapping[str, str] = {
    fold(written): key
    for key, ways in {
        "heard-by-phone": "phone|by phone|telephone|call|telefon|på telefon|samtal|samtale",
        "heard-by-email": "email|e-mail|mail|by e-mail|mejl|e-post|epost|på mejl|på e-post",
        "heard-in-chat": "chat|chatt|in a chat|live chat|chatten|chatt|på chat",
        "heard-in-person": "in person|face to face|personally|öga mot öga|personligen|ansikt til ansikt|personlig",
    }.items()
    for written in ways.split("|")
}
_PREPOSITIONS = (
    {"after", "at", "by", "during", "from", "in", "on", "over", "through", "via", "with"}
    | {"efter", "från", "genom", "hos", "i", "med", "per", "på", "till", "under", "vid", "över"}
    | {"etter", "fra", "gjennom", "til", "ved"}
)
MASKED = {
    PersonalData.EMAIL: "masked-email",
    PersonalData.PHONE: "masked-phone",
    PersonalData.PERSONAL_NUMBER: "masked-personal-number",
    PersonalData.CARD: "masked-card",
    PersonalData.IBAN: "masked-iban",
    PersonalData.COLLEAGUE: "masked-colleague",
}

GLIMPSE = 240
"""Characters of a quote where it is one of several on a page with other things."""


# Who and where ----------------------------------------------------------------------------------


def person(one: Person, words: Words) -> Part:
    if one.name is None:
        return words.text("colleagues", count=1)
    return Mention(one.ref, one.name) if one.ref else one.name


def team(name: str, words: Words) -> Line:
    """``team Billing``, and not ``team Team Blue``."""
    return (Strong(name),) if "team" in name.casefold() else words.line("team-named", name=Strong(name))


def somebody(one: Person | str, words: Words) -> Line:
    """A person, or a team by its name."""
    return team(one, words) if isinstance(one, str) else (person(one, words),)


def credited(quote: ShownQuote, words: Words) -> Line:
    """Everyone with credit, in one list; empty if there is nobody."""
    return everyone(quote.people, quote.teams, words)


def concerned(quote: ShownQuote, words: Words) -> tuple[Line, ...]:
    """Whom it credits, or whom it is about, as a fact among others; none when it is nobody."""
    if not (names := credited(quote, words)):
        return ()
    return (words.line("about-fact" if quote.sentiment is Sentiment.NEGATIVE else "credit-fact", credited=names),)


def everyone(people: Sequence[Person], teams: Sequence[str], words: Words) -> Line:
    lines: list[Line] = [(person(one, words),) for one in people if one.name is not None]
    if unnamed := len(people) - len(lines):
        lines.append((words.text("colleagues", count=unnamed),))
    lines.extend(team(name, words) for name in teams)
    return words.together(lines)


def channel_name(name: str, words: Words) -> Part:
    return Strong(name) if name else words.text("this-channel")


# The quote and what is known of it --------------------------------------------------------------


def quotation(quote: ShownQuote, words: Words) -> Quotation:
    return Quotation(words.quoted(quote.text, quote.language), quote.language)


def facts(quote: ShownQuote, words: Words) -> tuple[Line, ...]:
    """Customer, stage, how it was heard, source."""
    lines: list[Line] = [(quote.customer or words.text("a-customer"),)]
    if quote.stage:
        lines.append((words.stage(quote.stage),))
    if quote.via:
        lines.append((heard(quote.via, words),))
    if quote.link:
        lines.append((Link(quote.link, words.text("source-link")),))
    return tuple(lines)


def heard(via: str, words: Words) -> str:
    if key := _HEARD.get(fold(via)):
        return words.text(key)
    if via.partition(" ")[0].lower() in _PREPOSITIONS:
        return via
    return words.text("heard-via", via=via)


def written_down_by(quote: ShownQuote, words: Words) -> tuple[Line, ...]:
    """One line, or none when a system wrote it down."""
    if quote.recorder is None:
        return ()
    return (words.line("written-down-by", person=person(quote.recorder, words)),)


def masked(kinds: tuple[PersonalData, ...], words: Words) -> tuple[Muted, ...]:
    """What its words no longer hold, for who wrote them down."""
    if not kinds:
        return ()
    names = words.together([(words.text(MASKED[kind]),) for kind in kinds])
    return (Muted(capitalised(words.line("masked", count=len(kinds), kinds=names))),)


def card(quote: ShownQuote, words: Words, *marks: Line) -> tuple[Block, ...]:
    """A quote in full, with its credit. ``marks`` stand before the other facts."""
    blocks: list[Block] = [quotation(quote, words), Muted(joined((*marks, *facts(quote, words))))]
    if names := credited(quote, words):
        blocks.append(Paragraph(words.line("credit-line", credited=names)))
    return (*blocks, *(Muted(capitalised(line)) for line in written_down_by(quote, words)))


def listed(
    quote: ShownQuote, timezone: str, words: Words, buttons: Sequence[Button] = (), *, whole: bool = True
) -> tuple[Block, ...]:
    """A quote among others: the words, or how they begin, and all the rest in one muted line."""
    lines = [*facts(quote, words), (words.date_of(quote.heard_at, timezone),), *concerned(quote, words)]
    if quote.sentiment is Sentiment.NEGATIVE:
        lines.insert(0, (words.text("criticism"),))
    lines.append((words.text("quote-number", number=quote.number),))
    shown = quote if whole else replace(quote, text=_beginning(quote.text))
    blocks = (quotation(shown, words), Muted(joined(lines)))
    return (*blocks, Buttons(tuple(buttons))) if buttons else blocks


def _beginning(text: str) -> str:
    return text if len(text) <= GLIMPSE else f"{text[:GLIMPSE].rsplit(maxsplit=1)[0]} …"


# Buttons ----------------------------------------------------------------------------------------


def record_button(words: Words) -> Button:
    return Button(Action.RECORD, words.text("record-a-quote"), style=Style.PRIMARY)


def help_button(words: Words) -> Button:
    return Button(Action.HELP, words.text("what-can-i-write"))


def settings_button(words: Words) -> Button:
    return Button(Action.SETTINGS, words.text("settings"))


def thank_button(quote: ShownQuote, words: Words) -> tuple[Button, ...]:
    """For whoever wrote it down; none when a system did."""
    if quote.recorder is None:
        return ()
    return (Button(Action.THANK, words.text("thank-them"), str(quote.number)),)


def change_buttons(quote: ShownQuote, words: Words) -> tuple[Button, ...]:
    confirm = words.text("withdraw-confirm", number=quote.number)
    return (
        Button(Action.CORRECT, words.text("correct"), str(quote.number)),
        Button(Action.WITHDRAW, words.text("withdraw"), str(quote.number), Style.DANGER, confirm),
    )


# Sentences --------------------------------------------------------------------------------------


def said(line: Line, *blocks: Block, tone: Tone = Tone.PLAIN) -> Worded:
    """A message that begins with a sentence, which is also its notification."""
    line = capitalised(line)
    return Worded((Paragraph(line), *blocks), plain(line), tone)


def told(words: Words, key: str, *blocks: Block, tone: Tone = Tone.PLAIN) -> Worded:
    """As ``said``, for a sentence without places."""
    return said((words.text(key),), *blocks, tone=tone)


def when(post: NextPost, words: Words) -> str | None:
    """The next post's moment, None if none is in sight."""
    if post.due:
        return words.text("moment-now")
    return words.moment(post.at, post.timezone, post.today) if post.at else None


def when_and_where(post: NextPost, words: Words) -> str | None:
    """As ``when``, with the zone's city: for those who set the time."""
    moment = when(post, words)
    if moment and not post.due:
        return words.text("moment-in-zone", moment=moment, city=dates.city(words.language, post.timezone))
    return moment


def next_post(post: NextPost, words: Words) -> Line:
    channel = channel_name(post.name, words)
    if moment := when(post, words):
        return words.line("next-post", channel=channel, moment=moment)
    if not post.daily:
        return words.line("quote-of-the-day-off", channel=channel)
    return why_closed(post, words) or words.line("no-next-post", channel=channel)


_CLOSED = {ARCHIVED: "closed-archived", NOT_FOUND: "closed-not-found", NOT_IN: "closed-not-in"}


def why_closed(post: NextPost, words: Words) -> Line:
    """What has to happen before a closed channel has a quote of the day again; empty for an open one."""
    if not post.closed:
        return ()
    channel = channel_name(post.name, words)
    if key := _CLOSED.get(post.closed):
        return words.line(key, channel=channel)
    return words.line("closed-refused", channel=channel, reason=refused(post.closed, words))


_SAYS = {ARCHIVED: "says-archived", NOT_FOUND: "says-not-found", NOT_IN: "says-not-in"}


def refused(reason: str, words: Words) -> Line:
    """What a platform says by its word for it, which stands there only where we know no better."""
    if key := _SAYS.get(reason):
        return (words.text(key),)
    plainly = words.text("says-not-allowed")
    return (plainly,) if reason.startswith("restricted_action") else (plainly, " (", Code(reason), ")")

"""The page: its frame, and each message as it stands in the log."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from adapters.demo.assets import assets
from adapters.demo.chat import BOT, Chat, Said
from adapters.demo.html import address, joined, tag
from adapters.demo.phrases import Phrases, phrases
from adapters.demo.sample import CHANNELS, COLLEAGUES, COMPANY, Colleague, Place, private_chat
from bot.wording import dates

SHOWN = 150
"""Messages of one place that the page shows."""

EMOJI = ("❤️", "👏", "😂", "🎉", "🙏", "👀", "💬", "🌍")
AT_HAND = 2
"""So many of them stand ready; the others are one press further."""

_WORD = re.compile(r"https?://[^\s<>]+|(?<![\w@])@[a-z]+(?![\w@])")
_MARK = Markup(
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">'
    '<path class="bubble" d="M11.5 22.5H7A4.5 4.5 0 0 1 2.5 18V7A4.5 4.5 0 0 1 7 2.5h18A4.5 4.5 0 0 1 29.5 7v9"/>'
    '<path class="tail" d="M14.5 16H21v6.5c0 4.1-1.9 7-5.4 8.5l-1.1-2.3c1.9-1.1 2.9-2.9 3-5.7h-3z'
    'M24.5 16H31v6.5c0 4.1-1.9 7-5.4 8.5l-1.1-2.3c1.9-1.1 2.9-2.9 3-5.7h-3z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Taste:
    """What a visitor's browser remembers: ``theme`` is light, dark or "" for the system's own."""

    theme: str = ""
    with_home: bool = True
    with_hint: bool = True


def page(chat: Chat, me: Colleague, place: Place, taste: Taste, now: datetime) -> str:
    """The whole page, as this colleague sees it in this place."""
    words = phrases(me.language)
    return _template().render(
        me=me,
        place=place,
        place_title=title(place),
        place_language=language(place, me),
        place_for=lambda other: place.id if place.open_to(other.id) else CHANNELS[0].id,
        theme=taste.theme,
        with_home=taste.with_home,
        with_hint=taste.with_hint,
        change=chat.latest_change(),
        now=now.isoformat(),
        clock=clock(now, me),
        company=COMPANY,
        colleagues=COLLEAGUES.values(),
        channels=[each for each in CHANNELS if each.open_to(me.id)],
        dm=private_chat(me.id),
        unread=chat.unread(me.id) - {place.id},
        log_label=log_label(place, words),
        write_label=write_label(place, words),
        messages=log(chat, me, place),
        words=words,
        page_words=words,
        static=assets().prefix,
        hue=hue,
        mark=_MARK,
    )


def title(place: Place) -> str:
    return place.name if place.private_chat else f"#{place.name}"


def language(place: Place, me: Colleague) -> str:
    """What is spoken there."""
    return COLLEAGUES[place.host].language if place.host else me.language


def log_label(place: Place, words: Phrases) -> str:
    return words["messages_in"].format(channel=title(place))


def write_label(place: Place, words: Phrases) -> str:
    return words["write_to"] if place.private_chat else words["write_in"].format(channel=place.name)


def clock(now: datetime, me: Colleague) -> str:
    local = dates.local(now, me.timezone)
    return f"{dates.day(me.language, local.date())}, {local:%H:%M}"


# Messages ---------------------------------------------------------------------------------------


def log(chat: Chat, me: Colleague, place: Place) -> Markup:
    return joined(_with_days(chat, me, place))


def _with_days(chat: Chat, me: Colleague, place: Place) -> Iterator[Markup]:
    before = ""
    for said in chat.shown(place.id, me.id, SHOWN):
        today, label = day(said, me)
        if today != before:
            yield tag("li", tag("span", label), class_="day", data_day=today)
        before = today
        yield message(said, me)


def day(said: Said, me: Colleague) -> tuple[str, str]:
    """The local date of a message, and how one says it."""
    local = dates.local(said.at, me.timezone).date()
    return local.isoformat(), dates.day(me.language, local)


def message(said: Said, me: Colleague) -> Markup:
    words = phrases(me.language)
    label = f"by-{said.id} at-{said.id}"
    date, date_label = day(said, me)
    return tag(
        "li",
        tag(
            "article",
            _avatar(said.author),
            tag(
                "div",
                _by(said, me, words),
                _only_you(said, words),
                _body(said),
                _reactions(said, me, words),
                _thread(said, me, words),
            ),
            _tools(said, words),
            tabindex="-1",
            aria_labelledby=label,
        ),
        class_="message private" if _whispered(said) else "message",
        id=f"m{said.id}",
        data_id=said.id,
        data_day=date,
        data_day_label=date_label,
    )


def spoken(said: Said) -> str:
    """What a screen reader says when the message arrives."""
    return f"{_name(said.author)}: {said.text}"


def _name(author: str) -> str:
    return "Kundord" if author == BOT else COLLEAGUES[author].name


def _whispered(said: Said) -> bool:
    return said.only_for is not None


def hue(member: str) -> str:
    return f"hue-{list(COLLEAGUES).index(member)}"


def _avatar(author: str) -> Markup:
    if author == BOT:
        return tag("span", _MARK, class_="avatar bot", aria_hidden="true")
    return tag("span", COLLEAGUES[author].initials, class_=f"avatar {hue(author)}", aria_hidden="true")


def _at(said: Said, me: Colleague) -> str:
    return f"{dates.local(said.at, me.timezone):%H:%M}"


def _by(said: Said, me: Colleague, words: Phrases) -> Markup:
    return tag(
        "p",
        tag("strong", _name(said.author), id=f"by-{said.id}"),
        tag("span", words["app"], class_="app") if said.author == BOT else "",
        tag("time", _at(said, me), datetime=said.at.isoformat(), id=f"at-{said.id}"),
        tag("span", words["edited"], class_="small") if said.edited and not _whispered(said) else "",
        class_="by",
    )


def _only_you(said: Said, words: Phrases) -> str:
    if not _whispered(said):
        return ""
    gone = tag("button", words["dismiss"], type="button", class_="link", data_dismiss=said.id)
    return tag("p", tag("span", words["only_you"]), gone, class_="only-you")


def _body(said: Said) -> Markup:
    if said.body is not None:
        return tag("div", said.body, class_="body", lang=said.language)
    return tag("p", plain(said.text), class_="body text", lang=said.language, dir="auto")


def plain(text: str) -> Markup:
    """A colleague's words: addresses can be followed, colleagues stand out, all else is as typed."""
    parts: list[str] = []
    at = 0
    for found in _WORD.finditer(text):
        parts += [text[at : found.start()], _word(found[0])]
        at = found.end()
    return joined([*parts, text[at:]])


def _word(word: str) -> str:
    if word.startswith("@"):
        known = COLLEAGUES.get(word[1:])
        return tag("span", f"@{known.name}", class_="mention", data_member=known.id) if known else _bot_or(word)
    url = word.rstrip(".,;:!?”»“)")
    link = tag("a", url, href=address(url), target="_blank", rel="noopener noreferrer nofollow")
    return joined([link, word[len(url) :]])


def _bot_or(word: str) -> str:
    return tag("span", "@Kundord", class_="mention") if word == f"@{BOT}" else word


def _thread(said: Said, me: Colleague, words: Phrases) -> Markup:
    """The replies, folded up to how many there are."""
    if not said.replies:
        return Markup("")
    count = len(said.replies)
    many = words["one_reply"] if count == 1 else words["replies"].format(count=count)
    faces = (_avatar(author) for author in dict.fromkeys(reply.author for reply in said.replies))
    return tag(
        "details",
        tag("summary", *faces, tag("span", many), tag("span", _at(said.replies[-1], me), class_="small")),
        tag("ol", *(_reply(reply, me, words) for reply in said.replies)),
        class_="thread",
        data_replies=count,
    )


def _reply(reply: Said, me: Colleague, words: Phrases) -> Markup:
    said = tag("div", _by(reply, me, words), _body(reply))
    return tag("li", _avatar(reply.author), said, class_="reply", data_spoken=spoken(reply))


def _reactions(said: Said, me: Colleague, words: Phrases) -> Markup:
    def pill(emoji: str, members: tuple[str, ...]) -> Markup:
        names = ", ".join(_name(member) for member in members)
        return tag(
            "button",
            tag("span", emoji, aria_hidden="true"),
            tag("span", str(len(members)), aria_hidden="true"),
            type="button",
            class_="reaction",
            data_emoji=emoji,
            aria_pressed="true" if me.id in members else "false",
            aria_label=words["reacted"].format(emoji=emoji, name=names),
            title=names,
        )

    given = [pill(emoji, members) for emoji, members in said.reactions.items()]
    return tag("div", *given, class_="reactions") if given else Markup("")


def _tools(said: Said, words: Phrases) -> Markup:
    """What one can do with a message: react, and save a colleague's words."""
    if _whispered(said):
        return Markup("")

    def put(emoji: str) -> Markup:
        label = words["react"].format(emoji=emoji)
        return tag(
            "button",
            emoji,
            type="button",
            class_="tool",
            tabindex="-1",
            data_emoji=emoji,
            aria_label=label,
            title=label,
        )

    more = tag(
        "button",
        Markup(
            '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="9" cy="11" r="6.5"/>'
            '<path d="M6.500 13a3.500 3.500 0 0 0 5 0M7 9.500v.1M11 9.500v.1M16.500 1.500v5M14 4h5"/></svg>'
        ),
        type="button",
        class_="tool",
        tabindex="-1",
        data_more=True,
        aria_expanded="false",
        aria_label=words["more_emoji"],
        title=words["more_emoji"],
    )
    others = tag("span", *(put(emoji) for emoji in EMOJI[AT_HAND:]), class_="others", hidden=True)
    save = tag("button", words["save"], type="button", class_="tool save", tabindex="-1", data_save=said.id)
    return tag(
        "div",
        *(put(emoji) for emoji in EMOJI[:AT_HAND]),
        others,
        more,
        save if said.author != BOT else "",
        class_="tools",
    )


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    room = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return room.get_template("page.html")

"""Forms: what stands in them when they open, and what their values mean when they come back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain import emojis
from bot.domain.channels import Channel
from bot.domain.commands import read_date
from bot.domain.errors import Refused
from bot.domain.people import Member, NotAllowed, Organisation, spoken
from bot.domain.quotes import (
    LINK_MOST,
    MOST,
    TEXT_MOST,
    Credit,
    MemberCredit,
    NewQuote,
    Quote,
    Sentiment,
    TeamCredit,
    clean,
    telling_length,
    whole_length,
)
from bot.domain.refs import MemberNumber, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.requests import DateNotUnderstood
from bot.domain.words import visible
from bot.ports import UnitOfWork
from bot.services import people, recording
from bot.services.showing import person
from bot.speech import Person, QuoteForm, ScheduleForm, SettingsForm, TeamForm
from bot.wording.language import shortened
from bot.wording.parts import FormValue

Values = Mapping[str, FormValue]
Marked = QuoteForm | ScheduleForm | SettingsForm | TeamForm
"""Forms of what several people may change, whose memo ends with a mark of how they opened."""

CORRECTION, ANSWER, WORLD = "quote", "follows", "world"
"""How a quote form's memo begins: it corrects a quote, is the customer's answer to one, or opens a case."""


class SentimentMissing(Refused):
    """Facts: none."""

    field = "sentiment"


class ChangedMeanwhile(Refused):
    """What a form is about was changed since it opened: saved over that, it would undo it unseen. Facts: none."""

    # None of its fields: a fault of the whole form.
    field = "form"


class DayOffNotUnderstood(Refused):
    """Not a date. Facts: ``words``."""

    field = "days_off"


# As they open -----------------------------------------------------------------------------------


def quote_form(
    unit: UnitOfWork,
    text: str | None = "",
    sentiment: Sentiment | None = None,
    source: MessageRef | None = None,
    *,
    opens_case: bool = False,
    because: str = "",
) -> QuoteForm:
    """``text`` None: there are words, but they could not be read. ``because``: why it is the end of the world."""
    return QuoteForm(
        teams=tuple(unit.teams.all()),
        stages=unit.organisation.stages,
        sentiment=sentiment,
        text=_fitting(text or ""),
        source=source,
        unreadable=text is None,
        cut=_fitting(text or "") != (text or ""),
        opens_case=opens_case,
        because=because,
    )


def _fitting(text: str) -> str:
    """What a form shows of a message: all, or the beginning if that is too long for a quote."""
    return text if telling_length(text) <= MOST and whole_length(text) <= TEXT_MOST else shortened(text, MOST)


def correction_form(unit: UnitOfWork, by: Member, quote: Quote) -> QuoteForm:
    """The form with all that is kept of a quote."""
    words = quote.words
    shown, others = _pickable(by, unit.members.some(quote.members).values())
    return replace(
        quote_form(unit, "", words.sentiment),
        # Nothing of what is kept is lost, whatever counts in it.
        text=words.text,
        people=shown,
        elsewhere=others,
        team_numbers=tuple(credit.team for credit in words.credits if isinstance(credit, TeamCredit)),
        stage=words.stage,
        customer=words.customer or "",
        via=words.via or "",
        link=words.link or "",
        number=quote.number,
    )


def schedule_form(unit: UnitOfWork, by: Member, channel: Channel) -> ScheduleForm:
    return ScheduleForm(channel, tuple(unit.teams.all()), unit.organisation.stages, by.curator)


def settings_form(unit: UnitOfWork, member: Member) -> SettingsForm:
    named = [each for each in unit.members.curators() if each.named_curator] if member.curator else []
    return SettingsForm(member, unit.organisation, *_pickable(member, named))


def team_form(unit: UnitOfWork, by: Member, number: TeamNumber | None) -> TeamForm:
    """Raises: NotAllowed, NoSuchTeam."""
    if not by.curator:
        raise NotAllowed
    if number is None:
        return TeamForm()
    team = unit.teams.get(number)
    return TeamForm(team, *_pickable(by, unit.members.some(team.members).values()))


def _pickable(by: Member, members: Iterable[Member]) -> tuple[tuple[MemberRef, ...], tuple[Person, ...]]:
    """Whom the member's form can show, and who stays unseen."""
    members = list(members)
    others = people.elsewhere(by, members)
    return tuple(each.ref for each in members if each not in others), tuple(map(person, others))


# As they come back ------------------------------------------------------------------------------


def text(values: Values, name: str) -> str:
    value = values.get(name)
    return visible(value).strip() if isinstance(value, str) else ""


def refs(values: Values, name: str) -> tuple[MemberRef, ...]:
    value = values.get(name)
    return tuple(each for each in value if isinstance(each, MemberRef)) if isinstance(value, Sequence) else ()


def chosen(values: Values, name: str) -> tuple[str, ...]:
    """What was picked from a list, of one or of many."""
    value = values.get(name)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, Sequence) else ()


def number(memo: str) -> int:
    """What a form is about, without the mark of how it opened. Raises: ValueError, for a memo that is none of ours."""
    return int(memo.partition("@")[0])


def check_unchanged(memo: str, now: Marked, saved: Marked) -> None:
    """``now`` is the form as it would open now, ``saved`` as it would once this one is saved.

    One that opened before forms were marked has a memo without a mark. Raises: ChangedMeanwhile.
    """
    mark = _mark_in(memo)
    # Saved once, and sent in once more after all, it would change nothing.
    if mark and mark != _mark_in(now.memo) and saved.memo != now.memo:
        raise ChangedMeanwhile


def _mark_in(memo: str) -> str:
    return memo.partition("@")[2]


def opens_case(memo: str) -> bool:
    return memo.startswith(f"{WORLD};")


def answered(memo: str) -> QuoteNumber | None:
    """The quote to which a form records the customer's answer. Raises: ValueError."""
    kind, _, number = memo.partition("|")
    return QuoteNumber(int(number)) if kind == ANSWER else None


def words_of(values: Values) -> dict[str, object]:
    """What a draft keeps of a form: its words and choices, not its people."""
    return {name: value for name, value in values.items() if isinstance(value, str | bool)}


def corrected(memo: str) -> QuoteNumber | None:
    """The quote that a form corrects, if it does. Raises: ValueError, for a memo that is none of ours."""
    kind, _, quote = memo.partition("|")
    return QuoteNumber(number(quote)) if kind == CORRECTION else None


def read_quote(unit: UnitOfWork, by: Member, memo: str, values: Values, kept: Quote | None = None) -> NewQuote:
    """``kept`` is the quote that the form corrects, if it does.

    Raises: SentimentMissing, NeedsProfiles, NotCreditable.
    """
    if not (sentiment := text(values, "sentiment")):
        raise SentimentMissing
    source = memo.removeprefix(f"{WORLD};")
    taken_from = source and not corrected(source) and not answered(source)
    return NewQuote(
        text=text(values, "text"),
        sentiment=Sentiment(sentiment),
        recorder=by.number,
        heard_at=unit.now,
        credits=_credits(unit, by, values, kept.members if kept else ()),
        customer=text(values, "customer") or None,
        stage=text(values, "stage") or None,
        via=text(values, "via") or None,
        link=text(values, "link")[: LINK_MOST + 1] or None,
        source=MessageRef.from_token(by.ref.workspace, source) if taken_from else None,
        follows=answered(memo),
    )


def _credits(unit: UnitOfWork, by: Member, values: Values, kept: Collection[MemberNumber]) -> tuple[Credit, ...]:
    """``kept`` had credit before, and may have left since: that is no reason why a typo could not be put right."""
    members = people.present(unit, refs(values, "credits"))
    picked = [members[ref] for ref in refs(values, "credits")]
    persons = [MemberCredit(each.number) if each.number in kept else recording.credit_to(each) for each in picked]
    others = [MemberCredit(each.number) for each in people.elsewhere(by, unit.members.some(kept).values())]
    teams = [TeamCredit(TeamNumber(int(number))) for number in chosen(values, "teams")]
    return tuple(dict.fromkeys([*persons, *others, *teams]))


def read_schedule(by: Member, channel: Channel, values: Values) -> Channel:
    """The channel as its form has it; what the form does not show stays. Raises: DayOffNotUnderstood."""
    old = channel.schedule
    at, cutoff, until = values.get("time"), values.get("cutoff"), values.get("paused_until")
    schedule = replace(
        old,
        at=at if isinstance(at, time) else old.at,
        cutoff=cutoff if isinstance(cutoff, time) else old.cutoff,
        timezone=text(values, "timezone") or old.timezone,
        days=frozenset(int(day) for day in chosen(values, "days")),
        holidays=text(values, "holidays") or None,
        days_off=_dates(text(values, "days_off")),
        paused_until=until if isinstance(until, date) else None,
    )
    return replace(
        channel,
        schedule=schedule,
        daily=bool(values.get("daily")),
        follow_up=bool(values["follow_up"]) if by.curator and "follow_up" in values else channel.follow_up,
        language=spoken(text(values, "language") or channel.language),
        teams=frozenset(TeamNumber(int(number)) for number in chosen(values, "teams")),
        stages=frozenset(chosen(values, "stages")),
    )


def _dates(lines: str) -> frozenset[date]:
    try:
        return frozenset(read_date(word) for word in lines.replace(",", " ").split())
    except DateNotUnderstood as wrong:
        raise DayOffNotUnderstood(**wrong.facts) from wrong


def read_settings(organisation: Organisation, values: Values) -> Organisation:
    """Raises: EmojiListsOverlap, NotAnEmoji, StagesMissing, CompanyNameMissing."""
    stages = tuple(stage for line in text(values, "stages").splitlines() if (stage := clean(line)))
    minutes = text(values, "heads_up")
    heads_up = timedelta(minutes=int(minutes)) if minutes else organisation.heads_up
    chosen = organisation.choosing(stages, _emoji(values, "world_emoji"), _emoji(values, "save_emoji"))
    company = clean(text(values, "company")) if "company" in values else organisation.name
    return replace(chosen.called(company), heads_up=heads_up)


def _emoji(values: Values, name: str) -> frozenset[str]:
    """Raises: NotAnEmoji."""
    try:
        return emojis.listed(text(values, name))
    except emojis.NotAnEmoji as wrong:
        raise wrong.at(name) from None

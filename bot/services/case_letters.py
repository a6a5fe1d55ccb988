"""What errands about negative quotes and cases say when their moment comes."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.cases import OFFER_ENDS, Case, Move, State
from bot.domain.people import Member
from bot.domain.quotes import Quote, Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, QuoteNumber
from bot.domain.reminders import Rung
from bot.ports import Kind, Leased, Letter, Post, UnitOfWork
from bot.services import reminding
from bot.services.case_places import cards, concerns, showing, teams_of, told
from bot.services.case_showing import shown_case, shown_entry, split
from bot.services.letters import private, recipient
from bot.services.showing import person, shown
from bot.speech import (
    CaseCard,
    CaseInShort,
    CaseNote,
    CaseOpened,
    CaseReleased,
    CaseReminder,
    CaseSteps,
    HeadsUp,
    Message,
    NegativeQuote,
    OfferAnswered,
    OfferNotice,
    Story,
    StoryReady,
)

# The quote --------------------------------------------------------------------------------------


def heads_up(unit: UnitOfWork, leased: Leased) -> Letter | None:
    quote = unit.quotes.get(QuoteNumber(leased.errand.subject))
    member = recipient(unit, leased.errand)
    if not member or _gone(quote) or member.number not in concerns(quote):
        return None
    return private(member, heads_up_card(unit, quote))


def heads_up_card(unit: UnitOfWork, quote: Quote) -> HeadsUp:
    minutes = 0 if cards(unit, quote.number) else int(unit.organisation.heads_up.total_seconds() // 60)
    return HeadsUp(shown(unit, quote), minutes)


def announced(unit: UnitOfWork, quote: Quote) -> list[Post]:
    """The heads-ups that told when the card would come, which it now has."""
    return showing(unit, quote.number, Kind.HEADS_UP) if unit.organisation.heads_up else []


def negative(unit: UnitOfWork, leased: Leased) -> Letter | None:
    errand = leased.errand
    quote = unit.quotes.get(QuoteNumber(errand.subject))
    channel = unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None
    if not channel or channel.closed or _gone(quote):
        return None
    return Letter(channel.ref, negative_card(unit, quote), channel.language)


def negative_card(unit: UnitOfWork, quote: Quote) -> NegativeQuote | CaseCard:
    """One card for its whole life: the question, and once there is a case, the case."""
    case = unit.cases.of_quote(quote.number)
    if case and case.state is not State.WITHDRAWN:
        return CaseCard(shown_case(unit, case))
    return NegativeQuote(shown(unit, quote), split(unit, quote.number), tuple(unit.cases.context(quote.number)))


# The case ---------------------------------------------------------------------------------------


def case_opened(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """To who opened it by an emoji, and so got no answer."""
    errand, case = leased.errand, _case(unit, leased)
    member = recipient(unit, errand)
    if not member or case.state is not State.OPEN or case.opener != member.number or not errand.within:
        return None
    said = CaseOpened(shown_case(unit, case, private=True))
    return Letter(errand.within, said, member.profile.language, private_to=member.ref, thread=errand.thread)


def case_steps(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    if not member or case.owner != member.number:
        return None
    return private(member, steps_card(unit, case, member, leased.errand.notes))


def steps_card(unit: UnitOfWork, case: Case, member: Member, notes: Sequence[str]) -> CaseSteps | CaseInShort:
    """To whom a case was handed: their steps while it is theirs by that, later what has become of it."""
    shown_now = shown_case(unit, case, private=True)
    later = unit.cases.timeline(case.number)[int(notes[0]) + 1 :] if notes else ()
    if case.owner != member.number or any(entry.move in reminding.TURNS for entry in later):
        return CaseInShort(shown_now)
    return CaseSteps(shown_now, fresh=True) if case.state is State.CLAIMED else CaseInShort(shown_now)


def offer(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    if not member or not case.offer or case.owner is None:
        return None
    if not case.offer.reaches(member.number, teams_of(unit, member)):
        return None
    card = offer_card(unit, case, int(leased.errand.notes[0]))
    return private(member, card) if not card.ended else None


def offer_card(unit: UnitOfWork, case: Case, place: int) -> OfferNotice:
    """The offer in that line of the timeline, with the line that ended it."""
    offered, *later = unit.cases.timeline(case.number)[place:]
    ended = next((entry for entry in later if entry.move in OFFER_ENDS), None)
    team = offered.to.team if offered.to else None
    return OfferNotice(
        shown_case(unit, case, private=True),
        person(unit.members.get(offered.by)),
        offered.words,
        unit.teams.get(team).name if team is not None else None,
        shown_entry(unit, unit.quotes.get(case.quote), ended, private=True) if ended else None,
    )


def offer_answered(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member, case = recipient(unit, leased.errand), _case(unit, leased)
    return private(member, answered_card(unit, case, int(leased.errand.notes[0]), member)) if member else None


def answered_card(unit: UnitOfWork, case: Case, place: int, member: Member) -> OfferAnswered:
    entry = unit.cases.timeline(case.number)[place]
    yours = case.state is State.CLAIMED and case.owner == member.number and case.offer is None
    by, accepted = person(unit.members.get(entry.by)), entry.move is Move.ACCEPT
    return OfferAnswered(case.number, by, accepted, entry.words, yours=yours and not accepted)


def released(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member, case = recipient(unit, leased.errand), _case(unit, leased)
    return private(member, released_card(unit, case, int(leased.errand.notes[0]))) if member else None


def released_card(unit: UnitOfWork, case: Case, place: int) -> CaseReleased:
    by = unit.cases.timeline(case.number)[place].by
    return CaseReleased(case.number, person(unit.members.get(by)), free=case.state is State.OPEN)


def thread_note(unit: UnitOfWork, leased: Leased) -> Letter | None:
    errand, case = leased.errand, _case(unit, leased)
    channel = unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None
    if not channel or channel.closed:
        return None
    note = note_card(unit, case, int(errand.notes[0]))
    return Letter(channel.ref, note, channel.language, thread=errand.thread)


def note_card(unit: UnitOfWork, case: Case, place: int) -> CaseNote:
    entry = unit.cases.timeline(case.number)[place]
    return CaseNote(case.number, shown_entry(unit, unit.quotes.get(case.quote), entry))


def reminder(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """A reminder whose reason has gone while it waited is not sent."""
    errand, case = leased.errand, _case(unit, leased)
    if _gone(unit.quotes.get(case.quote)) or reminding.over(unit, case, errand.notes):
        return None
    if isinstance(errand.to, ChannelRef):
        channel = unit.channels.by_ref(errand.to)
        if not channel or channel.closed:
            return None
        said = CaseReminder(Rung(errand.notes[0]), shown_case(unit, case))
        return Letter(channel.ref, said, channel.language, thread=errand.thread)
    said = CaseReminder(Rung(errand.notes[0]), shown_case(unit, case, private=True))
    return private(recipient(unit, errand), said)


def story_ready(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    if not member or case.state is not State.RESOLVED or told(unit, case):
        return None
    return private(member, StoryReady(shown_case(unit, case, private=True)))


def ready_card(unit: UnitOfWork, case: Case, member: Member, _notes: Sequence[str]) -> StoryReady | CaseInShort:
    shown_now = shown_case(unit, case, private=True)
    theirs = case.state is State.RESOLVED and case.owner == member.number
    return StoryReady(shown_now) if theirs else CaseInShort(shown_now)


def story(unit: UnitOfWork, leased: Leased) -> Letter | None:
    errand = leased.errand
    channel = unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None
    card = story_card(unit, _case(unit, leased), quiet=False)
    return Letter(channel.ref, card, channel.language) if channel and not channel.closed and card else None


def story_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member = recipient(unit, leased.errand)
    card = story_card(unit, _case(unit, leased), quiet=True)
    return private(member, card) if member and card else None


def story_card(unit: UnitOfWork, case: Case, *, quiet: bool) -> Story | None:
    """A story names who followed it to the bottom, unless they would not, or the quote concerns them."""
    tale, quote = unit.cases.told(case.number), unit.quotes.get(case.quote)
    if not tale or _gone(quote):
        return None
    named = tale.by is not None and tale.by not in concerns(quote)
    return Story(
        case=case.number,
        quote=shown(unit, quote),
        said=tale.said,
        learned=tale.learned,
        changed=tale.changed,
        by=person(unit.members.get(tale.by)) if named and tale.by is not None else None,
        team=unit.teams.get(tale.team).name if tale.team is not None else None,
        quiet=quiet,
    )


def _negative_again(unit: UnitOfWork, _post: Post, quote: Quote) -> Message | None:
    return None if _gone(quote) else negative_card(unit, quote)


def _heads_up_again(unit: UnitOfWork, _post: Post, quote: Quote) -> Message | None:
    return None if _gone(quote) else heads_up_card(unit, quote)


def _story_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message | None:
    return story_card(unit, unit.cases.get(CaseNumber(post.subject)), quiet=post.kind is Kind.STORY_NOTICE)


def _to_member_again(
    draw: Callable[[UnitOfWork, Case, Member, Sequence[str]], Message],
) -> Callable[[UnitOfWork, Post, Quote], Message | None]:
    def again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
        member = unit.members.by_ref(post.to) if post.to else None
        if not member or _gone(quote):
            return None
        return draw(unit, unit.cases.get(CaseNumber(post.subject)), member, post.notes)

    return again


def _offer_again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
    return None if _gone(quote) else offer_card(unit, unit.cases.get(CaseNumber(post.subject)), int(post.notes[0]))


def _note_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message:
    """What was done stays said, also of a quote that was taken back: of the customer's words it holds none."""
    return note_card(unit, unit.cases.get(CaseNumber(post.subject)), int(post.notes[0]))


def _answered_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message | None:
    """As a note: nothing of the customer's is on it."""
    member = unit.members.by_ref(post.to) if post.to else None
    case = unit.cases.get(CaseNumber(post.subject))
    return answered_card(unit, case, int(post.notes[0]), member) if member else None


def _released_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message:
    return released_card(unit, unit.cases.get(CaseNumber(post.subject)), int(post.notes[0]))


def _reminder_again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
    """What it asked for stands as long as it is needed; after that, what has become of the case."""
    case = unit.cases.get(CaseNumber(post.subject))
    if _gone(quote):
        return None
    shown_now = shown_case(unit, case, private=post.to is not None)
    return (
        CaseInShort(shown_now)
        if reminding.over(unit, case, post.notes)
        else CaseReminder(Rung(post.notes[0]), shown_now)
    )


AGAIN: Mapping[Kind, Callable[[UnitOfWork, Post, Quote], Message | None]] = {
    Kind.NEGATIVE: _negative_again,
    Kind.HEADS_UP: _heads_up_again,
    Kind.CASE_STEPS: _to_member_again(steps_card),
    Kind.OFFER: _offer_again,
    Kind.OFFER_ANSWERED: _answered_again,
    Kind.CASE_RELEASED: _released_again,
    Kind.THREAD_NOTE: _note_again,
    Kind.REMINDER: _reminder_again,
    Kind.STORY_READY: _to_member_again(ready_card),
    Kind.STORY: _story_again,
    Kind.STORY_NOTICE: _story_again,
}
"""Of these kinds, what stays in a chat and must follow when it changes."""

OF_A_CASE = frozenset(AGAIN) - {Kind.NEGATIVE, Kind.HEADS_UP}
"""Errands among them whose subject is a case, not a quote."""

COMPOSERS: Mapping[Kind, Callable[[UnitOfWork, Leased], Letter | None]] = {
    Kind.HEADS_UP: heads_up,
    Kind.NEGATIVE: negative,
    Kind.CASE_OPENED: case_opened,
    Kind.CASE_STEPS: case_steps,
    Kind.OFFER: offer,
    Kind.OFFER_ANSWERED: offer_answered,
    Kind.CASE_RELEASED: released,
    Kind.THREAD_NOTE: thread_note,
    Kind.REMINDER: reminder,
    Kind.STORY_READY: story_ready,
    Kind.STORY: story,
    Kind.STORY_NOTICE: story_notice,
}


def _case(unit: UnitOfWork, leased: Leased) -> Case:
    return unit.cases.get(CaseNumber(leased.errand.subject))


def _gone(quote: Quote) -> bool:
    return quote.withdrawn or quote.sentiment is not Sentiment.NEGATIVE

"""What each message about a negative quote or a case says now, whether it goes out or stands in a chat already."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.cases import Case, Entry, Move, State
from bot.domain.people import Member
from bot.domain.quotes import Quote, Sentiment
from bot.domain.refs import CaseNumber
from bot.ports import Kind, Post, UnitOfWork
from bot.services import errands, reminding
from bot.services.case_places import asked, cards, concerns, forewarned, works_on
from bot.services.case_showing import context, hiding, shown_case, shown_entry, split
from bot.services.letters import reader
from bot.services.showing import person, shown
from bot.speech import (
    CaseCard,
    CaseInShort,
    CaseNote,
    CaseOver,
    CaseReleased,
    CaseReminder,
    CaseSteps,
    HeadsUp,
    Message,
    NegativeQuote,
    OfferAnswered,
    OfferCalledOff,
    OfferNotice,
    Story,
    StoryReady,
)


def heads_up_card(unit: UnitOfWork, quote: Quote, member: Member) -> HeadsUp | None:
    """None when it is no criticism of this member any more: taken back, corrected, or praise after all."""
    if gone(quote) or member.number not in forewarned(unit, quote):
        return None
    minutes = 0 if cards(unit, quote.number) else int(unit.organisation.heads_up.total_seconds() // 60)
    return HeadsUp(shown(unit, quote), minutes)


def negative_card(unit: UnitOfWork, quote: Quote) -> NegativeQuote | CaseCard:
    """One card for its whole life: the question, and once there is a case, the case."""
    case = unit.cases.of_quote(quote.number)
    if case and case.state is not State.WITHDRAWN:
        return CaseCard(shown_case(unit, case))
    return NegativeQuote(shown(unit, quote), split(unit, quote.number), context(unit, quote))


def steps_card(unit: UnitOfWork, case: Case, member: Member, notes: Sequence[str]) -> CaseSteps | CaseInShort:
    """To whom a case was handed: their steps while it is theirs by that, later what has become of it."""
    shown_now = shown_case(unit, case, private=works_on(unit, case, member))
    later = unit.cases.timeline(case.number)[errands.place_of(notes) + 1 :] if notes else ()
    if case.owner != member.number or any(entry.move in reminding.TURNS for entry in later):
        return CaseInShort(shown_now)
    return CaseSteps(shown_now, fresh=True) if case.state is State.CLAIMED else CaseInShort(shown_now)


def offer_card(unit: UnitOfWork, case: Case, place: int, member: Member) -> OfferNotice:
    """The offer in that line of the timeline, with the line that ended it, for all or for this member."""
    offered, *later = unit.cases.timeline(case.number)[place:]
    no = (Move.DECLINE, member.number)
    ended = next((entry for entry in later if entry.ends_offer or (entry.move, entry.by) == no), None)
    team = offered.to.team if offered.to else None
    return OfferNotice(
        shown_case(unit, case, private=True),
        person(unit.members.get(offered.by)),
        offered.words,
        unit.teams.get(team).name if team is not None else None,
        shown_entry(unit, unit.quotes.get(case.quote), ended, private=True) if ended else None,
    )


def answered_card(unit: UnitOfWork, case: Case, place: int, member: Member) -> OfferAnswered | OfferCalledOff:
    timeline = unit.cases.timeline(case.number)
    entry, end = timeline[place], next((each for each in timeline[place:] if each.ends_offer), None)
    yours = case.state is State.CLAIMED and case.owner == member.number and case.offer is None
    if entry.move is Move.CALL_OFF:
        return OfferCalledOff(case.number, yours)
    by, accepted = person(unit.members.get(entry.by)), entry.move is Move.ACCEPT
    return OfferAnswered(
        case.number,
        by,
        accepted,
        entry.words,
        yours=yours and not accepted,
        team=_of_several(unit, timeline, place) if end is None or end.move is Move.DECLINE else None,
        asked=end is None,
    )


def _of_several(unit: UnitOfWork, timeline: Sequence[Entry], place: int) -> str | None:
    """The team of who declined there; None where nobody else of it was asked."""
    offered = max(before for before in range(place) if timeline[before].move is Move.OFFER)
    offer, so_far = timeline[offered].to, timeline[offered : place + 1]
    several = sum(entry.move is Move.DECLINE for entry in so_far) > 1 or not timeline[place].ends_offer
    return unit.teams.get(offer.team).name if offer and offer.team is not None and several else None


def released_card(unit: UnitOfWork, case: Case, place: int) -> CaseReleased | CaseOver:
    entry = unit.cases.timeline(case.number)[place]
    if entry.move is Move.TAKE_BACK:
        return CaseOver(case.number, praise=not unit.quotes.get(case.quote).withdrawn)
    return CaseReleased(case.number, person(unit.members.get(entry.by)), free=case.state is State.OPEN)


def note_card(unit: UnitOfWork, case: Case, place: int) -> CaseNote:
    entry = unit.cases.timeline(case.number)[place]
    return CaseNote(case.number, shown_entry(unit, unit.quotes.get(case.quote), entry))


def ready_card(unit: UnitOfWork, case: Case, member: Member, _notes: Sequence[str]) -> StoryReady | CaseInShort:
    shown_now = shown_case(unit, case, private=works_on(unit, case, member))
    theirs = case.state is State.RESOLVED and case.owner == member.number
    return StoryReady(shown_now) if theirs else CaseInShort(shown_now)


def story_card(unit: UnitOfWork, case: Case, *, quiet: bool) -> Story | None:
    """A story names who followed it to the bottom, unless they would not, or the quote concerns them."""
    tale, quote = unit.cases.told(case.number), unit.quotes.get(case.quote)
    if not tale or gone(quote):
        return None
    named, unnamed = tale.by is not None and tale.by not in concerns(quote), hiding(unit, quote)
    return Story(
        case=case.number,
        quote=shown(unit, quote),
        said=unnamed(tale.said),
        learned=unnamed(tale.learned),
        changed=unnamed(tale.changed),
        by=person(unit.members.get(tale.by)) if named and tale.by is not None else None,
        team=unit.teams.get(tale.team).name if tale.team is not None else None,
        quiet=quiet,
    )


def gone(quote: Quote) -> bool:
    return quote.withdrawn or quote.sentiment is not Sentiment.NEGATIVE


# As it stands already ---------------------------------------------------------------------------


def _negative_again(unit: UnitOfWork, _post: Post, quote: Quote) -> Message | None:
    return None if gone(quote) else negative_card(unit, quote)


def _heads_up_again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
    member = reader(unit, post)
    return heads_up_card(unit, quote, member) if member else None


def _story_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message | None:
    return story_card(unit, unit.cases.get(CaseNumber(post.subject)), quiet=post.kind is Kind.STORY_NOTICE)


def _to_member_again(
    draw: Callable[[UnitOfWork, Case, Member, Sequence[str]], Message],
) -> Callable[[UnitOfWork, Post, Quote], Message | None]:
    def again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
        member = reader(unit, post)
        if not member or gone(quote):
            return None
        return draw(unit, unit.cases.get(CaseNumber(post.subject)), member, post.notes)

    return again


def _offer_again(unit: UnitOfWork, case: Case, member: Member, notes: Sequence[str]) -> OfferNotice | CaseInShort:
    card = offer_card(unit, case, errands.place_of(notes), member)
    return card if card.ended or member.number in asked(unit, case) else CaseInShort(card.case)


def _note_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message:
    """What was done stays said, also of a quote that was taken back: of the customer's words it holds none."""
    return note_card(unit, unit.cases.get(CaseNumber(post.subject)), errands.place_of(post.notes))


def _answered_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message | None:
    """As a note: nothing of the customer's is on it."""
    member = reader(unit, post)
    case = unit.cases.get(CaseNumber(post.subject))
    return answered_card(unit, case, errands.place_of(post.notes), member) if member else None


def _released_again(unit: UnitOfWork, post: Post, _quote: Quote) -> Message:
    """As a note."""
    return released_card(unit, unit.cases.get(CaseNumber(post.subject)), errands.place_of(post.notes))


def _reminder_again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
    """What it asked for stands as long as it is needed; after that, what has become of the case."""
    case = unit.cases.get(CaseNumber(post.subject))
    if gone(quote):
        return None
    member = reader(unit, post)
    shown_now = shown_case(unit, case, private=member is not None and works_on(unit, case, member))
    return (
        CaseInShort(shown_now)
        if reminding.over(unit, case, post.notes)
        else CaseReminder(errands.reminded_of(post.notes)[0], shown_now)
    )


AGAIN: Mapping[Kind, Callable[[UnitOfWork, Post, Quote], Message | None]] = {
    Kind.NEGATIVE: _negative_again,
    Kind.HEADS_UP: _heads_up_again,
    Kind.CASE_STEPS: _to_member_again(steps_card),
    Kind.OFFER: _to_member_again(_offer_again),
    Kind.OFFER_ANSWERED: _answered_again,
    Kind.CASE_RELEASED: _released_again,
    Kind.THREAD_NOTE: _note_again,
    Kind.REMINDER: _reminder_again,
    Kind.STORY_READY: _to_member_again(ready_card),
    Kind.STORY: _story_again,
    Kind.STORY_NOTICE: _story_again,
}
"""Of these kinds, what stays in a chat and must follow when it changes.

The answer to a press, a line or a form is not among them: what only one person saw, no platform lets us edit later. Its
buttons act on what is so when they are pressed.
"""

OF_A_CASE = frozenset(AGAIN) - {Kind.NEGATIVE, Kind.HEADS_UP}
"""Errands among them whose subject is a case, not a quote."""

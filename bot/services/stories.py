"""A resolved case, told: prepared from its steps, posted where its quote was shown, and quietly to who cared."""

from bot.domain.cases import Case, NotYours, State, resolved_with
from bot.domain.people import Member
from bot.domain.refs import CaseNumber, ChannelRef, MemberNumber
from bot.domain.steps import SentenceMissing, Step, one_sentence
from bot.ports import Errand, Kind, Receipt, Told, UnitOfWork
from bot.services import errands, reminding
from bot.services.case_places import channel_of, concerns, open_channel, owner_shown, showing, told, unsaid
from bot.services.cases import not_now
from bot.services.mentions import without_names
from bot.services.people import redraw
from bot.speech import Done

SHOWN = frozenset({Kind.FEATURE, Kind.NEGATIVE})
"""What shows a quote to a channel."""


def prepared(unit: UnitOfWork, by: Member, number: CaseNumber) -> Told:
    """The story as it is told, or as the steps suggest it. Raises: NoSuchCase, NotInThatState, NotYours."""
    case = _to_tell(unit, by, number)
    if standing := told(unit, case):
        return standing
    said, learned, changed = (_words(case, step) for step in (Step.CONTACTED, Step.LEARNING, Step.CHANGE))
    change = case.steps.get(Step.CHANGE)
    team = change.team if change else None
    teller = by.number if nameable(unit, case, by) else None
    return Told(number, case.version, said, learned, changed, teller, team, unit.now)


def posted(unit: UnitOfWork, case: Case) -> bool:
    """Whether the story of how it ended stands in a channel, and telling it is putting it right."""
    return told(unit, case) is not None and bool(showing(unit, case.quote, Kind.STORY))


def tell(
    unit: UnitOfWork, by: Member, number: CaseNumber, said: str, learned: str, changed: str, named: bool
) -> Receipt:
    """Post the story, or put right what is posted: no colleague stands in its words by name.

    Raises: as ``prepared``, SentenceMissing.
    """
    before, case = prepared(unit, by, number), unit.cases.get(number)
    about = concerns(unit.quotes.get(case.quote))
    said, learned, changed = (without_names(unit, by, each, about) for each in (said, learned, changed))
    story = Told(
        number,
        case.version,
        " ".join(said.split()),
        _learned(learned),
        " ".join(changed.split()),
        by.number if named and nameable(unit, case, by) else None,
        before.team,
        unit.now,
    )
    unit.cases.tell(story)
    public = to_channels(unit, case)
    unit.outbox.add(*unsaid(unit, case.quote, [*public, *_to_people(unit, case, by)]))
    asking = (Kind.STORY_READY, Kind.REMINDER)
    redraw(unit, showing(unit, case.quote, Kind.STORY, Kind.STORY_NOTICE, *asking))
    reminding.look(unit, case)
    return Receipt(Done.STORY_POSTED if public else Done.STORY_KEPT, number)


def _learned(words: str) -> str:
    try:
        return one_sentence(words)
    except SentenceMissing as missing:
        raise missing.at("learned") from None


def nameable(unit: UnitOfWork, case: Case, by: Member) -> bool:
    """Whether the story may say that this member followed the case to the bottom."""
    return by.number == case.owner and by.named and by.number not in concerns(unit.quotes.get(case.quote))


def _to_tell(unit: UnitOfWork, by: Member, number: CaseNumber) -> Case:
    """The owner of a resolved case stays its owner, to tell its story; once they have left, any colleague may."""
    case = unit.cases.get(number)
    if case.state is not State.RESOLVED:
        raise not_now(unit, case)
    owner = unit.members.get(case.owner) if case.owner is not None else None
    if owner and owner.number != by.number and owner.creditable:
        raise NotYours(owner=owner_shown(unit, case), number=number)
    return case


def _words(case: Case, step: Step) -> str:
    logged = case.steps.get(step)
    return logged.words if logged else ""


def to_channels(unit: UnitOfWork, case: Case) -> list[Errand]:
    """The case's channel first, then each other one that has seen the quote; once each, and none that is closed."""
    channel = channel_of(unit, case)
    places: dict[ChannelRef, None] = {channel.ref: None} if channel else {}
    shown = [post.message.channel for post in unit.posts.of_quote(case.quote) if post.kind in SHOWN]
    places |= {place: None for place in shown if open_channel(unit, place)}
    end = _end(unit, case)
    return [errands.story(case, end, place) for place in places]


def _end(unit: UnitOfWork, case: Case) -> int:
    """Once for each time that a case is resolved: how it ended anew is news, a story put right is not."""
    return resolved_with(unit.cases.timeline(case.number))


def _to_people(unit: UnitOfWork, case: Case, teller: Member) -> list[Errand]:
    """Everyone who voted, reacted, followed, opened the case or wrote the quote down; not the teller."""
    quote = unit.quotes.get(case.quote)
    cared: set[MemberNumber] = {case.opener, *unit.votes.voters(case.quote), *unit.reactions.reactors(case.quote)}
    cared |= {*unit.cases.followers(case.number)}
    if quote.words.recorder is not None:
        cared.add(quote.words.recorder)
    members = unit.members.some(cared - {teller.number})
    end = _end(unit, case)
    return [errands.story_notice(case, end, member) for _, member in sorted(members.items()) if member.employed]

"""What tests of cases have in common: a negative quote about Bjørn in #kunder, and people at work on its case."""

from bot.domain.cases import Case
from bot.domain.quotes import Vote
from bot.domain.refs import CaseNumber, MemberRef, MessageRef, QuoteNumber
from bot.domain.steps import Step
from bot.speech import Action, CaseCard, CaseOpened, NegativeQuote, Split
from tests.builders import ASTRID, CECILIA, CRITICISM, EIRIK, FRIDA, KUNDER
from tests.services.company import Company

ONE = 1
"""The number of the first case, and of the first quote."""

CAUSE, LEARNING, LOOP = "Two systems, one invoice number.", "We ask twice what we know.", "Called, and she was glad."


async def a_quote(company: Company, words: str = CRITICISM[0], who: MemberRef = CECILIA) -> QuoteNumber:
    """A negative quote that concerns Bjørn, its card out in #kunder."""
    await company.invite(ASTRID)
    number = await company.record(who, f'- "{words}" @bjorn @@delivery')
    await company.tick()
    await company.later(minutes=15)
    return number


async def a_case(company: Company, opener: MemberRef = FRIDA) -> Case:
    await a_quote(company)
    opened = await company.press(opener, Action.WORLD, ONE)
    assert isinstance(opened, CaseOpened)
    await company.later(seconds=5)
    return await case(company)


async def a_claimed_case(company: Company, owner: MemberRef = EIRIK) -> Case:
    await a_case(company)
    await company.press(owner, Action.CLAIM, ONE)
    await company.later(seconds=5)
    return await case(company)


async def a_resolved_case(company: Company, owner: MemberRef = EIRIK) -> Case:
    await a_claimed_case(company, owner)
    await step(company, owner, Step.CONTACTED, "She had called three times.", how="phone", expectation="high")
    await step(company, owner, Step.CAUSE, CAUSE, basis="known: asked the customer")
    await step(company, owner, Step.CHANGE, "One number from now on.", team=str(company.team["billing"]))
    await company.submit(owner, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)
    await company.later(seconds=5)
    return await case(company)


async def step(company: Company, who: MemberRef, which: Step, words: str, **values: str) -> object:
    return await company.submit(who, "step", f"{ONE}|{which}", words=words, **values)


async def say(company: Company, who: MemberRef, purpose: Action, words: str, number: int = ONE) -> object:
    return await company.submit(who, "sentence", f"{purpose}|{number}", words=words)


async def tell(company: Company, who: MemberRef, named: bool = True) -> object:
    told = await company.submit(
        who, "story", "1", said="She had called three times.", learned=LEARNING, changed="One number.", named=named
    )
    await company.later(seconds=5)
    return told


async def case(company: Company, number: int = ONE) -> Case:
    return await company.read(lambda unit: unit.cases.get(CaseNumber(number)))


async def of_quote(company: Company, number: int = ONE) -> Case | None:
    return await company.read(lambda unit: unit.cases.of_quote(QuoteNumber(number)))


async def votes(company: Company, number: int = ONE) -> dict[Vote, int]:
    return dict(await company.read(lambda unit: unit.votes.counts(QuoteNumber(number))))


async def owner(company: Company) -> MemberRef | None:
    number = (await case(company)).owner
    return None if number is None else await company.read(lambda unit: unit.members.get(number).ref)


def card(company: Company) -> NegativeQuote | CaseCard:
    """The one card of a negative quote, as it stands in #kunder."""
    [found] = [each for each in company.standing(KUNDER) if isinstance(each, NegativeQuote | CaseCard)]
    return found


def shown_split(company: Company) -> Split:
    found = card(company)
    return found.case.split if isinstance(found, CaseCard) else found.split


def card_ref(company: Company) -> MessageRef:
    """Where that card stands."""
    [found] = [
        each.ref
        for each in company.slack.standing
        if each.to == KUNDER and each.ref and isinstance(each.message, NegativeQuote | CaseCard)
    ]
    return found

"""What people do in the chat, told to Kundord; and what Kundord answers, shown to them alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import ParamSpec, TypeVar

from markupsafe import Markup

from adapters.demo import render
from adapters.demo.bell import Bell
from adapters.demo.chat import BOT, Chat, Draft, NoSuchMessage, Said
from adapters.demo.outbound import DemoMessenger
from adapters.demo.phrases import phrases
from adapters.demo.sample import COLLEAGUES, PLACES, WORKSPACE, Colleague, Place
from adapters.desk import Desk, Verb
from bot import wording
from bot.domain.commands import COMMANDS
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.domain.requests import Mentioned
from bot.ports import Clock, Store, UnitOfWork
from bot.services import conversation
from bot.services.conversation import NeedsWords, Occasion
from bot.speech import Action, Answer, Faulty, Home, Message, Refusal, WentWrong
from bot.speech import FormSpeech as Form
from bot.wording.guide import ARGUMENTS, HELP
from bot.wording.parts import FormValue

P = ParamSpec("P")
T = TypeVar("T")

ROOT = "/quote"
_COMMAND = re.compile(r"/quote(?=\s|$)", re.IGNORECASE)
_CALLED = re.compile(r"@kundord\b[,:]?\s*", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@([a-z]+)(?![\w@-])", re.IGNORECASE)

ANSWERED_IN_PLACE = frozenset(
    {Action.UNDO, Action.ANSWER_PRAISE, Action.ANSWER_CRITICISM, Action.DRAFT, Action.UNDO_CASE, Action.STEPS}
)
"""Questions that give way to their answer."""


class NotUnderstood(ValueError):
    """The page sent something that it never sends."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page does next: open a form, show faults in the one that is open, or give the words back.

    A fault of no field is one of the whole form.
    """

    form: Markup | None = None
    faults: Mapping[str, str] | None = None
    refused: bool = False

    @property
    def json(self) -> dict[str, object]:
        return {"form": self.form, "faults": self.faults, "refused": self.refused}


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, where, and the key that makes its repetition harmless."""

    me: Colleague
    place: Place
    key: str

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.me.ref, self.key, self.place.ref, private=self.place.private_chat)

    @property
    def elsewhere(self) -> Occasion:
        """Done on one's own page, which is in no channel."""
        return Occasion(self.me.ref, self.key)


class Inbound:
    """One method per thing a person can do."""

    def __init__(self, store: Store, clock: Clock, chat: Chat, bell: Bell, messenger: DemoMessenger) -> None:
        self._store = store
        self._clock = clock
        self._chat = chat
        self._bell = bell
        self._messenger = messenger
        self._desk = Desk(store, messenger)

    async def say(self, doing: Doing, text: str) -> Outcome:
        """A line in a place: a command, something to Kundord, or something to colleagues."""
        if command := _COMMAND.match(text):
            return await self._tell(doing, text[command.end() :])
        if text.startswith("/"):
            return await self._tell(doing, text[1:])
        said = Draft(doing.place.id, doing.me.id, self._clock.now(), text, doing.me.language, key=f"said/{doing.key}")
        self._chat.add(said)
        self._bell.ring()
        if doing.place.private_chat:
            return await self._tell(doing, text)
        if called := _CALLED.match(text):
            return await self._tell(doing, text[called.end() :])
        return Outcome()

    async def press(self, doing: Doing, message: int | None, action: str, value: str) -> Outcome:
        """A button; ``message`` None: on one's own page."""
        occasion = doing.occasion if message is not None else doing.elsewhere
        answer = await self._ask(doing, conversation.press, occasion, action, value)
        in_place = message if action in ANSWERED_IN_PLACE else None
        return self._show(doing, answer, in_place)

    async def submit(
        self, doing: Doing, form: str, memo: str, values: Mapping[str, FormValue], message: int | None
    ) -> Outcome:
        """A form; ``message`` is the one whose button opened it."""
        answer = await self._ask(doing, conversation.submit, doing.occasion, form, memo, values)
        if isinstance(answer, Refusal | WentWrong):
            # The form stays, with all that was typed in it.
            sentence = wording.message(answer, wording.words(doing.me.language)).notification
            return Outcome(faults={"": sentence}, refused=True)
        return self._show(doing, answer, message)

    async def keep(self, doing: Doing, form: str, memo: str, values: Mapping[str, FormValue]) -> Outcome:
        """What stands in a form that is not sent yet."""
        answer = await self._ask(doing, conversation.keep_draft, doing.occasion, form, memo, values)
        return Outcome(refused=answer is not None)

    async def save(self, doing: Doing, message: int) -> Outcome:
        """The message action. Raises: NoSuchMessage."""
        said = self.seen_by(doing.me, message)
        wanted = NeedsWords(_ref(said), None)
        return self._show(doing, await self._with_words(doing, doing.occasion, wanted))

    async def react(self, doing: Doing, message: int, emoji: str, present: bool) -> None:
        """Raises: NoSuchMessage."""
        said = self.seen_by(doing.me, message)
        if self._chat.react(said.id, doing.me.id, emoji, present):
            self._bell.ring()
        now, ours = self._clock.now(), said.author == BOT
        answer = await self._ask(doing, conversation.react, doing.occasion, _ref(said), emoji, present, now, ours=ours)
        if answer is not None:
            self._show(doing, answer)

    async def home(self, doing: Doing) -> Markup:
        answer = await self._ask(doing, conversation.home, doing.elsewhere)
        words, own = wording.words(doing.me.language), phrases(doing.me.language)
        if isinstance(answer, Home):
            return render.card(wording.home(answer, words), own)
        return render.card(wording.message(WentWrong(), words), own)

    async def known(self, me: Colleague) -> dict[str, object]:
        """What a line may be completed with."""
        teams, stages = await self._store.read(WORKSPACE, _teams_and_stages)
        return {
            "commands": _commands(me),
            "people": [
                {"insert": f"@{each.id}", "label": each.name, "hint": each.work} for each in COLLEAGUES.values()
            ],
            "teams": [{"insert": f"@@{_name(team)}", "label": team} for team in teams],
            "stages": [{"insert": f"#{_name(stage)}", "label": stage} for stage in stages],
        }

    def seen_by(self, me: Colleague, message: int) -> Said:
        """Raises: NoSuchMessage, also when it is none of theirs to see."""
        said = self._chat.get(message)
        if said.gone or said.only_for not in (None, me.id) or not _open(said, me):
            raise NoSuchMessage(message)
        return said

    # From an act to its answer ------------------------------------------------------------------

    async def _tell(self, doing: Doing, text: str) -> Outcome:
        return self._show(doing, await self._ask(doing, conversation.say, doing.occasion, resolved(text)))

    async def _ask(
        self, doing: Doing, verb: Verb[P, T], occasion: Occasion, *args: P.args, **kwargs: P.kwargs
    ) -> T | Answer:
        """The one place where an error becomes an answer."""
        try:
            answer, _ = await self._desk.ask(WORKSPACE, occasion, verb, *args, **kwargs)
        except NeedsWords as wanted:
            return await self._with_words(doing, occasion, wanted)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the log has it
            excuse, _ = self._desk.excuse(occasion, error)
            return excuse
        return answer

    async def _with_words(self, doing: Doing, occasion: Occasion, wanted: NeedsWords) -> Answer:
        text = await self._messenger.text_of(wanted.message)
        return await self._ask(doing, conversation.save_message, occasion, wanted.message, text, wanted.sentiment)

    def _show(self, doing: Doing, answer: Answer, in_place: int | None = None) -> Outcome:
        words = wording.words(doing.me.language)
        if isinstance(answer, Faulty):
            return Outcome(faults={name: wording.sentence(error, words) for name, error in answer.faults.items()})
        if isinstance(answer, Form):
            return Outcome(form=render.form(wording.form(answer, words), phrases(doing.me.language)))
        refused = isinstance(answer, Refusal | WentWrong)
        self._reply(doing, answer, None if refused else in_place)
        return Outcome(refused=refused)

    def _reply(self, doing: Doing, answer: Message, in_place: int | None) -> None:
        worded = wording.message(answer, wording.words(doing.me.language))
        if in_place is not None and (asked := self._own_whisper(doing.me, in_place)):
            self._messenger.edit(_ref(asked), worded, doing.me.language)
        else:
            self._messenger.whisper(doing.place, doing.me, worded, f"answer/{doing.key}")

    def _own_whisper(self, me: Colleague, message: int) -> Said | None:
        try:
            said = self.seen_by(me, message)
        except NoSuchMessage:
            return None
        return said if said.only_for == me.id and said.author == BOT else None


def resolved(text: str) -> Sequence[str | Mentioned]:
    """A line with the handles in it as the people they are; unknown ones stay words."""
    parts: list[str | Mentioned] = []
    at = 0
    for found in _HANDLE.finditer(text):
        if colleague := COLLEAGUES.get(found[1].lower()):
            parts += [text[at : found.start()], Mentioned(colleague.ref, colleague.name)]
            at = found.end()
    return [part for part in (*parts, text[at:]) if part]


def value(kind: str, given: object) -> FormValue:
    """What a field of the page's form holds. Raises: NotUnderstood."""
    try:
        return _VALUES[kind](given)
    except (KeyError, TypeError, ValueError) as wrong:
        raise NotUnderstood(kind) from wrong


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _names(given: object) -> list[str]:
    if not isinstance(given, list):
        raise TypeError
    return [_text(each) for each in given]


def _people(given: object) -> list[MemberRef]:
    return [COLLEAGUES[name].ref for name in _names(given)]


def _switched(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


_VALUES: Mapping[str, Callable[[object], FormValue]] = {
    "text": _text,
    "one": _text,
    "several": _names,
    "people": _people,
    "switch": _switched,
    "time": lambda given: time.fromisoformat(_text(given)) if given else None,
    "date": lambda given: date.fromisoformat(_text(given)) if given else None,
}


Offer = dict[str, str | int]


def _offer(insert: str, label: str, hint: str, name: str = "", back: int = 0) -> Offer:
    """What the line may become: ``name`` is what one types of it, ``back`` how far the caret stands from its end."""
    return {"insert": insert, "label": label, "hint": hint, "name": name, "back": back}


def _commands(me: Colleague) -> list[Offer]:
    words, own = wording.words(me.language), phrases(me.language)
    signs = [
        _offer(f'{ROOT} {sign} ""', f'{ROOT} {sign} "…"', own[key], sign, back=2)
        for sign, key in (("+", "praise_offer"), ("-", "criticism_offer"))
    ]
    return [_offer(ROOT, ROOT, words.text(HELP["form"])), *signs, *_named(words)]


def _named(words: wording.Words) -> Iterator[Offer]:
    for command in COMMANDS:
        if command.listed and command.name != "form":
            name = command.phrases(words.language)[0]
            argument = f" {words.text(ARGUMENTS[command.argument])}" if command.argument else ""
            insert = f"{ROOT} {name}"
            yield _offer(insert, insert + argument, words.text(HELP[command.name]), name)


def _teams_and_stages(unit: UnitOfWork) -> tuple[list[str], tuple[str, ...]]:
    return [team.name for team in unit.teams.all()], unit.organisation.stages


def _name(words: str) -> str:
    return f'"{words}"' if " " in words else words


def _ref(said: Said) -> MessageRef:
    return MessageRef(ChannelRef(WORKSPACE, said.place), str(said.id))


def _open(said: Said, me: Colleague) -> bool:
    return PLACES[said.place].open_to(me.id)

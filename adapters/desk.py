"""Where requests of any platform meet the core: each runs as one transaction, and errors get their sentences."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from adapters.bounded import Latest
from adapters.faults import unexpected
from bot.domain.errors import DeliveryFailed, KundordError, Refused, StorageAway
from bot.domain.people import LANGUAGES, Profile
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.ports import Messenger, Store, UnitOfWork
from bot.services import people
from bot.services.occasion import Occasion, OutOfDate
from bot.services.people import NeedsProfiles
from bot.speech import Message, Refusal, WentWrong

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

Verb = Callable[Concatenate[UnitOfWork, Occasion, P], T]

REMEMBERED = 10_000
"""People whose language is at hand for when the database is away, or of whom the platform told nothing yet."""


class Turned(Exception):
    """A person was refused something; ``language`` is theirs."""

    def __init__(self, refused: Refused, language: str) -> None:
        super().__init__(refused)
        self.refused, self.language = refused, language


def _in_their_language(
    unit: UnitOfWork, occasion: Occasion, verb: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[T, str]:
    """What the core does, and the person's language. Raises: Turned, NeedsProfiles, NeedsWords."""
    language = people.known(unit, occasion.who).profile.language
    try:
        return verb(unit, occasion, *args, **kwargs), language
    except Refused as refused:
        raise Turned(refused, language) from refused


class Found(NamedTuple):
    """Who somebody is; ``told`` by the platform, or ours to stand in for that."""

    profile: Profile
    told: bool


class Desk:
    def __init__(self, store: Store, messenger: Messenger) -> None:
        self._store, self._messenger = store, messenger
        self._languages: Latest[MemberRef, str] = Latest(REMEMBERED)
        self._unmet: Latest[MemberRef, None] = Latest(REMEMBERED)
        self._visitors: Latest[MemberRef, None] = Latest(REMEMBERED)

    def visits(self, who: MemberRef) -> None:
        """Somebody of another company, as what they send tells: their profile we may not be given."""
        self._visitors[who] = None

    async def ask(
        self, here: WorkspaceRef, occasion: Occasion, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, str]:
        """What the core answers, and in which language. Raises: whatever it does, a refusal as ``Turned``."""
        if occasion.who in self._unmet:
            await self._meet(here, [occasion.who])
        answer, language = await self.introduced(here, _in_their_language, occasion, verb, args, kwargs)
        self._languages[occasion.who] = language
        return answer, language

    async def introduced(
        self, here: WorkspaceRef, verb: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One transaction, begun again whenever it meets people whom we have not met."""
        met: frozenset[MemberRef] = frozenset()
        while True:
            try:
                return await self._store.write(here, verb, *args, **kwargs)
            except NeedsProfiles as needs:
                if needs.refs <= met:
                    raise
                await self._meet(here, needs.refs - met)
                met |= needs.refs

    def excuse(self, occasion: Occasion, error: Exception) -> tuple[Message, str]:
        """What the person is told of an error, and in which language."""
        language = self._languages.get(occasion.who, LANGUAGES[0])
        if isinstance(error, Turned):
            refused = error.refused
            if isinstance(refused, OutOfDate) and refused.__cause__:
                # An old button; or a fault of ours that looks like one, which nobody else would tell.
                unexpected(log, refused.__cause__, occasion.key)
            return Refusal(refused), error.language
        if isinstance(error, KundordError):
            return Refusal(error), language
        unexpected(log, error, occasion.key)
        return WentWrong(), language

    def hopeless(self, error: Exception, what: str) -> bool:
        """Whether what nobody waits for would end so every time; what may go well later is for the platform to repeat.

        The log has it, if it was not expected.
        """
        if isinstance(error, Refused | Turned):
            return True
        if isinstance(error, StorageAway):
            log.warning("%s not saved: %s", what, error)
        else:
            unexpected(log, error, what)
        return False

    # People -------------------------------------------------------------------------------------

    async def _meet(self, here: WorkspaceRef, refs: Iterable[MemberRef]) -> None:
        found = await asyncio.gather(*map(self._profile, refs))
        for meet, told in ((self.meet, True), (people.meet_untold, False)):
            if profiles := [each.profile for each in found if each.told is told]:
                await self._store.write(here, meet, profiles)

    @staticmethod
    def meet(unit: UnitOfWork, profiles: Sequence[Profile]) -> None:
        """Keep what the platform says of people."""
        people.meet(unit, profiles)

    async def _profile(self, ref: MemberRef) -> Found:
        """What the platform says of a person. If it does not, their id stands in for their name until it does."""
        try:
            profile = await self._messenger.profile(ref)
        except DeliveryFailed as failed:
            log.warning("nothing is known of member %s: %s", ref.id, failed)
            self._unmet[ref] = None
            return Found(Profile(ref, self._name(ref), external=ref in self._visitors), told=False)
        self._unmet.pop(ref, None)
        return Found(profile or Profile(ref, self._name(ref), external=True), told=profile is not None)

    def _name(self, ref: MemberRef) -> str:
        """Of somebody of whom the platform says nothing."""
        return ref.id


def passes(speech: Message) -> bool:
    """Whether nothing was done, for a reason that passes: what was asked may be asked again as it stands."""
    return isinstance(speech, WentWrong) or (isinstance(speech, Refusal) and not isinstance(speech.error, Refused))

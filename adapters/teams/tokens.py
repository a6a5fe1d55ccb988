"""Our own tokens for the Connector: fetched by msal, in a thread, once for all who wait, and kept (PLATFORMS §2.4)."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import msal
import requests
from msal.exceptions import MsalServiceError

from adapters.payload import at
from adapters.teams.registration import Registration
from bot.domain.errors import NotSent, WorkspaceClosed
from bot.domain.refs import WorkspaceRef

log = logging.getLogger(__name__)

AUTHORITY = "https://login.microsoftonline.com"
SCOPE = "https://api.botframework.com/.default"
MARGIN = 5 * 60.0
"""Seconds before its end a token is fetched anew."""
PATIENCE = 5
"""Seconds for each of msal's requests, of which there are two."""
PAUSE = 10.0
"""Seconds after a failure in which Microsoft is not asked again."""
PAUSE_AFTER_NO = 60.0
"""A secret is changed with a restart, but a new one takes a while to be known to all of Microsoft's login."""

_TROUBLE_OF_THEIRS = frozenset({"temporarily_unavailable", "server_error", "request_timeout"})
_CODE = re.compile(r"AADSTS\d+")


class Tokens(Protocol):
    def kept(self, tenant: WorkspaceRef) -> str | None:
        """What ``bearer`` would give without waiting, None where it may have to wait."""

    async def bearer(self, tenant: WorkspaceRef) -> str | None:
        """What to show the Connector there, None where it wants nothing. Raises: NotSent, WorkspaceClosed."""

    def prepare(self) -> None:
        """Begin to fetch what will be wanted, so that a wrong secret is told before anybody waits for an answer."""

    async def check(self) -> None:
        """Raises: WorkspaceClosed, while a secret of ours is not taken."""

    def refused(self, tenant: WorkspaceRef, token: str | None) -> None:
        """The Connector did not take it, so the next one is new."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Its times are those of the monotonic clock."""

    token: str
    renew_at: float
    expires_at: float


_Failed = NotSent | WorkspaceClosed
_Outcome = tuple[_Kept | None, _Failed | None]


class AppTokens:
    """``authority`` is the address under which tenants are; it has to be https.

    By the monotonic clock: with one that is set back, a token would be shown long after its end, and a failure count
    as long as the clock went.
    """

    def __init__(
        self,
        registrations: Iterable[Registration],
        authority: str = AUTHORITY,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registrations = {each.workspace: each for each in registrations}
        self._authority, self._monotonic = authority, monotonic
        self._kept: dict[WorkspaceRef, _Kept] = {}
        self._failed: dict[WorkspaceRef, tuple[_Failed, float]] = {}
        self._fetching: dict[WorkspaceRef, asyncio.Task[_Outcome]] = {}

    def kept(self, tenant: WorkspaceRef) -> str | None:
        kept = self._kept.get(tenant)
        return kept.token if kept and self._monotonic() < kept.renew_at else None

    async def bearer(self, tenant: WorkspaceRef) -> str:
        if token := self.kept(tenant):
            return token
        kept, now = self._kept.get(tenant), self._monotonic()
        failed, until = self._failed.get(tenant, (None, now))
        if failed is None or until <= now:
            # Who leaves does not take the others' token along.
            kept, failed = await asyncio.shield(self._fetching.get(tenant) or self._start(tenant))
        if kept and (failed is None or (isinstance(failed, NotSent) and now < kept.expires_at)):
            # While Microsoft's login is away, a token is used until it really ends.
            return kept.token
        raise type(failed)(failed.reason) if failed else NotSent("no token")

    def prepare(self) -> None:
        for tenant in self._registrations:
            self._start(tenant)

    async def check(self) -> None:
        """Where the last answer was no, ask again: people may be kept from us for as long as we are not ready."""
        for tenant in self._registrations:
            failed, _ = self._failed.get(tenant, (None, 0.0))
            if isinstance(failed, WorkspaceClosed):
                await self.bearer(tenant)

    def refused(self, tenant: WorkspaceRef, token: str | None) -> None:
        kept = self._kept.get(tenant)
        if kept and kept.token == token:
            del self._kept[tenant]

    def _start(self, tenant: WorkspaceRef) -> asyncio.Task[_Outcome]:
        task = self._fetching[tenant] = asyncio.create_task(self._fetch(tenant), name=f"token of {tenant}")
        return task

    async def _fetch(self, tenant: WorkspaceRef) -> _Outcome:
        """Failures come back as values: one that is raised to all who wait would bear all their tracebacks.

        A task that has ended is not among those under way, not even until its callbacks run: its outcome is an old one.
        """
        try:
            return await self._fetched(tenant)
        finally:
            del self._fetching[tenant]

    async def _fetched(self, tenant: WorkspaceRef) -> _Outcome:
        asked_at = self._monotonic()
        try:
            registration = self._registrations.get(tenant)
            if registration is None:
                raise WorkspaceClosed("no registration")
            token, lasting = await asyncio.to_thread(self._ask, registration)
        except (NotSent, WorkspaceClosed) as failed:
            log.warning("no token for %s by KUNDORD_TEAMS_APP_PASSWORD: %s", tenant, failed)
            before, _ = self._failed.get(tenant, (None, 0.0))
            if isinstance(failed, NotSent) and isinstance(before, WorkspaceClosed):
                # That the login is away now does not unsay its no.
                failed = before
            self._failed[tenant] = failed, asked_at + (PAUSE if isinstance(failed, NotSent) else PAUSE_AFTER_NO)
            return self._kept.get(tenant), failed
        self._failed.pop(tenant, None)
        margin = min(MARGIN, lasting / 2)
        kept = self._kept[tenant] = _Kept(token, asked_at + lasting - margin, asked_at + lasting)
        return kept, None

    def _ask(self, registration: Registration) -> tuple[str, float]:
        """In a thread; a token, and for how many seconds it counts.

        msal's own cache is not used: what the Connector refused is never to come out of it again.
        """
        try:
            answer = self._answer(registration)
        except OSError as error:
            # Those of the HTTP library are among them, also what it makes of a 5xx.
            raise NotSent(f"no token: {type(error).__name__}") from error
        except (MsalServiceError, RuntimeError) as error:
            raise NotSent("no token: Microsoft's login is busy") from error
        except (ValueError, LookupError) as error:
            # So msal says that the login knows no such tenant, in words that are meant for its caller.
            raise WorkspaceClosed("the login knows no such tenant") from error
        token, seconds = at(answer, "access_token"), answer.get("expires_in")
        if token and isinstance(seconds, int):
            return token, float(seconds)
        raise _refusal(at(answer, "error"), at(answer, "error_description"))

    def _answer(self, registration: Registration) -> dict[str, Any]:
        with _Http() as session:
            # It asks the login at once, and where that fails would leave a connection of its own open.
            app = msal.ConfidentialClientApplication(
                registration.app_id,
                client_credential=registration.password,
                authority=f"{self._authority}/{registration.tenant_id}",
                instance_discovery=False,
                http_client=session,
            )
            answer: dict[str, Any] = app.acquire_token_for_client([SCOPE])
            return answer


class _Http(requests.Session):
    """It waits for ever unless told otherwise with each request, which msal does not."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{"timeout": PATIENCE, **kwargs})


class NoTokens:
    """For a developer's Teams on this machine, which asks for none."""

    def kept(self, tenant: WorkspaceRef) -> str | None:
        return None

    async def bearer(self, tenant: WorkspaceRef) -> str | None:
        return None

    def prepare(self) -> None:
        pass

    async def check(self) -> None:
        pass

    def refused(self, tenant: WorkspaceRef, token: str | None) -> None:
        pass


def _refusal(word: str, description: str) -> _Failed:
    if word in _TROUBLE_OF_THEIRS or not word:
        return NotSent(f"no token: {word or 'unreadable answer'}")
    code = _CODE.search(description)
    return WorkspaceClosed(f"{word} ({code[0]})" if code else word)

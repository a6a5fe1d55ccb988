"""Which workspace lets us in, and as whom: asked once at the start, and again in the background while Slack is away."""

import logging
from collections.abc import Callable, Iterable

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from adapters.insisting import Insisting
from adapters.payload import at
from adapters.slack.outbound import PLATFORM, asked
from bot.domain.errors import DeliveryFailed, NotSent, StorageAway, WorkspaceClosed
from bot.domain.people import Workspace
from bot.domain.refs import WorkspaceRef
from bot.ports import Clock, Registry, Store

log = logging.getLogger(__name__)


class Installation:
    """The one workspace of a bot token."""

    def __init__(self, client: AsyncWebClient, store: Store, clock: Clock) -> None:
        self._client, self._store, self._clock = client, store, clock
        self._workspaces: dict[str, Workspace] = {}
        self._identities: dict[str, AuthorizeResult] = {}
        self._installed_at = 0.0
        self._trouble: DeliveryFailed | None = NotSent("not asked yet")
        self._insisting = Insisting(self._enter, "slack: to be let in")
        self._when_let_in: Callable[[WorkspaceRef], None] = lambda _: None

    def when_let_in(self, do: Callable[[WorkspaceRef], None]) -> None:
        """Whenever Slack says who we are: at the start, and after it had shut us out."""
        self._when_let_in = do

    async def start(self) -> None:
        if not await self._enter():
            await self._remember()
            self._insisting.begin()

    async def introduce(self) -> None:
        """Ask once who we are, and have the store know it. Raises: NotSent, Unknown, WorkspaceClosed."""
        if not await self._enter() and self._trouble:
            raise self._trouble

    async def stop(self) -> None:
        await self._insisting.stop()

    def check(self) -> None:
        """Raises: NotSent, Unknown, WorkspaceClosed, unless there is a workspace to work in."""
        if self._trouble and (not self._workspaces or isinstance(self._trouble, WorkspaceClosed)):
            # Each time that one error is raised, its traceback grows, and we are asked every few seconds.
            raise self._trouble.with_traceback(None)

    def workspace(self, ids: Iterable[object]) -> Workspace | None:
        """The first of these teams that we are installed in."""
        return next((self._workspaces[id] for id in ids if isinstance(id, str) and id in self._workspaces), None)

    def identity(self, team: str | None) -> AuthorizeResult | None:
        return self._identities.get(team or "")

    def close(self, reason: str, at: float) -> None:
        """We were thrown out at that time. Told late, of an earlier installation, it means nothing."""
        if at <= self._installed_at:
            log.info("an old %s is ignored", reason)
            return
        if not isinstance(self._trouble, WorkspaceClosed):
            log.error("Slack does not let us in by KUNDORD_SLACK_BOT_TOKEN any more: %s", reason)
        self._trouble = WorkspaceClosed(reason)
        self._insisting.begin()

    async def _enter(self) -> bool:
        """Whether Slack has said who we are, and the store knows it."""
        try:
            who = await asked(self._client.auth_test())
            ref = WorkspaceRef(PLATFORM, at(who, "team_id"))
            workspace = await self._store.registry(_install, ref, at(who, "team"), at(who, "user_id"))
        except (DeliveryFailed, StorageAway) as failed:
            log.warning("Slack does not let us in by KUNDORD_SLACK_BOT_TOKEN yet: %s", failed)
            self._trouble = failed if isinstance(failed, DeliveryFailed) else NotSent("no database")
            return False
        self._installed_at = self._clock.now().timestamp()
        self._trouble = None
        self._know(workspace, at(who, "bot_id"))
        log.info("at home in Slack workspace %s", ref)
        self._when_let_in(ref)
        return True

    def _know(self, workspace: Workspace, bot_id: str | None = None) -> None:
        team = workspace.ref.id
        self._workspaces[team] = workspace
        self._identities[team] = AuthorizeResult(
            enterprise_id=None,
            team_id=team,
            bot_user_id=workspace.bot or None,
            bot_id=bot_id,
            bot_token=self._client.token,
        )

    async def _remember(self) -> None:
        """While Slack is away, what it sends can only be for the workspace we know; with several it may not."""
        try:
            known = await self._store.registry(_ours)
        except StorageAway as away:
            log.warning("no workspace is known yet: %s", away)
            return
        if len(known) == 1:
            self._know(known[0])


def _install(registry: Registry, ref: WorkspaceRef, name: str, bot: str) -> Workspace:
    return registry.install(ref, name, bot)


def _ours(registry: Registry) -> list[Workspace]:
    return [each for each in registry.workspaces() if each.ref.platform == PLATFORM]


class Authorisation(AsyncAuthorize):
    """Says who we are without asking Slack each time, as Bolt's own would."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: object) -> AuthorizeResult:
        # For a workspace we do not know Bolt would answer by itself; what is said there is ours to decide.
        known = self._installation.identity(team_id)
        return known or AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

"""What happens in a workspace, as Slack tells it: words to us, emoji, channels, people, our own comings and goings."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from slack_bolt.response import BoltResponse

from adapters.lines import bare
from adapters.once import Once
from adapters.payload import Json, at, part
from adapters.slack import reading, views
from adapters.slack.desk import Desk, later
from adapters.slack.emoji_names import emoji_of
from adapters.slack.install import Installation
from adapters.slack.outbound import About, SlackMessenger
from adapters.slack.reading import moment
from adapters.slack.replies import Means, Written, ok
from adapters.slack.requests import Request, key
from bot.domain.channels import ARCHIVED, NOT_FOUND
from bot.domain.errors import DeliveryFailed, StorageAway
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MessageRef
from bot.domain.requests import Mentioned
from bot.ports import UnitOfWork
from bot.services import channels, conversation, leaving, people
from bot.services.conversation import Occasion
from bot.speech import Answer
from bot.wording import home, words

log = logging.getLogger(__name__)

Handler = Callable[["Events", Request, Json], Awaitable[BoltResponse]]


def said(unit: UnitOfWork, occasion: Occasion, line: list[str | Mentioned]) -> Answer:
    """As ``conversation.say``, with the names of people who were mentioned without."""
    nameless = {each.ref for each in line if isinstance(each, Mentioned) and not each.name}
    if nameless:
        known = people.present(unit, nameless)
        line = [
            replace(each, name=known[each.ref].name) if isinstance(each, Mentioned) and not each.name else each
            for each in line
        ]
    return conversation.say(unit, occasion, line)


class Events:
    def __init__(self, desk: Desk, means: Means, messenger: SlackMessenger, installation: Installation) -> None:
        self._desk, self._means, self._messenger = desk, means, messenger
        self._installation = installation
        self._once: Once[BoltResponse] = Once(lambda answer: answer.status == ok().status)

    async def take(self, request: Request) -> BoltResponse:
        event = part(request.body, "event")
        handler = EVENTS.get(at(event, "type"))
        return await handler(self, request, event) if handler else ok()

    # Words to us --------------------------------------------------------------------------------

    async def message(self, request: Request, event: Json) -> BoltResponse:
        """A line in the 1:1 chat. What is said elsewhere is none of our business (PRODUCT §2.5)."""
        if at(event, "channel_type") != "im" or event.get("subtype"):
            return ok()
        return await self._words(request, event)

    async def mention(self, request: Request, event: Json) -> BoltResponse:
        return await self._words(request, event)

    async def _words(self, request: Request, event: Json) -> BoltResponse:
        who, channel = at(event, "user"), at(event, "channel")
        by_machine = event.get("bot_id") or who == request.place.bot
        if not who or not channel or by_machine or event.get("edited"):
            return ok()
        key = _key(request)
        # What came here before is nobody else's, and what has no id nobody finds.
        elsewhere = request.overtaking and key not in self._once and bool(at(request.body, "event_id"))
        return await self._once(key, partial(self._answer, request, event, key, elsewhere))

    async def _answer(self, request: Request, event: Json, key: str, elsewhere: bool) -> BoltResponse:
        """``elsewhere``: another process may be about to answer."""
        occasion = request.occasion(at(event, "user"), key, at(event, "channel"), at(event, "thread_ts"))
        noted = partial(self._desk.was_answered, request.place, key)
        reply = Written(self._means, event, request.here, key, noted, redelivered=request.redelivered)
        if elsewhere:
            # It may still die of it: Slack shall ask once more, in a minute.
            return ok() if await self._was_said(reply) else later()
        line = bare(reading.line(at(event, "text"), request.here, request.place.bot), self._means.command)
        answer = await self._desk.serve(reply, request.place, occasion, said, line)
        if answer.status == ok().status and not reply.findable:
            await self._desk.note_answer(request.place, key)
        return answer

    async def _was_said(self, reply: Written) -> bool:
        try:
            return await reply.was_said()
        except (DeliveryFailed, StorageAway) as failed:
            log.warning("whether it was answered is not known: %s", failed)
            return False

    # Emoji --------------------------------------------------------------------------------------

    async def reaction(self, request: Request, event: Json) -> BoltResponse:
        who, channel, id = at(event, "user"), at(event, "item", "channel"), at(event, "item", "ts")
        if at(event, "item", "type") != "message" or not (who and channel and id and at(event, "reaction")):
            return ok()
        when = moment(at(event, "event_ts")) or self._means.clock.now()
        occasion = request.occasion(who, _key(request), channel)
        message = MessageRef(ChannelRef(request.here, channel), id)
        emoji, present = emoji_of(at(event, "reaction")), at(event, "type") == "reaction_added"
        # Of what came in by a webhook, Slack does not say who wrote it.
        ours = at(event, "item_user") == request.place.bot
        react = conversation.react
        return await self._desk.run(request.place, react, occasion, message, emoji, present, when, ours=ours)

    # The home page ------------------------------------------------------------------------------

    async def home_opened(self, request: Request, event: Json) -> BoltResponse:
        who = at(event, "user")
        if not who or at(event, "tab") not in ("", "home"):
            return ok()
        try:
            shown, language = await self._desk.ask(
                request.here, request.occasion(who, _key(request)), conversation.home
            )
        except Exception as error:  # noqa: BLE001 - the page stays as it was, the log has it, and Slack asks again
            return self._desk.failed(error, "home")
        said = words(language)
        view = views.home(home(shown, said), request.here, said)
        try:
            await self._means.ask("views.publish", {"user_id": who, "view": view})
        except DeliveryFailed as failed:
            log.warning("a home page was not drawn: %s", failed)
        return ok()

    # Channels -----------------------------------------------------------------------------------

    async def joined(self, request: Request, event: Json) -> BoltResponse:
        channel = self._channel(request, event)
        if channel is None or at(event, "user") != request.place.bot:
            return ok()
        told = await self._messenger.about(channel) or About("", at(event, "channel_type") == "G", shared=False)
        shared = told.shared or request.shared
        inviter = at(event, "inviter")
        by = request.member(inviter) if inviter else None
        return await self._desk.run(
            request.place, channels.joined, by, channel, told.name, told.private or shared, shared=shared
        )

    async def member_left(self, request: Request, event: Json) -> BoltResponse:
        return await self.left(request, event) if at(event, "user") == request.place.bot else ok()

    async def left(self, request: Request, event: Json) -> BoltResponse:
        return await self._about_channel(request, event, channels.left)

    async def renamed(self, request: Request, event: Json) -> BoltResponse:
        return await self._about_channel(request, event, channels.renamed, at(event, "channel", "name"))

    async def archived(self, request: Request, event: Json) -> BoltResponse:
        return await self._about_channel(request, event, channels.closed, ARCHIVED)

    async def deleted(self, request: Request, event: Json) -> BoltResponse:
        return await self._about_channel(request, event, channels.closed, NOT_FOUND)

    async def unarchived(self, request: Request, event: Json) -> BoltResponse:
        return await self._about_channel(request, event, channels.reopened)

    async def shared(self, request: Request, event: Json) -> BoltResponse:
        """With another company, or no longer. Where Slack does not tell, rather too few hear of it than too many."""
        channel = self._channel(request, event)
        if channel is None:
            return ok()
        _, private, shared = await self._messenger.about(channel) or ("", True, True)
        return await self._desk.run(request.place, channels.shared, channel, private, shared)

    async def _about_channel(
        self, request: Request, event: Json, verb: Callable[..., None], *facts: str
    ) -> BoltResponse:
        channel = self._channel(request, event)
        return await self._desk.run(request.place, verb, channel, *facts) if channel else ok()

    def _channel(self, request: Request, event: Json) -> ChannelRef | None:
        id = at(event, "channel") or at(event, "channel", "id")
        return ChannelRef(request.here, id) if id else None

    # People -------------------------------------------------------------------------------------

    async def person_changed(self, request: Request, event: Json) -> BoltResponse:
        """Slack tells of every change of everybody, a new status too; most of it is nothing to us."""
        user = part(event, "user")
        profile = reading.profile(user, request.here)
        if not profile.ref.id:
            return ok()
        return await self._desk.run(request.place, _changed, profile, bool(at(user, "locale")))

    # Ourselves ----------------------------------------------------------------------------------

    async def uninstalled(self, request: Request, event: Json) -> BoltResponse:
        happened = request.body.get("event_time")
        if at(event, "type") == "app_uninstalled" or part(event, "tokens").get("bot"):
            self._installation.close(at(event, "type"), happened if isinstance(happened, int) else 0)
        return ok()


def _key(request: Request) -> str:
    return key("event", at(request.body, "event_id"))


def _changed(unit: UnitOfWork, profile: Profile, with_locale: bool) -> None:
    known = unit.members.by_ref(profile.ref)
    if known is None:
        return
    if not with_locale:
        profile = replace(profile, language=known.profile.language)
    if profile != known.profile:
        leaving.changed(unit, profile)


EVENTS: Mapping[str, Handler] = {
    "app_home_opened": Events.home_opened,
    "app_mention": Events.mention,
    "app_uninstalled": Events.uninstalled,
    "channel_archive": Events.archived,
    "channel_deleted": Events.deleted,
    "channel_left": Events.left,
    "channel_rename": Events.renamed,
    "channel_shared": Events.shared,
    "channel_unarchive": Events.unarchived,
    "channel_unshared": Events.shared,
    "group_archive": Events.archived,
    "group_deleted": Events.deleted,
    "group_left": Events.left,
    "group_rename": Events.renamed,
    "group_unarchive": Events.unarchived,
    "member_joined_channel": Events.joined,
    "member_left_channel": Events.member_left,
    "message": Events.message,
    "reaction_added": Events.reaction,
    "reaction_removed": Events.reaction,
    "team_join": Events.person_changed,
    "tokens_revoked": Events.uninstalled,
    "user_change": Events.person_changed,
}
"""The manifest subscribes to exactly these."""

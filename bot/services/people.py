"""Members met, changed and named; teams; what the organisation has chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.channels import Schedule
from bot.domain.errors import AlreadyExists, KundordError, Refused
from bot.domain.people import TEAM_NAME_MOST, FromOutside, Member, NotAllowed, Organisation, Profile, Team
from bot.domain.quotes import clean
from bot.domain.refs import MemberNumber, MemberRef, TeamNumber
from bot.domain.resolve import UnknownMember, resolve_person
from bot.ports import Post, UnitOfWork
from bot.services import errands

EDIT_EVERY = timedelta(seconds=3)
"""Between two edits of one card: what people see is the last state, not each one."""


class NeedsProfiles(KundordError):
    """People we have not met: the adapter fetches ``refs``, has ``meet`` keep them, and calls again."""

    def __init__(self, refs: frozenset[MemberRef]) -> None:
        super().__init__(refs=refs)
        self.refs = refs


class TeamNameMissing(Refused):
    """Facts: ``most``."""

    field = "name"


class TeamNameTaken(Refused):
    """Facts: ``name``."""

    field = "name"


class StageInUse(Refused):
    """Channels narrowed to it would get no new quote, and nobody would see why. Facts: ``stages``, ``channels``."""

    field = "stages"


def timezone(member: Member) -> str:
    """Where the platform does not tell, as a channel has it before anybody has set it."""
    return member.profile.timezone or Schedule().timezone


def meet(unit: UnitOfWork, profiles: Sequence[Profile]) -> None:
    """Keep what a platform says of people, new or known."""
    for profile in profiles:
        unit.members.meet(profile)


def meet_untold(unit: UnitOfWork, profiles: Sequence[Profile]) -> None:
    """People of whom a platform says nothing, by what stands in for it. Whoever is known stays as they are."""
    known = unit.members.by_refs(profile.ref for profile in profiles)
    meet(unit, [profile for profile in profiles if profile.ref not in known])


def changed(unit: UnitOfWork, profile: Profile) -> None:
    """Bring a known person up to date; people we never met stay unknown. Cards that name them follow."""
    if not (known := unit.members.by_ref(profile.ref)):
        return
    member = unit.members.meet(profile)
    if member.name != known.name:
        redraw(unit, unit.posts.of_member(member.number))


def present(unit: UnitOfWork, refs: Iterable[MemberRef]) -> Mapping[MemberRef, Member]:
    """The members behind the refs. Raises: NeedsProfiles, naming all that are unknown."""
    wanted = frozenset(refs)
    members = unit.members.by_refs(wanted)
    if len(members) < len(wanted):
        raise NeedsProfiles(wanted - members.keys())
    return members


def known(unit: UnitOfWork, ref: MemberRef) -> Member:
    """Raises: NeedsProfiles."""
    member = unit.members.by_ref(ref)
    if member is None:
        raise NeedsProfiles(frozenset({ref}))
    return member


def curators(unit: UnitOfWork) -> list[Member]:
    """Those who are still there: who has left a platform may remain its admin."""
    return [member for member in unit.members.curators() if member.creditable]


def by_name(unit: UnitOfWork, name: str) -> Member:
    """Raises: UnknownMember, AmbiguousMember."""
    if candidates := unit.members.named(name):
        return resolve_person(candidates, name)
    raise UnknownMember(name=name, nearest=tuple(unit.members.nearest(name)))


def editable_by(unit: UnitOfWork, member: Member) -> Sequence[Team]:
    """The teams, for a curator."""
    return unit.teams.all() if member.curator else ()


def colleague(unit: UnitOfWork, ref: MemberRef) -> Member:
    """Somebody of the company. Raises: NeedsProfiles, FromOutside."""
    return inside(known(unit, ref))


def inside(member: Member) -> Member:
    """The member, if of the company. Raises: FromOutside."""
    if member.profile.external:
        raise FromOutside
    return member


def elsewhere(by: Member, members: Iterable[Member]) -> list[Member]:
    """Those of another workspace than ``by``: no form's picker knows them, so no form may change them."""
    return [member for member in members if member.ref.workspace != by.ref.workspace]


def be_named(unit: UnitOfWork, number: MemberNumber, named: bool) -> None:
    """A member's own choice; it reaches back to every card that already stands (PRODUCT §8)."""
    member = unit.members.get(number)
    if member.named != named:
        unit.members.save(replace(member, named=named))
        redraw(unit, unit.posts.of_member(member.number))


def choose(unit: UnitOfWork, by: Member, organisation: Organisation) -> None:
    """Raises: NotAllowed, StageInUse."""
    if not by.curator:
        raise NotAllowed
    for stage in unit.organisation.stages:
        if stage not in organisation.stages:
            _check_unused(unit, stage)
    unit.change(organisation)


def _check_unused(unit: UnitOfWork, stage: str) -> None:
    """Raises: StageInUse."""
    if narrowed := [channel.name for channel in unit.channels.all() if stage in channel.stages]:
        raise StageInUse(stages=[stage], channels=narrowed)


def name_curators(unit: UnitOfWork, by: Member, chosen: Iterable[MemberRef]) -> None:
    """Those named are curators from now on, and in the workspace of ``by`` nobody else is but the admins.

    Raises: NotAllowed, NeedsProfiles.
    """
    if not by.curator:
        raise NotAllowed
    members = present(unit, chosen)
    curators = unit.members.curators()
    staying = {member.number for member in (*members.values(), *elsewhere(by, curators))}
    for member in curators:
        if member.named_curator and member.number not in staying:
            unit.members.save(replace(member, named_curator=False))
    for member in members.values():
        if not member.named_curator:
            unit.members.save(replace(member, named_curator=True))


def save_team(
    unit: UnitOfWork, by: Member, number: TeamNumber | None, name: str, members: frozenset[MemberNumber]
) -> Team:
    """``members`` are those of the workspace of ``by``; the team's others stay in it. Cards that name it follow.

    Raises: NotAllowed, TeamNameMissing, TeamNameTaken, NoSuchTeam.
    """
    if not by.curator:
        raise NotAllowed
    name = clean(name)
    if not 0 < len(name) <= TEAM_NAME_MOST:
        raise TeamNameMissing(most=TEAM_NAME_MOST)
    try:
        if number is None:
            return unit.teams.add(name, members)
        known = unit.teams.get(number)
        staying = {member.number for member in elsewhere(by, unit.members.some(known.members).values())}
        team = replace(known, name=name, members=members | staying)
        unit.teams.save(team)
        if team.name != known.name:
            redraw(unit, unit.posts.of_team(number))
        return team
    except AlreadyExists as taken:
        raise TeamNameTaken(name=name) from taken


def redraw(unit: UnitOfWork, posts: Iterable[Post]) -> None:
    """Have cards that stand in chats drawn anew; a burst of changes to one card becomes few edits."""
    unit.outbox.add(*(errands.edit(post, post.edited_at + EDIT_EVERY if post.edited_at else None) for post in posts))

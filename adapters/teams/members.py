"""What the Connector tells of a person."""

from adapters.payload import Json, at
from adapters.teams.registration import tenant
from bot.domain.people import Profile
from bot.domain.refs import MemberRef

_GUESTS = frozenset({"guest", "anonymous"})


def profile(found: Json, ref: MemberRef) -> Profile:
    """Of who was asked for as ``ref``. A handle is what stands before the @ of the name they sign in with."""
    home = at(found, "tenantId")
    return Profile(
        ref,
        name=at(found, "name") or at(found, "givenName") or ref.id,
        handle=at(found, "userPrincipalName").partition("@")[0],
        bot=at(found, "id").startswith("28:"),
        external=at(found, "userRole") in _GUESTS or bool(home and tenant(home) != ref.workspace),
    )

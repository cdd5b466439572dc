"""Keys of the cast that have some of the scopes."""

from collections.abc import Mapping
from typing import Final

from server.demo import DEMO_USER
from tests.access.cast import USERS, VIEWERS
from tests.access.viewers import Viewer

NARROW: Final[Mapping[str, Viewer]] = {
    "sam without accounts": VIEWERS["sam"].without("accounts:read", "accounts:write"),
    "sam without products": VIEWERS["sam"].without("products:read", "products:write"),
    "boss without competitors": VIEWERS["boss"].without("competitors:read", "competitors:write"),
    "boss without finances": VIEWERS["boss"].without("finances:read"),
    "chief without users": VIEWERS["chief"].without("users:read"),
    "reader of opportunities": Viewer(USERS["reader"], "READER", ["opportunities:read"]),
    "reader of accounts": Viewer(USERS["reader"], "READER", ["accounts:read"]),
    "reader of nothing": Viewer(USERS["reader"], "READER", []),
    "partner's closes": Viewer(USERS["partner"], "PARTNER", ["opportunities:close"]),
    "admin's audit": Viewer(DEMO_USER, "ADMINISTRATOR", ["audit:read"]),
    "admin's audit of deals": Viewer(DEMO_USER, "ADMINISTRATOR", ["audit:read", "quotes:write"]),
    "admin's users": VIEWERS["admin"].without("users:write"),
}

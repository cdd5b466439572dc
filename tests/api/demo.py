"""The demo data's ids, which every test database has."""

ROBOTS, SYSTEM_JA, STORES, HARBOUR, SERVICE, LIGHTS_JA = (
    f"opp_{number:026}" for number in range(1, 7)
)
"""Opportunities: four open ones, one won, one lost."""

SIX, FOUR_LEASED, EIGHT, PILOT, LICENCES_JA, YEARLY, LAMPS_JA = (
    f"quo_{number:026}" for number in range(1, 8)
)
"""Quotes: of ROBOTS two active ones, a draft and a won one; of SYSTEM_JA a draft."""

AIKO, BEN = "usr_00000000000000000000000001", "usr_00000000000000000000000002"
BRIGHTSHELF = "cmp_00000000000000000000000001"
NORTHWIND = "acc_00000000000000000000000001"

NOBODY = "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz"
"""Ids of the right form that nothing has."""
NO_OPPORTUNITY = "opp_7zzzzzzzzzzzzzzzzzzzzzzzzz"
NO_QUOTE = "quo_7zzzzzzzzzzzzzzzzzzzzzzzzz"
NO_COMPETITOR = "cmp_7zzzzzzzzzzzzzzzzzzzzzzzzz"
NO_ACCOUNT = "acc_7zzzzzzzzzzzzzzzzzzzzzzzzz"

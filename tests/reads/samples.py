"""Records beside the demo data, so that every field of every type has a value somewhere."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import SQLModel

from db.tables import (
    Account,
    ApiKey,
    AuditEntry,
    Contact,
    EventRow,
    ExchangeRate,
    FieldChangeRow,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Product,
    Quote,
    QuoteClose,
    QuoteLine,
    StatusReason,
    User,
)
from domain.actor import UserKind
from domain.audit import AuditType
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.pipeline import OpportunityStage, Rating
from domain.text import fold
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS

CREATED = datetime(2026, 11, 3, 4, 5, 6, 789000, tzinfo=UTC)
CLOSED = datetime(2026, 11, 4, 5, 6, 7, 1, tzinfo=UTC)
REOPENED = datetime(2026, 11, 5, 6, 7, 8, tzinfo=UTC)


def known_id(prefix: str, number: int = 90) -> str:
    """An id whose number says which record it is; the demo data has those below 90."""
    return f"{prefix}_{number:026}"


WIDE = 'ＡＣＭＥ "Holding" \\ Söhne'  # noqa: RUF001 - full width is the point
ACCOUNT = Account(
    id=known_id("acc"),
    name=WIDE,
    name_folded=fold(WIDE),
    sector="energy",
    year_established=1898,
    annual_revenue=12_345_678_901_2345,
    currency="USD",
    employees=51234,
    office_location="Łódź",
    parent_id=known_id("acc", 1),
)
ACCOUNT_WITHOUT_CURRENCY = Account(
    id=known_id("acc", 91), name="Bare", name_folded="bare", annual_revenue=10_000
)
USER = User(
    id=known_id("usr"),
    kind=UserKind.INTEGRATION,
    name="Partner 🤝",
    name_folded=fold("Partner 🤝"),
    subject="idp|partner",
    email="partner@example.com",
    manager_id=known_id("usr", 2),
    regional_office="İstanbul",
)
CONTACT = Contact(
    id=known_id("con"),
    name="İpek Ｏ'Hara",  # noqa: RUF001
    name_folded=fold("İpek Ｏ'Hara"),  # noqa: RUF001
    email="ipek@example.com",
    phone="+90 (212) 000 00 00 #4",
    account_id=ACCOUNT.id,
)
PRODUCT = Product(
    id=known_id("prd"),
    name="Licence",
    name_folded="licence",
    family="L",
    list_price=49_990_000,
    currency="KWD",
)
EXCHANGE_RATE = ExchangeRate(
    id=known_id("exr"),
    version=2,
    base_currency="USD",
    currency="KWD",
    valid_from=date(2026, 11, 4),
    rate=32_512_345_678,
)
WHOLE_RATE = ExchangeRate(
    id=known_id("exr", 91),
    base_currency="JPY",
    currency="USD",
    valid_from=date(2026, 11, 4),
    rate=150 * 10**10,
)
RETIRED = StatusReason(
    id=known_id("srs"),
    opportunity_state=OpportunityState.LOST,
    code="NO_BUDGET",
    position=90,
    is_active=False,
    label_en="No budget",
)
"""Without a Japanese label."""
REOPENED_OPPORTUNITY = Opportunity(
    id=known_id("opp"),
    version=7,
    name="Line\nbreak\ttab \u2028 \u0001 50% off_",
    name_folded=fold("Line\nbreak\ttab \u2028 \u0001 50% off_"),
    description="Won, reopened.\nAll fields have values.",
    account_id=ACCOUNT.id,
    contact_id=CONTACT.id,
    owner_id=USER.id,
    product_id=PRODUCT.id,
    state=OpportunityState.OPEN,
    is_open=True,
    status_reason_id=OPPORTUNITY_REASONS["OPEN", "ON_HOLD"],
    stage=OpportunityStage.DEVELOP,
    rating=Rating.WARM,
    probability=0,
    currency="KWD",
    estimated_revenue=1_234_5670,
    estimated_close_date=date(2027, 1, 31),
    actual_revenue=100_000_000_000_000_000,
    actual_close_date=date(2026, 11, 4),
    started_on=date(2026, 10, 31),
    created_at=CREATED,
    created_by_id=known_id("usr", 1),
    updated_at=REOPENED,
    external_id="EXT-90",
    source="crm",
)
CLOSE = OpportunityClose(
    id=known_id("ocl"),
    opportunity_id=REOPENED_OPPORTUNITY.id,
    outcome=OpportunityOutcome.WON,
    status_reason_id=OPPORTUNITY_REASONS["WON", "WON"],
    actual_revenue=9_000_0050,
    currency="KWD",
    exchange_rate=1,
    base_currency="USD",
    actual_close_date=date(2026, 11, 4),
    competitor_id=known_id("cmp", 1),
    description="They took the pilot's price.",
    stage_at_close=OpportunityStage.PROPOSE,
    closed_by_id=USER.id,
    closed_at=CLOSED,
    client="desk/1.0",
    source="crm",
)
REOPENING = OpportunityReopening(
    close_id=CLOSE.id, reopened_by_id=known_id("usr", 1), reopened_at=REOPENED
)
LATER_CLOSE = OpportunityClose(
    id=known_id("ocl", 91),
    opportunity_id=REOPENED_OPPORTUNITY.id,
    outcome=OpportunityOutcome.LOST,
    status_reason_id=RETIRED.id,
    currency="KWD",
    actual_close_date=date(2026, 11, 5),
    closed_by_id=USER.id,
    closed_at=REOPENED,
)
QUOTE = Quote(
    id=known_id("quo"),
    version=3,
    opportunity_id=REOPENED_OPPORTUNITY.id,
    opportunity_is_open=True,
    number="Q-7ZZZZZZ9",
    revision=2,
    name="Revised “offer”",
    name_folded=fold("Revised “offer”"),
    state=QuoteState.CLOSED,
    status_reason_id=QUOTE_REASONS["CLOSED", "REVISED"],
    currency="KWD",
    discount=1_0010,
    freight=5000,
    tax=120,
    total_amount=-4890,
    effective_from=date(2026, 11, 1),
    effective_to=date(2026, 12, 1),
    closed_on=date(2026, 11, 4),
    created_at=CREATED,
    created_by_id=known_id("usr", 1),
    updated_at=CLOSED,
)
LINE = QuoteLine(
    id=known_id("qln"),
    quote_id=QUOTE.id,
    position=1,
    product_id=PRODUCT.id,
    name="Half an hour",
    quantity=500_001,
    currency="KWD",
    unit_price=2_0000,
    discount=10,
    tax=120,
    amount=1_0110,
)
WHOLE_LINE = QuoteLine(
    id=known_id("qln", 91),
    quote_id=QUOTE.id,
    position=2,
    name="Round",
    quantity=1200_000_000,
    currency="KWD",
    unit_price=0,
    amount=0,
)
QUOTE_CLOSE = QuoteClose(
    id=known_id("qcl"),
    quote_id=QUOTE.id,
    status_reason_id=QUOTE_REASONS["CLOSED", "REVISED"],
    closed_on=date(2026, 11, 4),
    description="A newer revision replaced it.",
    closed_by_id=USER.id,
    closed_at=CLOSED,
    client="desk/1.0",
)

EARLIER_REVISION = Quote(
    id=known_id("quo", 91),
    opportunity_id=REOPENED_OPPORTUNITY.id,
    opportunity_is_open=True,
    number=QUOTE.number,
    name="Offer",
    name_folded="offer",
    state=QuoteState.CLOSED,
    status_reason_id=QUOTE_REASONS["CLOSED", "LOST"],
    currency="KWD",
    closed_on=date(2026, 11, 3),
    created_at=CREATED - timedelta(days=365),
    created_by_id=USER.id,
    updated_at=CREATED,
)
WON_EVENT = EventRow(
    id=known_id("evt", 91),
    type="OpportunityClosed",
    position=1,
    opportunity_id=REOPENED_OPPORTUNITY.id,
    opportunity_version=6,
    payload=f'{{"opportunityId":"{REOPENED_OPPORTUNITY.id}","outcome":"WON","at":[1,null]}}',
    actor_id=USER.id,
    client="desk/1.0",
    request_id='r-90 "é" \\',
    occurred_at=CLOSED,
)
REVISED_EVENT = EventRow(
    id=known_id("evt"),
    type="QuoteRevised",
    position=2,
    opportunity_id=REOPENED_OPPORTUNITY.id,
    opportunity_version=7,
    payload="{}",
    actor_id=known_id("usr", 1),
    occurred_at=REOPENED,
)
REPRICED = FieldChangeRow(
    id=known_id("chg", 93),
    event_id=WON_EVENT.id,
    entity_id=REOPENED_OPPORTUNITY.id,
    version=6,
    field="actualRevenue",
    new_value="9000.005",
)
RENAMED = FieldChangeRow(
    id=known_id("chg", 92),
    event_id=WON_EVENT.id,
    entity_id=REOPENED_OPPORTUNITY.id,
    version=6,
    field="name",
    old_value='Ａ "name"\n',  # noqa: RUF001 - full width is the point
    new_value="\u2028 50% \\",
)
LINE_WENT = FieldChangeRow(
    id=known_id("chg", 91),
    event_id=REVISED_EVENT.id,
    entity_id=QUOTE.id,
    version=3,
    field=f"lines/{known_id('qln', 99)}",
    old_value="Gone",
)
STAGED = FieldChangeRow(
    id=known_id("chg"),
    event_id=REVISED_EVENT.id,
    entity_id=REOPENED_OPPORTUNITY.id,
    version=7,
    field="stage",
    old_value="PROPOSE",
    new_value="DEVELOP",
)

SIGN_IN = AuditEntry(
    id=known_id("aud", 91),
    type=AuditType.SIGNED_IN,
    happened_at=CLOSED,
    actor_id=USER.id,
    credential="https://login.example.com/realms/acme",
    client='desk/1.0 "é" \\',
    address="2001:db8::/64",
    request_id="r-91",
)
SIGN_IN_REFUSED = AuditEntry(
    id=known_id("aud"),
    type=AuditType.SIGN_IN_REFUSED,
    happened_at=REOPENED,
    credential="k3y0fp4rtn3r",
    detail="wrong_secret",
    address="192.0.2.7",
)
API_KEY = ApiKey(
    id=known_id("key"),
    name="Ａcme",  # noqa: RUF001
    user_id=known_id("usr"),
    prefix="abcdefghijk0",
    secret_hash="0" * 64,
    scopes='["opportunities:read","quotes:write"]',
    created_at=CREATED,
    created_by_id=known_id("usr", 1),
    expires_at=datetime(2027, 1, 31, tzinfo=UTC),
)
EXPIRED_KEY = ApiKey(
    id=known_id("key", 91),
    name="Until now",
    user_id=known_id("usr"),
    prefix="abcdefghijk1",
    secret_hash="1" * 64,
    scopes='["accounts:read"]',
    created_at=CREATED,
    created_by_id=known_id("usr", 1),
    expires_at=NOW,
)
REVOKED_KEY = ApiKey(
    id=known_id("key", 92),
    version=2,
    name="Revoked",
    user_id=known_id("usr", 1),
    prefix="abcdefghijk2",
    secret_hash="2" * 64,
    scopes='["accounts:read"]',
    created_at=CLOSED,
    created_by_id=known_id("usr", 1),
    expires_at=datetime(2027, 1, 31, tzinfo=UTC),
    revoked_at=REOPENED,
    last_used_at=CLOSED,
)

SAMPLES: tuple[SQLModel, ...] = (
    ACCOUNT,
    ACCOUNT_WITHOUT_CURRENCY,
    USER,
    CONTACT,
    PRODUCT,
    EXCHANGE_RATE,
    WHOLE_RATE,
    RETIRED,
    REOPENED_OPPORTUNITY,
    CLOSE,
    LATER_CLOSE,
    REOPENING,
    QUOTE,
    LINE,
    WHOLE_LINE,
    QUOTE_CLOSE,
    EARLIER_REVISION,
    WON_EVENT,
    REVISED_EVENT,
    REPRICED,
    RENAMED,
    LINE_WENT,
    STAGED,
    API_KEY,
    EXPIRED_KEY,
    REVOKED_KEY,
    SIGN_IN,
    SIGN_IN_REFUSED,
)
"""Parents before children."""

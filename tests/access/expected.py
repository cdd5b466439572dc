"""What everybody is to see and to be allowed, written by hand: here a new field has to be placed.

Nothing here is computed by the code that it is compared with.
"""

from collections.abc import Mapping
from typing import Final

ROLES: Final = ("READER", "SALESPERSON", "MANAGER", "PARTNER", "ADMINISTRATOR")

_TABLE: Final = """
opportunities:read   all  team  team  own  all
opportunities:write  -    own   team  own  all
opportunities:close  -    own   team  own  all
quotes:write         -    own   team  own  all
accounts:read        all  all   all   own  all
accounts:write       -    all   all   -    all
finances:read        all  all   all   -    all
products:read        all  all   all   all  all
products:write       -    -     all   -    all
competitors:read     all  all   all   -    all
competitors:write    -    all   all   -    all
users:read           all  all   all   -    all
users:write          -    -     -     -    all
configuration:write  -    -     -     -    all
keys:manage          -    -     -     -    all
audit:read           -    -     -     -    all
"""
REACHES: Final[Mapping[str, Mapping[str, str]]] = {
    right: dict(zip(ROLES, reaches, strict=True))
    for right, *reaches in (line.split() for line in _TABLE.strip().splitlines())
}
"""How far each role's rights reach."""

BROUGHT: Final[Mapping[str, str]] = {
    "opportunities:write": "opportunities:read",
    "opportunities:close": "opportunities:read",
    "quotes:write": "opportunities:read",
    "accounts:write": "accounts:read",
    "products:write": "products:read",
    "competitors:write": "competitors:read",
    "users:write": "users:read",
}
"""What a key has along with a scope."""

KINDS: Final[Mapping[str, str]] = {
    "Opportunity": "opportunities:read, as far as it reaches",
    "Quote": "with its opportunity",
    "QuoteLine": "with its opportunity",
    "QuoteClose": "with its opportunity",
    "OpportunityClose": "with its opportunity",
    "Event": "with its opportunity; of none: audit:read",
    "FieldChange": "with its event",
    "Account": "accounts:read; as one's own: of an opportunity that is seen",
    "Contact": "accounts:read; as one's own: of an opportunity that is seen",
    "Product": "products:read",
    "Competitor": "competitors:read",
    "User": "everybody",
    "StatusReason": "everybody",
    "ExchangeRate": "everybody",
    "ApiKey": "keys:manage",
    "AuditEntry": "audit:read",
}
"""Who sees a record of each kind."""

CLOSED: Final[Mapping[str, str]] = {
    "User.email": "users:read",
    "User.regionalOffice": "users:read",
    "User.manager": "users:read",
    "User.subject": "users:write",
    "Account.annualRevenue": "finances:read",
    "Account.employees": "finances:read",
    # Ids of what isn't seen, and what history says of a field that is closed.
    "Opportunity.account": "accounts:read",
    "Opportunity.contact": "accounts:read",
    "Opportunity.product": "products:read",
    "Contact.account": "accounts:read",
    "Account.parent": "accounts:read",
    "QuoteLine.product": "products:read",
    "OpportunityClose.competitor": "competitors:read",
}
"""Fields that are null without a right, though the record is seen."""

OPEN: Final[Mapping[str, str]] = {
    "Opportunity": """id version name description owner state statusReason stage rating probability
        currency estimatedRevenue estimatedCloseDate actualRevenue actualCloseDate startedOn
        createdAt createdBy updatedAt source externalId closeReadiness closes quotes changes""",
    "Quote": """id version number revision name state statusReason opportunity currency discount
        freight tax totalAmount effectiveFrom effectiveTo isExpired closedOn lines revisions close
        createdAt createdBy updatedAt changes""",
    "QuoteLine": "id quote position name quantity unitPrice discount tax amount",
    "QuoteClose": "id quote statusReason closedOn description closedBy closedAt client",
    "OpportunityClose": """id opportunity outcome statusReason actualRevenue exchangeRate
        baseCurrency actualCloseDate description stageAtClose closedBy closedAt client source
        reopenedAt reopenedBy""",
    "Event": """id type opportunity opportunityVersion payload changes actor client requestId
        occurredAt""",
    # oldValue and newValue are as closed as the field that they are of.
    "FieldChange": "id event entityId version field oldValue newValue",
    "Account": "id version name sector yearEstablished officeLocation opportunities contacts",
    "Contact": "id version name email phone",
    "Product": "id version name family listPrice",
    "Competitor": "id version name",
    "User": "id version kind role name",
    "StatusReason": """id version opportunityState quoteState code label labelEn labelJa isDefault
        isActive""",
    "ExchangeRate": "id version currency baseCurrency validFrom rate",
    "ApiKey": """id version name user prefix scopes createdAt createdBy expiresAt revokedAt
        lastUsedAt isActive""",
    "AuditEntry": "id type happenedAt actor credential detail client address requestId",
}
"""The fields that are seen with the record. What they lead to is seen by its own kind's rule."""

ROOTS: Final[Mapping[str, str]] = {
    "node": "any kind", "nodes": "any kind", "viewer": "User",
    "opportunity": "Opportunity", "opportunities": "Opportunity",
    "quote": "Quote", "quotes": "Quote",
    "account": "Account", "accounts": "Account",
    "contact": "Contact", "contacts": "Contact",
    "competitor": "Competitor", "competitors": "Competitor",
    "product": "Product", "products": "Product",
    "user": "User", "users": "User",
    "events": "Event", "apiKeys": "ApiKey", "auditEntries": "AuditEntry",
    "exchangeRates": "ExchangeRate",
    "opportunityStatusReasons": "StatusReason", "quoteStatusReasons": "StatusReason",
    "closeMetrics": "figures of OpportunityClose", "pipeline": "figures of Opportunity",
    "errorCodes": "of no record",
}  # fmt: skip
"""What each root field shows."""

NO_RECORDS: Final = frozenset(
    (
        "Money",
        "PageInfo",
        "CloseReadiness",
        "Remedy",
        "ErrorCodeDescription",
        "CloseMetrics",
        "PipelineMetrics",
        "GroupKey",
        "Share",
        "Days",
        "RevenueGap",
        "BlockingQuotesError",
        "OpportunityStateError",
        "QuoteStateError",
        "NotFoundError",
        "OpportunityVersionError",
        "QuoteVersionError",
        "RecordVersionError",
        "InvalidInputError",
        "InvalidStatusReasonError",
        "StatusReasonStateError",
        "CurrencyMismatchError",
        "PermissionDeniedError",
        "IdempotencyError",
        "CloseOpportunityResult",
        "CloseQuotesResult",
    )
)
"""Types that show nothing but what they lead to; pages, their edges and payloads are others."""

MUTATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "createOpportunity": ("opportunities:write", ""),
    "updateOpportunity": ("opportunities:write", "opportunityId"),
    "deleteOpportunity": ("opportunities:write", "opportunityId"),
    "closeOpportunity": ("opportunities:close", "opportunityId"),
    "closeOpportunities": ("opportunities:close", "ids"),
    "reopenOpportunity": ("opportunities:close", "opportunityId"),
    "createQuote": ("quotes:write", "opportunityId"),
    "updateQuote": ("quotes:write", "quoteId"),
    "activateQuote": ("quotes:write", "quoteId"),
    "reviseQuote": ("quotes:write", "quoteId"),
    "winQuote": ("quotes:write", "quoteId"),
    "deleteQuote": ("quotes:write", "quoteId"),
    "closeQuotes": ("quotes:write", "opportunityId"),
    "closeQuotesOfOpportunities": ("quotes:write", "ids"),
    "createAccount": ("accounts:write", ""),
    "updateAccount": ("accounts:write", ""),
    "createContact": ("accounts:write", ""),
    "updateContact": ("accounts:write", ""),
    "createCompetitor": ("competitors:write", ""),
    "updateCompetitor": ("competitors:write", ""),
    "createProduct": ("products:write", ""),
    "updateProduct": ("products:write", ""),
    "createUser": ("users:write", ""),
    "updateUser": ("users:write", ""),
    "setExchangeRate": ("configuration:write", ""),
    "createStatusReason": ("configuration:write", ""),
    "renameStatusReason": ("configuration:write", ""),
    "retireStatusReason": ("configuration:write", ""),
    "reinstateStatusReason": ("configuration:write", ""),
    "setDefaultStatusReason": ("configuration:write", ""),
    "createApiKey": ("keys:manage", ""),
    "revokeApiKey": ("keys:manage", ""),
}
"""The right that each mutation takes, and what its input calls what has an owner."""

INPUTS: Final[Mapping[str, str]] = {
    "accountId": "Account",
    "contactId": "Contact",
    "productId": "Product",
    "competitorId": "Competitor",
    "parentId": "Account",
    "ownerId": "User",
    "managerId": "User",
    "userId": "User",
    "statusReasonId": "StatusReason",
    "opportunityId": "Opportunity",
    "ids": "Opportunity",
    "quoteId": "Quote",
    "quoteIds": "Quote",
    "apiKeyId": "ApiKey",
    "id": "QuoteLine",
}
"""What an input's id names: to whom doesn't see it, it is NOT_FOUND."""

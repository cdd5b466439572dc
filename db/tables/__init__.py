"""The tables: keys, constraints and indexes, the closing rule's invariant among them."""

from db.tables.base import metadata
from db.tables.events import EventRow, FieldChangeRow
from db.tables.idempotency import IdempotencyKey
from db.tables.opportunities import Opportunity, OpportunityClose, OpportunityReopening
from db.tables.parties import Account, Competitor, Contact, Product, User
from db.tables.quotes import Quote, QuoteClose, QuoteLine
from db.tables.rates import ExchangeRate
from db.tables.sign_in import ApiKey, AuditEntry
from db.tables.status_reasons import StatusReason

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "Competitor",
    "Contact",
    "EventRow",
    "ExchangeRate",
    "FieldChangeRow",
    "IdempotencyKey",
    "Opportunity",
    "OpportunityClose",
    "OpportunityReopening",
    "Product",
    "Quote",
    "QuoteClose",
    "QuoteLine",
    "StatusReason",
    "User",
    "metadata",
]

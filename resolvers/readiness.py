"""closeReadiness: the facts that a read brought, the domain's decision, the blockers as JSON."""

from collections.abc import Mapping
from typing import Any

from domain.closing import CloseFacts, Policy, decide_close_opportunity
from domain.lifecycle import OpportunityState, QuoteState
from domain.quoting import QuoteFacts
from domain.refusals import Refused
from resolvers.error_json import write_error
from resolvers.error_view import ErrorView
from resolvers.refusals import view
from resolvers.selections import ReadinessSelection, SelectedField
from schema.messages import Locale


def write_readiness(
    facts: Mapping[str, Any],
    selection: ReadinessSelection,
    locale: Locale,
    policy: Policy,
) -> dict[str, Any]:
    """What was selected of the readiness."""
    own = facts["record"]["facts"]
    quotes = {each["facts"]["id"]: each for each in facts["related"]}
    decision = decide_close_opportunity(
        CloseFacts(
            own["id"],
            OpportunityState(own["state"]),
            tuple(
                QuoteFacts(quote_id, QuoteState(each["facts"]["state"]))
                for quote_id, each in quotes.items()
            ),
        ),
        policy,
    )
    blockers = [view(each) for each in decision.reasons] if isinstance(decision, Refused) else []

    def blocker(key: str, error: ErrorView) -> dict[str, Any]:
        reading = f"{key}.{error.type.__name__}"

        def records(field: SelectedField) -> Any:
            wanted = error.records[field.name]
            if isinstance(wanted, str):
                return facts["record"][f"{reading}.{field.key}"]
            return [quotes[quote_id][f"{reading}.{field.key}"] for quote_id in wanted]

        return write_error(error, selection.errors[reading], records, locale)

    written: dict[str, Any] = {}
    for key, name in selection.fields:
        match name:
            case "canClose":
                written[key] = not blockers
            case "blockers":
                written[key] = [blocker(key, error) for error in blockers]
            case _:
                written[key] = "CloseReadiness"
    return written

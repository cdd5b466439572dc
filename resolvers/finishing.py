"""What the database leaves to Python: facts within an answer become what was selected."""

from collections.abc import Mapping
from typing import Any, assert_never

from db.reads.plan import FACTS_KEY
from resolvers.figures import write_groups
from resolvers.readiness import write_readiness
from resolvers.selections import FiguresSelection, Finishing, ReadinessSelection
from schema.messages import Locale
from services.settings import BusinessSettings


def finish(
    answer: Any,
    finishing: Mapping[int, Finishing],
    locale: Locale,
    settings: BusinessSettings,
) -> Any:
    """The answer with every object of facts replaced; GraphQLError if there are too many."""
    if isinstance(answer, list):
        return [finish(each, finishing, locale, settings) for each in answer]
    if not isinstance(answer, dict):
        return answer
    finished = {key: finish(each, finishing, locale, settings) for key, each in answer.items()}
    facts = finished.get(FACTS_KEY)
    if facts is None:
        return finished
    selection = finishing[facts["number"]]
    match selection:
        case ReadinessSelection():
            return write_readiness(facts, selection, locale, settings.policy)
        case FiguresSelection():
            return write_groups(facts, selection, locale, settings.base_currency)
        case _:
            assert_never(selection)

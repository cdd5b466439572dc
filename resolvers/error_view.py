"""An error before the client's selection: what it says, what helps, which records it carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.refusals import Path
from domain.text import printable
from schema import messages
from schema.errors import ErrorCode
from schema.messages import Locale


@dataclass(frozen=True, slots=True)
class Step:
    """A remedy: the mutation, the ids for it, and which words describe it."""

    mutation: str
    words: str
    opportunity_id: str | None = None
    quote_ids: tuple[str, ...] = ()

    def describe(self, locale: Locale) -> dict[str, Any]:
        """The Remedy's fields."""
        return {
            "mutation": self.mutation,
            "opportunityId": self.opportunity_id,
            "quoteIds": list(self.quote_ids),
            "description": messages.REMEDIES[self.words][locale],
        }


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error before the client's selection: what it says, and which records it carries."""

    type: type
    code: ErrorCode
    path: Path
    words: Mapping[str, str] = field(default_factory=dict)
    """What to put into the message's template."""
    steps: tuple[Step, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """The fields that are records: the id, or the ids of a list."""
    message: Mapping[Locale, str] | None = None
    """The message's template, where it isn't the code's."""

    def describe(self, locale: Locale) -> dict[str, Any]:
        """The error's fields, but for its records."""
        template = (self.message or messages.ERRORS[self.code])[locale]
        words = {name: printable(text) for name, text in self.words.items()}
        return {
            "__typename": self.type.__name__,
            "code": self.code.value,
            "message": template.format(**words),
            "path": list(self.path),
            "remedies": [{"__typename": "Remedy", **step.describe(locale)} for step in self.steps],
            **self.values,
        }

"""Whoever asks for more pays more: a field, or an entry of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from tests.differential.examples import examples
from tests.edge.test_cost import cost


@dataclass(frozen=True, slots=True)
class Part:
    """A selected field: with `first` if it is a page, whose entries have the parts."""

    name: str
    first: int | None
    parts: "tuple[Part, ...]"

    @property
    def text(self) -> str:
        inner = " ".join(["__typename", *(each.text for each in self.parts)])
        if self.first is None:
            return f"{self.name} {{ {inner} }}"
        return f"{self.name}(first: {self.first}) {{ nodes {{ {inner} }} }}"


PAGES = {"Query": {"opportunities": "Opportunity", "quotes": "Quote", "users": "User"},
         "Opportunity": {"quotes": "Quote"}}  # fmt: skip
OBJECTS = {
    "Opportunity": {"account": "Account", "owner": "User", "closes": "OpportunityClose"},
    "Quote": {"opportunity": "Opportunity", "revisions": "Quote", "totalAmount": "Money"},
    "OpportunityClose": {"closedBy": "User"},
    "User": {"manager": "User"},
}
"""Some of the schema: where a page leads to, and an object or a list of some."""


@st.composite
def parts_of(draw: st.DrawFn, type_: str, deep: int = 3) -> tuple[Part, ...]:
    """Different fields of an object."""
    pages, objects = PAGES.get(type_, {}), OBJECTS.get(type_, {})
    names = [*pages, *objects] if deep else []
    chosen = draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if names else []
    return tuple(
        Part(
            name,
            draw(st.integers(1, 100)) if name in pages else None,
            draw(parts_of({**pages, **objects}[name], deep - 1)),
        )
        for name in chosen
    )


def smaller(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """The same with one field less, or one `first` less by one; each way to do so."""
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        yield (*before, *after)
        if part.first is not None and part.first > 1:
            yield (*before, replace(part, first=part.first - 1), *after)
        for fewer in smaller(part.parts):
            yield (*before, replace(part, parts=fewer), *after)


@examples(100)
@given(parts_of("Query"))
def test_an_object_less_or_an_entry_less_costs_less(parts: tuple[Part, ...]) -> None:
    def price(selected: tuple[Part, ...]) -> int:
        return cost(f"{{ __typename {' '.join(each.text for each in selected)} }}")

    whole = price(parts)

    for fewer in smaller(parts):
        assert price(fewer) < whole

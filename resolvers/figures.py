"""closeMetrics and pipeline: what is planned of them, and the figures made of the sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLField, get_named_type, is_leaf_type
from graphql.execution.collect_fields import FieldDetailsList

from db.reads.criteria import Criterion
from db.reads.exact_sums import joined
from db.reads.figure_sources import SOURCES
from db.reads.figures import MAX_GROUPS
from db.reads.grouping import LABEL_OF
from db.reads.plan import Figures, Members, Root
from domain import figures
from domain.lifecycle import OpportunityOutcome
from domain.pipeline import OpportunityStage, Rating
from domain.text import fold
from resolvers.faults import bad_user_input, limit_exceeded
from resolvers.planner import Planner
from resolvers.searches import grouped
from resolvers.selections import FiguresSelection, Selected
from resolvers.sites import Ask
from schema.messages import WORDS, Locale

MAX_KEYS: Final = 4
"""How many things can be grouped by at once."""

# ── plan ────────────────────────────────────────────────────────────────────────────────────────

_SUMS: Final[Mapping[str, Sequence[str]]] = {
    "count": ("count",),
    "won": ("count",),
    "lost": ("count",),
    "wonValue": ("won_value",),
    "lostValue": ("lost_value",),
    "withoutRate": ("without_rate",),
    "winRate": ("count",),
    "winRateByValue": ("won_value", "lost_value"),
    "daysToClose": ("days",),
    "daysToClose.median": ("days_middle",),
    "daysLate": ("late",),
    "daysLate.median": ("late_middle",),
    "revenueGap": ("gap", "planned"),
    "value": ("value",),
    "weightedValue": ("weighted_value",),
}
"""Which sums a field needs; what needs more than its parent has a line of its own."""


def plan_figures(source: str) -> Callable[[Planner, GraphQLField, FieldDetailsList], Root]:
    """Plans a root field of figures."""

    def plan(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
        site, number = planner.site(definition, nodes, _ask(source)), len(planner.finishing)
        planner.finishing[number] = FiguresSelection((), nodes[0].node)
        selection = _Selection(planner)
        fields = selection.fields(get_named_type(definition.type).name, nodes)
        planner.finishing[number] = FiguresSelection(fields, nodes[0].node)
        sums = tuple(sorted(selection.sums))
        return Figures(site, number, source, sums, tuple(selection.records))

    return plan


def _ask(source: str) -> Ask:
    def ask(arguments: Mapping[str, Any], _max_page: int) -> Criterion:
        by = tuple(each.value for each in arguments.get("groupBy") or ())
        if len(by) > MAX_KEYS:
            message = f"groupBy has {len(by)} entries; it can have {MAX_KEYS}."
            raise bad_user_input(message)
        return grouped(arguments, SOURCES[source].kind, by)

    return ask


class _Selection:
    """What is selected of one root field, and what that needs."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.sums: set[str] = set()
        self.records: list[tuple[str, tuple[tuple[str, Members], ...]]] = []

    def fields(self, kind: str, nodes: FieldDetailsList, path: str = "") -> Selected:
        type_ = self.planner.type(kind)
        found: list[tuple[str, str, Selected | str]] = []
        for key, name, field_nodes in self.planner.selected(type_, nodes):
            self.sums.update(_SUMS.get(path + name, ()))
            if name == "__typename":
                found.append((key, name, kind))
                continue
            named = get_named_type(type_.fields[name].type)
            if name == "record":
                found.append((key, name, self.record(field_nodes)))
            elif is_leaf_type(named):
                found.append((key, name, ""))
            else:
                found.append((key, name, self.fields(named.name, field_nodes, f"{name}.")))
        return tuple(found)

    def record(self, nodes: FieldDetailsList) -> str:
        """The name under which a group's record is read."""
        reading = f"r{len(self.records)}"
        choices = tuple((kind, self.planner.members(kind, nodes)) for kind in LABEL_OF)
        self.records.append((reading, choices))
        return reading


# ── finish ──────────────────────────────────────────────────────────────────────────────────────

_WORDS: Final = frozenset({"OUTCOME", "STAGE", "STAGE_AT_CLOSE", "RATING"})
"""What is grouped by that has words of the contract for values."""
_DECLARED: Final = (*OpportunityOutcome, *OpportunityStage, *Rating)

Key = Mapping[str, Any] | None


def write_groups(
    facts: Mapping[str, Any], selection: FiguresSelection, locale: Locale, base_currency: str
) -> list[dict[str, Any]]:
    """The groups in the order of their keys, each with what was selected of it."""
    groups, by = facts["groups"], facts["by"]
    if len(groups) > MAX_GROUPS:
        message = f"There are more than {MAX_GROUPS} groups; filter, or group by less."
        raise limit_exceeded(message, [selection.node])
    keyed = [
        ([_key(*each, locale) for each in zip(by, group["keys"], strict=True)], group["sums"])
        for group in groups
    ]
    keyed.sort(key=lambda group: [*map(_place, by, group[0])])
    return [_written(Figured(keys, sums, base_currency), selection.fields) for keys, sums in keyed]


def _key(by: str, read: Any, locale: Locale) -> Key:
    match read:
        case None:
            return None
        case str():
            label = WORDS[read][locale] if by in _WORDS else read
            return {"value": read, "label": label, "record": None}
    return {**read["is"], "record": read["records"]}


def _place(by: str, key: Key) -> tuple[int, str, str]:
    """Where a group stands: words as they are declared, all else by label, none last."""
    if key is None:
        return (len(_DECLARED), "", "")
    if by in _WORDS:
        return (_DECLARED.index(key["value"]), "", "")
    return (0, fold(key["label"]), key["value"])


def _written(value: Any, selected: Selected | str) -> Any:
    """What was selected of a value: of an object its fields, of a record how it was read."""
    if value is None:
        return None
    if isinstance(value, list):
        return [_written(each, selected) for each in value]
    if isinstance(selected, str):
        return value[selected] if selected else value
    return {
        key: inner if name == "__typename" else _written(_field(value, name), inner)
        for key, name, inner in selected
    }


def _field(value: Any, name: str) -> Any:
    return _FIGURES[name](value) if isinstance(value, Figured) else value[name]


@dataclass(frozen=True, slots=True)
class Figured:
    """A group with the sums that its selected figures need."""

    keys: Sequence[Key]
    sums: Mapping[str, Sequence[int]]
    base_currency: str

    def value(self, name: str) -> int:
        return joined(self.sums[name][1:])

    def money(self, name: str, *, parts: int = 1) -> Mapping[str, str]:
        amount = figures.money(self.value(name), self.base_currency, parts=parts)
        return {"amount": amount, "currency": self.base_currency}

    def days(self, name: str) -> Mapping[str, Any]:
        n, total = self.sums[name]
        (middle,) = self.sums.get(f"{name}_middle", (0,))
        return {
            "n": n,
            "average": figures.average_days(total, n),
            "median": figures.median_days(middle, n),
        }

    def win_rate(self) -> Mapping[str, Any]:
        count, won = self.sums["count"]
        return {"n": count, "percent": figures.percent(won, count)}

    def win_rate_by_value(self) -> Mapping[str, Any]:
        won, lost = self.value("won_value"), self.value("lost_value")
        n = self.sums["won_value"][0] + self.sums["lost_value"][0]
        return {"n": n, "percent": figures.percent(won, won + lost)}

    def revenue_gap(self) -> Mapping[str, Any]:
        percent = figures.percent(self.value("gap"), self.value("planned"))
        return {"n": self.sums["gap"][0], "percent": percent, "value": self.money("gap")}


_FIGURES: Final[Mapping[str, Callable[[Figured], Any]]] = {
    "keys": lambda of: of.keys,
    "count": lambda of: of.sums["count"][0],
    "won": lambda of: of.sums["count"][1],
    "lost": lambda of: of.sums["count"][0] - of.sums["count"][1],
    "wonValue": lambda of: of.money("won_value"),
    "lostValue": lambda of: of.money("lost_value"),
    "withoutRate": lambda of: of.sums["without_rate"][0],
    "winRate": Figured.win_rate,
    "winRateByValue": Figured.win_rate_by_value,
    "daysToClose": lambda of: of.days("days"),
    "daysLate": lambda of: of.days("late"),
    "revenueGap": Figured.revenue_gap,
    "value": lambda of: of.money("value"),
    "weightedValue": lambda of: of.money("weighted_value", parts=100),
}

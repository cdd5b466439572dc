"""Requests with one thing wrong in them: a value, a variable, a name, a brace."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.differential.choices import Choices
from tests.differential.ways import Request

FOREIGN = "5b2251756f74653a222c315d"
"""A cursor's beginnings, of no order."""

PAGES: Sequence[str] = (
    "first: 1000", "first: -1", "last: 101", "first: 1, last: 1", 'after: "x"', 'before: ""',
    f'after: "{FOREIGN}"', "first: 2147483648", "first: 1.5", 'first: "1"',
    "first: null, last: 200",
    "orderBy: [{field: NOTHING}]", "orderBy: [{direction: ASC}]", "orderBy: [null]", "filter: {}",
    "filter: {and: []}", "filter: {or: [{}]}", "filter: {not: {}}", "filter: {name: {}}",
    "filter: {name: null}", "filter: {name: {eq: null}}", 'filter: {name: {contains: ""}}',
    "filter: {id: {}}", 'filter: {id: {eq: "a", in: []}}', "filter: {id: {eq: null}}",
    "filter: {state: {eq: OPENED}}", "filter: {unknown: 1}", 'filter: {createdAt: {gt: "today"}}',
    "filter: {createdAt: {isNull: true}}", "filter: [1]", "unknown: 1", "first: $missing",
)  # fmt: skip
SELECTIONS: Sequence[str] = (
    "nothing", "viewer", "viewer { nothing }", "viewer { id { id } }", "...Missing",
    "... on Nothing { id }", "viewer { ... on Quote { id } }", "node { id }",
    "node(id: null) { id }",
    'node(id: "a", id: "b") { id }', "node(id: [1]) { id }", "nodes(ids: null) { id }",
    'a: viewer { id } a: node(id: "x") { id }', "viewer @skip { id }", "viewer @unknown { id }",
    "viewer @include(if: 1) { id }", "viewer @skip(if: $missing) { id }", "{ viewer }", "viewer {",
    "viewer { id }}", '"', "viewer { id } $", "quotes(first: 1000) { nodes { id } }",
    "nodes(ids: [" + ", ".join('"x"' for _ in range(101)) + "]) { id }",
    "opportunityStatusReasons(state: DRAFT) { id }", "accounts(name: {}) { totalCount }",
    "accounts(name: {eq: null}) { totalCount }",
    "errorCodes { code } users(first: 101) { totalCount }",
    'opportunity(id: "opp_00000000000000000000000110") { quotes(first: 101) { totalCount } }',
    'opportunity(id: "opp_00000000000000000000000110") { quotes(filter: {}) { totalCount } }',
)  # fmt: skip
VALUES: Sequence[Any] = (
    None, 1, -1, 1000, 1.5, True, "", "x", FOREIGN, [], [None], {}, {"eq": None}, {"unknown": 1},
    {"field": "NAME"}, {"name": {}}, "\ud800", 2**31, "NAME",
)  # fmt: skip
_PAGE = re.compile(r"\b(opportunities|quotes|accounts|competitors|users)\s*\(")


def spoiled(requests: st.SearchStrategy[Sequence[Request]]) -> st.SearchStrategy[Request]:
    """Such requests with one or two things that are wrong, or may be."""

    @st.composite
    def write(draw: st.DrawFn) -> Request:
        choices = Choices(draw)
        request = choices.one(draw(requests))
        for _ in range(choices.one([1, 1, 1, 2])):
            request = choices.one(_WAYS)(choices, request)
        return request

    return write()


def _argument(choices: Choices, request: Request) -> Request:
    """A wrong argument of a connection, first of all that it has; or else a wrong root field."""
    found = [*_PAGE.finditer(request.document)]
    if not found:
        return _selection(choices, request)
    place = choices.one(found).end()
    return _inserted(request, place, f" {choices.one(PAGES)} ")


def _selection(choices: Choices, request: Request) -> Request:
    """A wrong selection at the start or the end of any selection set."""
    braces = [each.start() for each in re.finditer(r"[{}]", request.document)]
    if not braces:
        return request
    place = choices.one(braces)
    after = place + 1 if request.document[place] == "{" else place
    return _inserted(request, after, f" {choices.one(SELECTIONS)} ")


def _root_field(choices: Choices, request: Request) -> Request:
    """A document of a good and a bad root field, in either order."""
    page = f"opportunities({choices.one(PAGES)}) {{ totalCount }}"
    fields = ["viewer { id name }", choices.one([page, choices.one(SELECTIONS)])]
    if choices.chance(50):
        fields.reverse()
    return replace(request, document=f"{{ {' '.join(fields)} }}", operation_name=None)


def _variable(choices: Choices, request: Request) -> Request:
    """A wrong value of a variable, or none."""
    names = re.findall(r"\$\s*(\w+)", request.document)
    if not names:
        return _root_field(choices, request)
    sent: dict[str, Any] = {**(request.variables or {})}
    name = choices.one(names)
    sent.pop(name, None)
    if choices.chance(70):
        sent[name] = choices.one(VALUES)
    return replace(request, variables=sent)


def _cut(choices: Choices, request: Request) -> Request:
    """A character less, or the rest."""
    place = choices.number(0, len(request.document) - 1)
    rest = request.document[place + 1 :] if choices.chance(70) else ""
    # Nothing at all isn't GraphQL over HTTP.
    return replace(request, document=f"{request.document[:place]}{rest} ")


def _inserted(request: Request, place: int, text: str) -> Request:
    return replace(request, document=request.document[:place] + text + request.document[place:])


_WAYS: Sequence[Callable[[Choices, Request], Request]] = (
    _argument, _variable, _root_field, _selection, _variable, _argument, _cut,
)  # fmt: skip


def known(answer: Mapping[str, Any]) -> bool:
    """Whether the answer says what is wrong, rather than that something went wrong here."""
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return "INTERNAL_SERVER_ERROR" not in codes

"""Idempotency keys as clients give them: in an input or by a header, and what else they ask for."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from graphql import FieldNode, GraphQLError, OperationType
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import UNSET

from domain.idempotency import MAX_KEY_LENGTH, KeyedCall, is_key, key_id
from domain.refusals import InvalidInput, Path, Problem, Refused
from resolvers.context import Context
from resolvers.documents import Operation
from resolvers.mutations.change import given
from resolvers.operations import root_fields

_NOT_ASKED_FOR: Final = frozenset({"idempotency_key", "dry_run"})
_IN_INPUT: Final[Path] = ("input", "idempotencyKey")


def keyed_call(context: Context, mutation: str, input: Any) -> KeyedCall | Refused | None:
    """The call that this input is, if it has a key."""
    key, path = given(input.idempotency_key), _IN_INPUT
    if key is None:
        key, path = context.idempotency_key, ()
    if key is None:
        return None
    if not is_key(key):
        return Refused((InvalidInput(path, Problem.UNUSABLE_KEY, str(MAX_KEY_LENGTH)),))
    return KeyedCall(key_id(context.actor.user_id, key), fingerprint(mutation, input), path)


def fingerprint(mutation: str, input: Any) -> str:
    """The same for all calls of a mutation with the same input, however it was written."""
    written = json.dumps([mutation, input], default=_plain, sort_keys=True)
    return sha256(written.encode()).hexdigest()


def _plain(value: object) -> Any:
    match value:
        case Decimal():
            # 1.50 is 1.5.
            return str(Fraction(value))
        case date():
            return value.isoformat()
        case _ if is_dataclass(value):
            return dict(_members(value))
    raise TypeError


def _members(input: Any) -> list[tuple[str, Any]]:
    """What was given, but for the key, and for whether it is a rehearsal: it is of that call."""
    return [
        (each.name, value)
        for each in fields(input)
        if each.name not in _NOT_ASKED_FOR and (value := getattr(input, each.name)) is not UNSET
    ]


def header_fault(context: Context, operation: Operation, variables: dict[str, Any]) -> str | None:
    """Why the header's key can't be meant for this operation; None if it can."""
    key = context.idempotency_key
    if key is None or operation.node.operation is not OperationType.MUTATION:
        return None
    if not is_key(key):
        return f"Idempotency-Key has to be 1 to {MAX_KEY_LENGTH} printable ASCII characters."
    changes = _changes(operation, variables)
    if len(changes) > 1:
        return (
            "Idempotency-Key is for one change, and the operation has several: give each an "
            "idempotencyKey of its own."
        )
    if any(_key(operation, each, variables) not in {None, key} for each in changes):
        return "Idempotency-Key and idempotencyKey differ: give one of them, or the same."
    return None


def _changes(operation: Operation, variables: dict[str, Any]) -> list[FieldNode]:
    """The fields of an operation that are mutations."""
    nodes = [each[0].node for each in root_fields(operation.schema, operation, variables).values()]
    return [node for node in nodes if node.name.value != "__typename"]


def _key(operation: Operation, change: FieldNode, variables: dict[str, Any]) -> str | None:
    """The key in a mutation's input; none if it isn't an input, which graphql-core says."""
    mutation = operation.schema.mutation_type
    assert mutation is not None
    definition = mutation.fields[change.name.value]
    try:
        arguments = get_argument_values(definition, change, VariableValues({}, variables))
    except GraphQLError:
        return None
    key: str | None = arguments["input"].get("idempotencyKey")
    return key

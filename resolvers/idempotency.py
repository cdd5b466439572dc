"""Idempotency keys as clients give them: in an input or by a header, and what else they ask for."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from graphql import GraphQLError, OperationType
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import UNSET

from domain.idempotency import MAX_KEY_LENGTH, KeyedCall, is_key, key_id
from domain.refusals import InvalidInput, Problem, Refused
from resolvers.context import Context
from resolvers.documents import Operation
from resolvers.operations import root_fields

_PATH: Final = ("input", "idempotencyKey")


def keyed_call(context: Context, mutation: str, given: Any) -> KeyedCall | Refused | None:
    """The call that this input is, if it has a key; a dry run has none, but says what is wrong."""
    key = given.idempotency_key or context.idempotency_key
    if given.idempotency_key == "" or (key and not is_key(key)):
        return Refused((InvalidInput(_PATH, Problem.UNUSABLE_KEY, str(MAX_KEY_LENGTH)),))
    if not key or given.dry_run:
        return None
    path = _PATH if given.idempotency_key else ()
    return KeyedCall(key_id(context.actor.user_id, key), fingerprint(mutation, given), path)


def fingerprint(mutation: str, given: Any) -> str:
    """The same for all calls of a mutation with the same input, however it was written."""
    written = json.dumps([mutation, given], default=_plain, sort_keys=True)
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


def _members(given: Any) -> list[tuple[str, Any]]:
    """What was given, but for the key."""
    return [
        (each.name, value)
        for each in fields(given)
        if each.name != "idempotency_key" and (value := getattr(given, each.name)) is not UNSET
    ]


def header_fault(context: Context, operation: Operation, variables: dict[str, Any]) -> str | None:
    """Why the header's key can't be meant for this operation; None if it can."""
    key = context.idempotency_key
    if key is None or operation.node.operation is not OperationType.MUTATION:
        return None
    if not is_key(key):
        return f"Idempotency-Key has to be 1 to {MAX_KEY_LENGTH} printable ASCII characters."
    try:
        given = _inputs(operation, variables)
    except GraphQLError:
        # graphql-core says it, and does nothing.
        return None
    if len(given) > 1:
        return (
            "Idempotency-Key is for one change, and the operation has several: give each an "
            "idempotencyKey of its own."
        )
    if any(each.get("idempotencyKey") not in {None, key} for each in given):
        return "Idempotency-Key and idempotencyKey differ: give one of them, or the same."
    return None


def _inputs(operation: Operation, variables: dict[str, Any]) -> list[Mapping[str, Any]]:
    """The input of each mutation of an operation."""
    schema = operation.schema
    assert schema.mutation_type is not None
    nodes = [each[0].node for each in root_fields(schema, operation, variables).values()]
    return [
        get_argument_values(
            schema.mutation_type.fields[node.name.value], node, VariableValues({}, variables)
        )["input"]
        for node in nodes
        if node.name.value != "__typename"
    ]


def extensions(context: Context) -> dict[str, Any]:
    """What an answer says beside its data: which of its changes had been made before."""
    return {"idempotentReplays": list(context.replays)} if context.replays else {}

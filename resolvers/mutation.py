"""The contract's Mutation: a field for each of the mutations, all of them answered alike."""

from typing import Annotated, Any

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from resolvers.changes import MUTATIONS
from resolvers.context import ClinchInfo
from resolvers.mutations.change import Mutation as Definition
from resolvers.writing import change

_WHAT = strawberry.argument(description="What to do, and to what.")


def _field(mutation: Definition) -> StrawberryField:
    async def resolve(info: ClinchInfo, input: Any) -> Any:
        return await change(info, input)

    resolve.__annotations__ |= {
        "input": Annotated[mutation.input, _WHAT],
        "return": mutation.payload | None,
    }
    field: StrawberryField = strawberry.mutation(
        resolve, name=mutation.name, description=mutation.description
    )
    field.python_name = mutation.name
    return field


Mutation = create_type(
    "Mutation",
    [_field(each) for each in MUTATIONS.values()],
    description="What can be changed. The fields are nullable, so that a fault in one can't take "
    "the answer of another, already committed one.",
)

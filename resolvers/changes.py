"""The mutations by name, each with what it does with its input."""

from collections.abc import Mapping
from typing import Final

from resolvers.mutations import (
    api_keys,
    closing,
    closing_many,
    deleting,
    master_data,
    opportunities,
    quotes,
    rates,
    status_reasons,
)
from resolvers.mutations.change import Mutation

_SUBJECTS: Final = (
    *(closing, closing_many, opportunities, quotes, deleting),
    *(rates, master_data, status_reasons, api_keys),
)

MUTATIONS: Final[Mapping[str, Mutation]] = {
    mutation.name: mutation for subject in _SUBJECTS for mutation in subject.MUTATIONS
}

"""The one executable schema."""

from resolvers.executor import FinishedJsonExecutor
from resolvers.mutation import Mutation
from resolvers.query import Query
from schema.build import build_schema
from server.extensions import EXTENSIONS

SCHEMA = build_schema(Query, Mutation, EXTENSIONS, FinishedJsonExecutor)

"""Where something stands in a document is told as graphql-core tells it."""

from graphql import Source
from hypothesis import given
from hypothesis import strategies as st

from resolvers.places import PlacedSource

TEXTS = st.text(alphabet="a\U0001f600\u2028\n\r", max_size=40)


@given(text=TEXTS)
def test_each_place_is_where_graphql_core_says(text: str) -> None:
    placed, plain = PlacedSource(text), Source(text)

    for position in range(len(text) + 1):
        assert placed.get_location(position) == plain.get_location(position)

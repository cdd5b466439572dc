"""Any text that can be stored comes out as the same text, wherever it is read."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.tables import Account, Opportunity, Quote, QuoteLine
from domain.text import fold
from tests.factories import opportunity, quote
from tests.reads.asking import Clients, ask_both, empty, store

DIFFICULT = (
    *('"', "\\", '\\"', "\\u0000", "\\n", "'", "''", "%", "%s", "%%", "{", "}", '"}', "null"),
    *("\n", "\r\n", "\t", "\x01", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\u2028", "\u2029"),
    *("🙂", "👩\u200d👩\u200d👧", "e\u0301", "\u0301", "\ufeff", "\ufffe", "\uffff", "\U0010ffff"),
    *("倉庫", "ｱ", "İ", "ß", ":name", "$1", "?", "--", "/*", "1e5", "true", " ", "\u200b"),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MIXED = st.lists(st.sampled_from(DIFFICULT) | TEXT, max_size=6).map("".join)
READ = """query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Opportunity {
      name description source externalId account { name }
      quotes { nodes { name lines { name } } edges { cursor node { name } } }
    }
  }
}"""


def records(texts: Sequence[str]) -> list[Any]:
    """For each text an account, an opportunity, a quote and a line that have it everywhere."""
    accounts, deals, offers, lines = list[Account](), list[Opportunity](), list[Quote](), []
    for number, text in enumerate(texts, start=1):
        named: dict[str, Any] = {"name": text, "name_folded": fold(text)}
        account = Account(id=f"acc_{number:026}", **named)
        deal = opportunity(
            id=f"opp_{number:026}",
            account_id=account.id,
            description=text,
            source=text,
            external_id=str(number) + text,
            **named,
        )
        offer = quote(deal, id=f"quo_{number:026}", number=f"Q-{number:08}", **named)
        accounts.append(account)
        deals.append(deal)
        offers.append(offer)
        lines.append(
            QuoteLine(
                id=f"qln_{number:026}",
                quote_id=offer.id,
                position=1,
                name=text,
                quantity=1,
                currency="USD",
                unit_price=0,
                amount=0,
            )
        )
    return [*accounts, *deals, *offers, *lines]


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.lists(MIXED, min_size=1, max_size=60))
def test_any_text_comes_out_as_it_went_in(writers: Clients, texts: list[str]) -> None:
    texts = [*texts, *DIFFICULT]
    for client in writers.values():
        empty(client)
        store(client, records(texts))

    for start in range(0, len(texts), 100):
        some = texts[start : start + 100]
        ids = [f"opp_{number:026}" for number in range(start + 1, start + 1 + len(some))]
        found = ask_both(writers, READ, ids=ids)["nodes"]

        assert [each["name"] for each in found] == some
        assert [each["description"] for each in found] == some
        assert [each["source"] for each in found] == some
        assert [each["externalId"] for each in found] == [
            f"{number}{text}" for number, text in enumerate(some, start=start + 1)
        ]
        assert [each["account"] for each in found] == [{"name": text} for text in some]
        quotes = [each["quotes"]["nodes"] for each in found]
        assert quotes == [[{"name": text, "lines": [{"name": text}]}] for text in some]


def test_the_last_cursor_of_any_name_leads_nowhere_further(writers: Clients) -> None:
    for client in writers.values():
        empty(client)
        store(client, records(DIFFICULT))
    query = """query ($after: String) {
      accounts(first: 5, after: $after) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }"""

    after, names = None, list[str]()
    while True:
        page = ask_both(writers, query, after=after)["accounts"]
        names += [each["name"] for each in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    numbered = [(fold(text), number, text) for number, text in enumerate(DIFFICULT)]
    assert names == [text for _, _, text in sorted(numbered)]

"""Any text that can be stored comes out of the API as it went in, trimmed, on both databases."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.requests import ask, call

EXAMPLES = settings(deadline=None, max_examples=100, derandomize=True, database=None)
NASTY = (
    "'\"\\`$1 %s :name ?1 {} {0} \\u0041 \\n",
    "\x01\x02\b\t\n\v\f\r\x1b\x7f\x80\x9f!",
    "a\u2028b\u2029c\u200b\u200e\ufeff",
    "e\u0301 é A\u030a Å \u1100\u1161 가 ﬁ",
    "🤖👩\u200d🚀🇯🇵𠮷\U0010ffff\ufffe\ufdd0",
    "שלום \u202eمرحبا",  # noqa: RUF001
    "</script><!-- & &amp; ]]>",
    "null",
    "\u3000 全角 \u3000",
    "\x1c\x85 x \u2007",
)  # fmt: skip
CREATED = "opportunity { id name description } errors { code }"
QUOTED = "quote { id name lines { name } } errors { code }"
READ = """query($opportunity: ID!, $quote: ID!, $name: String!) {
  opportunity(id: $opportunity) { id name description }
  quote(id: $quote) { id name lines { name } }
  found: opportunities(filter: {name: {eq: $name}, createdAt: {gt: "2026-11-01T00:00:00Z"}}) {
    nodes { name }
  }
}"""


def texts(length: int) -> st.SearchStrategy[str]:
    """Text with something visible in it, whatever else; half of it at home in few characters."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    few = st.sampled_from("aé'\"\\%_{}$\n\t\x01\u2028\u0301🤖北 \u3000")
    sizes = {"min_size": 1, "max_size": length}
    given = st.text(characters, **sizes) | st.text(few, **sizes)
    return given.filter(lambda text: bool(text.strip()))


def test_given_any_text_then_it_comes_back_trimmed_and_is_found_by_it(client: TestClient) -> None:
    @EXAMPLES
    @given(texts(300), texts(2000), st.lists(texts(300), min_size=1, max_size=3))
    def check(name: str, description: str, lines: list[str]) -> None:
        comes_back(client, name, description, lines)

    for text in NASTY:
        check = example(text, text, [text])(check)
    check = example("x" * 300, "🤖" * 2000, ["🤖" * 300])(check)
    check()


def comes_back(client: TestClient, name: str, description: str, lines: list[str]) -> None:
    given: dict[str, Any] = {"name": name, "description": description, "currency": "USD"}
    trimmed = {"name": name.strip(), "description": description.strip()}

    created = call(client, "createOpportunity", given, CREATED)
    assert created["errors"] == []
    opportunity = created["opportunity"]
    assert opportunity == {"id": opportunity["id"], **trimmed}

    positions = [{"name": line, "quantity": 1, "unitPrice": "1"} for line in lines]
    offer = {"opportunityId": opportunity["id"], "name": name, "lines": positions}
    quoted = call(client, "createQuote", offer, QUOTED)
    assert quoted["errors"] == []
    quote = quoted["quote"]
    assert quote == {
        "id": quote["id"],
        "name": name.strip(),
        "lines": [{"name": line.strip()} for line in lines],
    }

    given = {"opportunity": opportunity["id"], "quote": quote["id"], "name": name.strip()}
    read = ask(client, READ, given)
    assert read["opportunity"] == opportunity
    assert read["quote"] == quote
    assert {each["name"] for each in read["found"]["nodes"]} == {name.strip()}


def test_given_a_description_of_spaces_then_there_is_none(client: TestClient) -> None:
    for blank in ("", " ", "\t\n\u2028\u3000\x85"):
        given = {"name": "Depot", "description": blank, "currency": "USD"}
        created = call(client, "createOpportunity", given, CREATED)
        assert created["opportunity"]["description"] is None

"""Every flaw that a file of the CRM data set can have, said with its file, line and column."""

from pathlib import Path
from typing import Any

import pytest

from server.crm.files import FilesError
from server.crm.records import read_crm
from tests.server.crm_folders import PIPELINE, small, write

LONG = "x" * 301


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("A3,Ann,GTX Pro,,Won,2017-01-02,2017-13-01,1", "close_date: '2017-13-01' isn't a date"),
        ("A3,Ann,GTX Pro,,Won,20170102,2017-03-01,1", "engage_date: '20170102' isn't a date"),
        ("A3,Ann,GTX Pro,,Won,2017-01-02,,1", "close_date: it is blank"),
        ("A3,Ann,GTX Pro,,Won,2017-01-02,2017-03-01,", "close_value: it is blank"),
        ("A3,Ann,GTX Pro,,Won,2017-01-02,2017-03-01,1e3", "close_value: '1e3' isn't a number"),
        ("A3,Ann,GTX Pro,,Won,2017-01-02,2017-03-01,NaN", "close_value: 'NaN' isn't a number"),
        (
            "A3,Ann,GTX Pro,,Closed,2017-01-02,2017-03-01,1",
            "deal_stage: 'Closed' isn't one of Prospecting, Engaging, Won, Lost",
        ),
        ("A3,Ann,GTX Pro,,,2017-01-02,2017-03-01,1", "deal_stage: it is blank"),
        (
            "A3,Ann,GTX Pro,,Engaging,2017-01-02,2017-03-01,",
            "close_date: the deal_stage is Engaging, so there can't be one yet",
        ),
        (
            "A3,Ann,GTX Pro,,Prospecting,,,7",
            "close_value: the deal_stage is Prospecting, so there can't be one yet",
        ),
        ("A3,Cy,GTX Pro,,Engaging,2017-01-02,,", "sales_agent: 'Cy' isn't in sales_teams.csv"),
        ("A3,,GTX Pro,,Engaging,2017-01-02,,", "sales_agent: it is blank"),
        ("A3,Ann,GTX,,Engaging,2017-01-02,,", "product: 'GTX' isn't in products.csv"),
        ("A3,Ann,,,Engaging,2017-01-02,,", "product: it is blank"),
        ("A3,Ann,GTX Pro,unit,Engaging,2017-01-02,,", "account: 'unit' isn't in accounts.csv"),
        (
            "A3,Ann,GTX Pro,Un\0it,Engaging,2017-01-02,,",
            (
                r"account: 'Un\x00it' has a character that can't be stored: "
                r"U+0000 or half of a surrogate pair"
            ),
        ),
        ("A1,Ann,GTX Pro,,Engaging,2017-01-02,,", "opportunity_id: 'A1' is on line 2 already"),
        (",Ann,GTX Pro,,Engaging,2017-01-02,,", "opportunity_id: it is blank"),
        (
            f"{LONG},Ann,GTX Pro,,Engaging,2017-01-02,,",
            f"opportunity_id: '{'x' * 60}…' is longer than 300 characters",
        ),
        ("A3,Ann,GTX Pro", "it has 3 values, the header has 8"),
        ("A3,Ann,GTX Pro,,Engaging,2017-01-02,,,", "it has 9 values, the header has 8"),
    ],
)
def test_a_faulty_row_of_the_pipeline_is_reported(tmp_path: Path, row: str, why: str) -> None:
    data = read_crm(write(tmp_path, sales_pipeline=small(PIPELINE, row)))

    assert [str(problem) for problem in data.problems] == [f"sales_pipeline.csv:4: {why}"]
    assert [each.record.external_id for each in data.opportunities] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            "Bad,,,1.123456789,,,",
            "revenue: '1.123456789' million has more than 2 decimals",
        ),
        ("Bad,,,-1,,,", "revenue: '-1' million is less than 0"),
        (
            "Bad,,,10000000.1,,,",
            "revenue: '10000000.1' million comes to more than 10000000000000",
        ),
        ("Bad,,,much,,,", "revenue: 'much' isn't a number"),
        ("Bad,,0,,,,", "year_established: '0' isn't a whole number from 1 to 9999"),
        (
            "Bad,,,,2147483648,,",
            "employees: '2147483648' isn't a whole number from 0 to 2147483647",
        ),
        ("Bad,,,,,,Nobody", "subsidiary_of: 'Nobody' isn't in accounts.csv"),
        ("Bad,,,,,,Bad", "subsidiary_of: 'Bad' leads back to 'Bad'"),
        ("Unit,,,,,,", "account: 'Unit' is on line 2 already"),
        (",,,,,,", "account: it is blank"),
    ],
)
def test_a_faulty_account_is_reported(tmp_path: Path, row: str, why: str) -> None:
    data = read_crm(write(tmp_path, accounts=small("accounts.csv", row)))

    assert [str(problem) for problem in data.problems] == [f"accounts.csv:4: {why}"]
    assert [account.external_id for account in data.accounts] == ["Group", "Unit"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Bad,,", "sales_price: it is blank"),
        ("Bad,,-1", "sales_price: '-1' is less than 0"),
        ("Bad,,0.001", "sales_price: '0.001' has more than 2 decimals"),
        ("Bad,,\N{FULLWIDTH DIGIT ONE}", "sales_price: '\N{FULLWIDTH DIGIT ONE}' isn't a number"),
    ],
)
def test_a_faulty_product_is_reported(tmp_path: Path, row: str, why: str) -> None:
    data = read_crm(write(tmp_path, products=small("products.csv", row)))

    assert [str(problem) for problem in data.problems] == [f"products.csv:3: {why}"]
    assert [product.external_id for product in data.products] == ["GTX Pro"]


def test_whatever_hangs_on_a_circle_is_reported(tmp_path: Path) -> None:
    accounts = ("A,,,,,,B", "B,,,,,,C", "C,,,,,,A", "D,,,,,,C")
    teams = ("Cy,Di,East", "Di,Cy,East")

    data = read_crm(
        write(
            tmp_path,
            accounts=small("accounts.csv", *accounts),
            sales_teams=small("sales_teams.csv", *teams),
            sales_pipeline=small(PIPELINE, "A3,Cy,GTX Pro,A,Prospecting,,,"),
        )
    )

    assert [str(problem) for problem in data.problems] == [
        "accounts.csv:4: subsidiary_of: 'B' leads back to 'A'",
        "accounts.csv:5: subsidiary_of: 'C' leads back to 'B'",
        "accounts.csv:6: subsidiary_of: 'A' leads back to 'C'",
        "accounts.csv:7: subsidiary_of: 'C' can't be placed itself",
        "sales_pipeline.csv:4: account: 'A' can't be placed itself",
        "sales_pipeline.csv:4: sales_agent: 'Cy' can't be placed itself",
        "sales_teams.csv:4: manager: 'Di' leads back to 'Cy'",
        "sales_teams.csv:5: manager: 'Cy' leads back to 'Di'",
    ]
    assert [user.external_id for user in data.users] == ["Mo", "Ann", "Bob"]


def test_a_name_that_account_and_product_make_too_long_is_reported(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        accounts=small("accounts.csv", f"{'a' * 200},,,,,,"),
        products=small("products.csv", f"{'p' * 98},,1", f"{'p' * 97},,1"),
        sales_pipeline=small(
            PIPELINE,
            f"A3,Ann,{'p' * 98},{'a' * 200},Prospecting,,,",
            f"A4,Ann,{'p' * 97},{'a' * 200},Prospecting,,,",
        ),
    )

    data = read_crm(folder)

    assert [str(problem) for problem in data.problems] == [
        "sales_pipeline.csv:4: account: with the product it is longer than 300 characters"
    ]
    assert len(data.opportunities[-1].record.name) == 300


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    accounts = small(
        "accounts.csv",
        '"Two\nlines",,1,,,,',
        "",
        '"Three\r\nmore\nlines",,zero,,,,',
        "Bad,,zero,,,,",
    )

    data = read_crm(write(tmp_path, accounts=accounts))

    assert [(problem.line, problem.column) for problem in data.problems] == [
        (7, "year_established"),
        (10, "year_established"),
    ]
    assert "Two\nlines" in {account.name for account in data.accounts}


def test_odd_values_that_can_be_kept_are_noted(tmp_path: Path) -> None:
    rows = ("A3, Ann ,GTX Pro,Unit,Lost,2017-03-02,2017-03-01,0",)

    data = read_crm(write(tmp_path, sales_pipeline=small(PIPELINE, *rows, instead=True)))

    (entry,) = data.opportunities
    assert data.problems == []
    assert entry.record.owner == "Ann"
    assert [(note.column, note.what) for note in entry.notes] == [
        ("sales_agent", "the blanks around it are left off"),
        ("close_date", "it is before engage_date"),
    ]


def test_an_alias_is_left_alone_where_a_product_has_that_name(tmp_path: Path) -> None:
    products = small("products.csv", "GTXPro,GTX,1")

    data = read_crm(write(tmp_path, products=products))

    assert [each.record.product for each in data.opportunities] == ["GTXPro", "GTX Pro"]


def test_a_manager_works_where_all_the_agents_do(tmp_path: Path) -> None:
    teams = ("Ann,Mo,East", "Bob,Mo,East", "Cy,Li,East", "Di,Li,West", "Eve,,")

    data = read_crm(write(tmp_path, sales_teams=small("sales_teams.csv", *teams, instead=True)))

    assert {user.name: (user.manager, user.regional_office) for user in data.users} == {
        "Mo": (None, "East"),
        "Li": (None, None),
        "Ann": ("Mo", "East"),
        "Bob": ("Mo", "East"),
        "Cy": ("Li", "East"),
        "Di": ("Li", "West"),
        "Eve": (None, None),
    }


def test_columns_may_come_in_any_order_and_after_a_byte_order_mark(tmp_path: Path) -> None:
    products = "\ufeffsales_price,product,series\r\n4821,GTX Pro,GTX\r\n"

    data = read_crm(write(tmp_path, products=products))

    (product,) = data.products
    assert (product.name, product.family, product.list_price) == ("GTX Pro", "GTX", 48_210_000)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"products": None}, "There is no {folder}/products.csv."),
        (
            {"products": "product,series\nGTX Pro,GTX\n"},
            "products.csv lacks the column 'sales_price'.",
        ),
        ({"products": ""}, "products.csv lacks the column 'product'."),
        (
            {"products": "product,series,sales_price,cost\nGTX Pro,GTX,1,2\n"},
            "products.csv has a column that there is no place for: 'cost'.",
        ),
        (
            {"products": "product,series,sales_price,series\nGTX Pro,GTX,1,2\n"},
            "products.csv has the same column twice.",
        ),
        (
            {"products": "product,series,sales_price\nCafé,,1\n".encode("latin-1")},
            "products.csv:2: it isn't UTF-8: byte 0xe9.",
        ),
        (
            {"products": 'product,series,sales_price\nGTX Pro,GTX,1\n"GTX,GTX,1\nMore,,1\n'},
            "products.csv:3: the row that begins here isn't CSV: unexpected end of data.",
        ),
    ],
)
def test_nothing_is_read_from_files_that_are_not_what_they_should_be(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    folder = write(tmp_path / "crm", **changed)

    with pytest.raises(FilesError) as raised:
        read_crm(folder)

    assert str(raised.value) == message.format(folder=folder)


def test_a_file_that_is_a_directory_cannot_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "crm", products=None)
    (folder / "products.csv").mkdir()

    with pytest.raises(FilesError, match=r"^products.csv can't be read: Is a directory\.$"):
        read_crm(folder)

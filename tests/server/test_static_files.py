"""What is below /static: the files of a list, as browsers can keep and trust them; no others."""

import json
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from server.graphiql import graphiql_page
from tests.server.commands import serving


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[int]:
    """A real server's: nothing between it and a path as it is sent."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(sqlite_template, folder / "clinch.db")
    with serving(folder, CLINCH_GRAPHIQL="true", CLINCH_INTROSPECTION="true") as served:
        yield served.port


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers but the date, and body of what is at exactly this path."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        said.pop("date")
        return answer.status, said, answer.read()
    finally:
        connection.close()


def test_each_file_is_served_whole_with_its_type_and_kept_for_good(port: int) -> None:
    files = graphiql_page().files

    for path, content in files.items():
        status, headers, body = ask(port, f"/static/{path}")

        assert (status, body) == (200, content)
        kind = "text/css" if path.endswith(".css") else "text/javascript"
        assert headers["content-type"] == f"{kind}; charset=utf-8"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["content-length"] == str(len(content))
    assert {path.rpartition("/")[2] for path in files} >= {"page.css", "page.js"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "page.js",
        "graphiql@4.1.2",
        "graphiql@4.1.2/",
        "graphiql@4.1.2/LICENSE",
        "graphiql@4.1.1/graphiql.min.js",
        "../graphiql/page.html",
        "%2e%2e/graphiql/page.html",
        "..%2fgraphiql%2fpage.html",
        "..%5cgraphiql%5cpage.html",
        "graphiql@4.1.2/../graphiql@4.1.2/graphiql.min.js",
        "graphiql@4.1.2//graphiql.min.js",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "graphiql@4.1.2/graphiql.min.js%00",
        "GraphiQL@4.1.2/graphiql.min.js",
    ],
)
def test_nothing_else_is(port: int, path: str) -> None:
    status, headers, body = ask(port, f"/static/{path}")

    assert (status, headers["cache-control"]) == (404, "no-store")
    assert json.loads(body)["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_the_files_are_only_read(port: int) -> None:
    path = f"/static/{next(iter(graphiql_page().files))}"

    head, post = ask(port, path, "HEAD"), ask(port, path, "POST")

    assert (head[0], head[2]) == (200, b"")
    assert post[0] == 405
    assert sorted(post[1]["allow"].split(", ")) == ["GET", "HEAD"]


def test_one_answer_leaves_nothing_in_the_next(port: int) -> None:
    path = f"/static/{next(iter(graphiql_page().files))}"
    before = ask(port, path)

    ask(port, path, Origin="https://elsewhere.example")

    after = ask(port, path)
    # Each request has an id of its own.
    assert before[1].pop("x-request-id") != after[1].pop("x-request-id")
    assert after == before

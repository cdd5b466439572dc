"""GraphiQL is fetched as the lock says, or not at all; the program works either way."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from server.graphiql import graphiql_page
from server.graphiql.assets import ASSETS
from tests.server.commands import ROOT, copy_packages, environment, serving

NOWHERE = "http://127.0.0.1:9"
SAYS = "GraphiQL couldn't be installed, so its page will load it from unpkg.com: "


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout in which nothing has been fetched yet."""
    folder = tmp_path / "copy"
    copy_packages(folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def fetch(copy: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `make setup` runs, with caches of its own."""
    given = {"PYTHONPATH": str(copy), "npm_config_cache": str(copy / "cache"), **settings}
    return subprocess.run(
        [sys.executable, str(copy / "requirements" / "graphiql" / "fetch.py")],
        env=environment(**given),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a fetch that came to nothing, without its beginning."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(SAYS)
    return line.removeprefix(SAYS)


class Impostor(BaseHTTPRequestHandler):
    """A registry whose packages have the right names and versions, and something else in them."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.endswith(".tgz"):
            return self._answer(_tarball(), "application/octet-stream")
        name = self.path.strip("/").replace("%2f", "/")
        versions = {asset.version for asset in ASSETS if asset.package == name}
        host = self.headers["Host"]
        packages = {
            version: {
                "name": name,
                "version": version,
                "dist": {"tarball": f"http://{host}/{name.rpartition('/')[2]}-{version}.tgz"},
            }
            for version in versions
        }
        body = {"name": name, "dist-tags": {"latest": max(versions)}, "versions": packages}
        return self._answer(json.dumps(body).encode(), "application/json")

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _tarball() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        content = b'{"name": "impostor", "version": "1.0.0"}'
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


@pytest.fixture
def impostor() -> Iterator[str]:
    """The address of that registry."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Impostor) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_without_a_registry_it_says_so_and_leaves_what_is_there(copy: Path) -> None:
    static = copy / "server" / "static"
    static.mkdir()
    (static / "kept").write_text("kept")

    done = fetch(copy, npm_config_registry=NOWHERE, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)

    assert said(done)
    assert [file.name for file in static.iterdir()] == ["kept"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm on this machine")
def test_what_isnt_what_the_lock_says_isnt_taken(copy: Path, impostor: str) -> None:
    done = fetch(copy, npm_config_registry=impostor)

    assert "EINTEGRITY" in said(done)
    assert any(path.endswith(".tgz") for path in Impostor.asked)
    assert not (copy / "server" / "static").exists()


UNREACHABLE = re.compile(
    r"SELF_SIGNED_CERT_IN_CHAIN|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT"
)
"""How npm says that its registry isn't there, or isn't who it says it is."""


def test_where_there_is_no_npm_it_comes_from_pypi(copy: Path) -> None:
    done = fetch(copy, PATH=str(copy))

    if "pip" in done.stderr:
        pytest.skip("PyPI can't be reached")
    if UNREACHABLE.search(done.stderr):
        pytest.skip("this npm can't reach its registry")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    static = copy / "server" / "static"
    assert graphiql_page(static).installed
    files = {file.relative_to(static).as_posix() for file in static.rglob("*") if file.is_file()}
    licences = {"react@18.3.1/LICENSE", "react-dom@18.3.1/LICENSE", "graphiql@4.1.2/LICENSE"}
    assert files == {asset.path for asset in ASSETS} | licences


def test_a_server_without_it_says_so_when_it_starts(
    copy: Path, tmp_path: Path, sqlite_template: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    shutil.copyfile(sqlite_template, work / "clinch.db")
    settings = {"CLINCH_GRAPHIQL": "true", "CLINCH_INTROSPECTION": "true"}

    with serving(work, PYTHONPATH=str(copy), **settings) as served:
        page = served.read("/graphql", Accept="text/html").decode()
        served.end(signal.SIGTERM)

    assert served.output == (
        f"Clinch serves the API at {served.address}/graphql; opened in a browser, that is "
        "GraphiQL. Ctrl-C ends it.\n"
        "GraphiQL isn't installed here, so its page loads it from unpkg.com; `make setup` installs "
        "it where npm's registry can be reached.\n"
    )
    assert page == graphiql_page(tmp_path).html


def test_a_server_that_serves_no_graphiql_doesnt_speak_of_it(
    copy: Path, tmp_path: Path, sqlite_template: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    shutil.copyfile(sqlite_template, work / "clinch.db")

    with serving(work, PYTHONPATH=str(copy)) as served:
        served.end(signal.SIGTERM)

    assert served.output == f"Clinch serves the API at {served.address}/graphql. Ctrl-C ends it.\n"

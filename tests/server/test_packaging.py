"""The wheel: what is in it, that it runs without the checkout, and that its names are free."""

import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from db.migrating import newest_revision
from server.graphiql import Page
from tests.server.commands import COMMAND, PACKAGES, ROOT, environment, serving

BESIDE = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
SITE_PACKAGES = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}

ELSEWHERE = """
import sys
sys.path[:0] = sys.argv[1:]
from server.app import create_app
from server.cli import app
for command in ("migrate", "seed", "schema"):
    app([command], standalone_mode=False)
create_app()
places = {str(getattr(module, "__file__", "")) for module in list(sys.modules.values())}
print("FROM", *sorted({place for place in places if "/server/" in place or "/db/" in place}))
"""
"""Everything that a new installation does first, with the folders of its arguments alone."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the checkout, so that building leaves nothing in it."""
    copy = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("*.pyc"))
    for file in BESIDE:
        shutil.copyfile(ROOT / file, copy / file)
    for stray in ("tests/test_stray.py", "db/stray.db", "stray.py", "docs/stray.md"):
        (copy / stray).parent.mkdir(exist_ok=True)
        (copy / stray).write_text("stray = True\n")
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "-w", str(folder), str(copy)],
        env=environment(PIP_DISABLE_PIP_VERSION_CHECK="1"),
        check=True,
        timeout=120,
    )
    (built,) = folder.iterdir()
    return built


def contents(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_it_has_the_six_packages_and_nothing_else(wheel: Path) -> None:
    names = contents(wheel)

    top = {name.partition("/")[0] for name in names}
    information = wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"
    assert top == {*PACKAGES, information}
    assert [name for name in names if "stray" in name or "__pycache__" in name] == []


def test_every_file_of_the_packages_is_in_it(wheel: Path) -> None:
    names = set(contents(wheel))
    files = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in {".pyc", ".db"}
    }

    assert files <= names
    assert {
        "db/migrations/env.py",
        "db/migrations/script.py.mako",
        "db/migrations/versions/v0001_first_schema.py",
        "schema/schema.graphql",
        "server/graphiql/page.html",
        "server/graphiql/story/1-list.graphql",
        "server/graphiql/story/5-reopen.graphql",
    } <= names


def test_it_says_what_it_is_and_what_it_needs(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        folder = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = archive.read(folder).decode()
        entry_points = archive.read(folder.replace("METADATA", "entry_points.txt")).decode()

    needs = re.findall(r"^Requires-Dist: ([\w.-]+)(?!.* extra ==)", metadata, re.MULTILINE)
    wanted = [re.split(r"[\[;]", each)[0].strip() for each in project["dependencies"]]
    assert sorted(needs) == sorted(wanted)
    assert "\nName: clinch\n" in metadata
    assert f"\nVersion: {project['version']}\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert entry_points.split() == ["[console_scripts]", "clinch", "=", "server.cli:main"]


def test_it_runs_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, work = tmp_path / "installed", tmp_path / "work"
    work.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)

    # -I and -S: no PYTHONPATH, no working folder, and no .pth file, which could name the checkout.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ELSEWHERE, str(installed), *SITE_PACKAGES],
        cwd=work,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    said, _, places = done.stdout.partition("FROM ")
    assert said.startswith(
        f"Migrated the database from nothing to revision {newest_revision()}.\n"
        "Wrote the demo data. Try to close "
    )
    assert said.endswith((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    checkout = tuple(f"{ROOT}/{package}/" for package in PACKAGES)
    assert [place for place in places.split() if place.startswith(checkout)] == []
    assert f"{installed}/server/cli.py" in places.split()
    assert {file.name for file in work.iterdir()} == {"clinch.db", "clinch.db-owner"}


def test_it_serves_graphiql_out_of_itself(
    wheel: Path, tmp_path: Path, sqlite_template: Path, installed_graphiql: Page
) -> None:
    installed, work = tmp_path / "installed", tmp_path / "work"
    work.mkdir()
    shutil.copyfile(sqlite_template, work / "clinch.db")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    paths = [str(installed), *SITE_PACKAGES]
    alone = f"import sys; sys.path[:0] = {paths!r}; from server.cli import main; main()"

    # As above: nothing of the checkout can be found.
    command = (COMMAND[0], "-I", "-S", "-c", alone)
    settings = {"CLINCH_GRAPHIQL": "true", "CLINCH_INTROSPECTION": "true"}
    with serving(work, command=command, **settings) as served:
        page = served.read("/graphql", Accept="text/html")
        files = {path: served.read(f"/static/{path}") for path in installed_graphiql.files}
        served.end(signal.SIGTERM)

    assert page.decode() == installed_graphiql.html
    assert files == installed_graphiql.files
    assert "unpkg" not in served.output


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_has_a_package_of_this_name(name: str) -> None:
    owners = set(packages_distributions().get(name, ()))

    assert owners <= {"clinch"}
    assert name not in sys.stdlib_module_names
    found = {path for folder in SITE_PACKAGES for path in Path(folder).glob(f"{name}*")}
    taken = {path for path in found if path.name.split(".")[0] == name}
    assert owners == {"clinch"} or taken == set()

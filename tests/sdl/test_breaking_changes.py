"""What breaks a client is named in CHANGELOG.md, under "Unreleased", by its coordinate."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.sdl.base import VARIABLE, NoBaseError, base_branch_sdl
from tests.sdl.breaking import CHANGELOG, names, unnamed
from tests.sdl.node import HERE, ROOT, SCHEMA, needs_node

PLANTED = {
    "Account.sector": ("  sector: String\n", "  industry: String\n"),
    "Opportunity.name": ('  """The topic."""\n  name: String!', '  """Topic."""\n  name: String'),
    "Query.accounts(first:)": ("    first: Int\n", "    limit: Int\n"),
    "Rating.COLD": ("  COLD\n", "  ICY\n"),
    "CreateAccountInput.sector": ("  sector: String\n", "  industry: String\n"),
    "Competitor": ("type Competitor implements Node {", "type Competitor {"),
}
"""What is broken, and how: in the text from where its type or field begins."""


def demand(missing: list[str]) -> None:
    """Fails with what has to be written."""
    if missing:
        pytest.fail("\n".join(["Write in CHANGELOG.md under Unreleased:", *missing]), pytrace=False)


@needs_node()
def test_what_breaks_since_the_last_release_is_named() -> None:
    demand(unnamed(HERE / "released.graphql", SCHEMA, CHANGELOG.read_text("utf-8")))


@needs_node()
def test_what_this_branch_breaks_is_named(tmp_path: Path) -> None:
    try:
        sdl = base_branch_sdl(ROOT)
    except NoBaseError as error:
        pytest.skip(f"{error}: {VARIABLE} can name the base's SDL")
    before = tmp_path / "base.graphql"
    before.write_text(sdl, "utf-8")

    demand(unnamed(before, SCHEMA, CHANGELOG.read_text("utf-8")))


@needs_node()
@pytest.mark.parametrize("at", PLANTED)
def test_given_a_planted_breaking_change_then_it_has_to_be_named(tmp_path: Path, at: str) -> None:
    after = tmp_path / "schema.graphql"
    after.write_text(broken(at), "utf-8")
    before = "# Changelog\n\n## Unreleased\n\n- `Account.name` is new.\n"

    missing = unnamed(SCHEMA, after, f"{before}\n## 0.1.0\n\n- Breaking: `{at}` went.\n")

    (line,) = missing
    assert line.startswith(f"- Breaking: `{at}`: ")
    with pytest.raises(pytest.fail.Exception, match=re.escape(line)):
        demand(missing)
    assert unnamed(SCHEMA, after, f"{before}{line}\n") == []


@needs_node()
def test_given_only_additions_then_nothing_has_to_be_named(tmp_path: Path) -> None:
    after = tmp_path / "schema.graphql"
    written = SCHEMA.read_text("utf-8")
    after.write_text(
        written.replace("  sector: String\n", "  sector: String\n  more: Int\n"), "utf-8"
    )

    assert after.read_text("utf-8") != written
    assert unnamed(SCHEMA, after, "# Changelog\n") == []


def test_names_are_read_from_breaking_items_under_unreleased_alone() -> None:
    changelog = (
        "# Changelog\n\n## Unreleased\n\n- `A.added` is new.\n- Breaking: `A.b` and\n"
        "  `C.d(e:)` went.\n- `F` is faster.\n\n## 0.1.0\n\n- Breaking: `G` went.\n"
    )

    assert names(changelog) == {"A.b", "C.d(e:)"}
    assert names("# Changelog\n\n## 0.1.0\n\n- Breaking: `G` went.\n") == set()


def test_given_a_branch_then_its_base_is_where_it_left_main(tmp_path: Path) -> None:
    git(tmp_path, "init", "--initial-branch=main")
    commit(tmp_path, "type A")
    git(tmp_path, "switch", "--create", "work")
    commit(tmp_path, "type B")
    git(tmp_path, "switch", "main")
    commit(tmp_path, "type C")

    with pytest.raises(NoBaseError, match="HEAD is a commit of main"):
        base_branch_sdl(tmp_path, {})
    git(tmp_path, "switch", "work")
    assert base_branch_sdl(tmp_path, {}) == "type A"


def test_given_a_clone_of_main_then_only_what_comes_after_it_has_a_base(tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "--initial-branch=main")
    commit(origin, "type A")
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))

    with pytest.raises(NoBaseError, match="HEAD is a commit of main"):
        base_branch_sdl(clone, {})
    commit(clone, "type B")
    assert base_branch_sdl(clone, {}) == "type A"


def test_given_no_repository_then_a_file_can_be_named(tmp_path: Path) -> None:
    sdl = tmp_path / "base.graphql"
    sdl.write_text("type A", "utf-8")

    with pytest.raises(NoBaseError, match="this is no git repository"):
        base_branch_sdl(tmp_path, {})
    assert base_branch_sdl(tmp_path, {VARIABLE: str(sdl)}) == "type A"


def broken(at: str) -> str:
    """The schema with what is at this coordinate broken."""
    sound, fault = PLANTED[at]
    written = SCHEMA.read_text("utf-8")
    type_, _, rest = at.partition(".")
    start = min(
        where
        for word in ("type", "input", "enum")
        if (where := written.find(f"\n{word} {type_} ")) >= 0
    )
    if "(" in rest:
        start = written.index(f"\n  {rest.partition('(')[0]}(", start)
    assert sound in written[start:]
    return written[:start] + written[start:].replace(sound, fault, 1)


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*command, *arguments], check=True, capture_output=True)


def commit(folder: Path, sdl: str) -> None:
    (folder / "schema").mkdir(exist_ok=True)
    (folder / "schema" / "schema.graphql").write_text(sdl, "utf-8")
    git(folder, "add", "schema")
    git(folder, "commit", "--quiet", "--message", sdl)

"""The schema has no finding of graphql-schema-linter, nor of @graphql-eslint with Relay's rules."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.sdl.node import HERE, SCHEMA, needs_node, run

pytestmark = needs_node()


def schema_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """graphql-schema-linter on the folder's schema.graphql."""
    script = "node_modules/graphql-schema-linter/lib/cli.js"
    return run(script, "--config-directory", HERE, "schema.graphql", folder=folder)


def eslint(folder: Path) -> subprocess.CompletedProcess[str]:
    """@graphql-eslint on the folder's schema.graphql; a warning counts."""
    options = ("--config", HERE / "eslint.config.mjs", "--max-warnings", "0")
    return run("node_modules/eslint/bin/eslint.js", *options, "schema.graphql", folder=folder)


def planted(folder: Path, faults: Mapping[str, tuple[str, str]]) -> Path:
    """A folder with the schema, spoilt in so many places."""
    written = SCHEMA.read_text("utf-8")
    for sound, fault in faults.values():
        assert sound in written
        written = written.replace(sound, fault, 1)
    (folder / "schema.graphql").write_text(written, "utf-8")
    return folder


def test_graphql_schema_linter_has_no_finding() -> None:
    linted = schema_linter(SCHEMA.parent)

    assert (linted.stdout.strip(), linted.returncode) == ("✔ 0 errors detected", 0)


def test_graphql_eslint_has_no_finding() -> None:
    linted = eslint(SCHEMA.parent)

    assert (linted.stdout, linted.stderr, linted.returncode) == ("", "", 0)


def test_given_planted_faults_then_graphql_schema_linter_finds_them(tmp_path: Path) -> None:
    faults = {
        "defined-types-are-used": ("enum Rating ", 'scalar Unused\n\n"""It."""\nenum Rating '),
        "enum-values-have-descriptions": ('  """Won or lost."""\n  OUTCOME', "  OUTCOME"),
        "fields-are-camel-cased": ("  sector: String", "  line_of_business: String"),
        "fields-have-descriptions": ('  """The year it was founded in."""\n', ""),
        "relay-connection-types-spec": ("  edges: [AccountEdge!]!", "  edges: AccountEdge!"),
        "relay-page-info-spec": ("  hasNextPage: Boolean!", "  hasNextPage: Boolean"),
    }

    linted = schema_linter(planted(tmp_path, faults))

    assert linted.returncode == 1
    assert set(re.findall(r" ([a-z]+-[a-z-]+) *\n", linted.stdout)) == set(faults)


def test_given_planted_faults_then_graphql_eslint_finds_them(tmp_path: Path) -> None:
    faults = {
        "naming-convention": ("  accounts(", "  getAccounts("),
        "no-typename-prefix": ("  sector: String", "  accountSector: String"),
        "relay-arguments": ("    after: String\n", "    afterwards: String\n"),
        "relay-connection-types": ("  pageInfo: PageInfo!", "  pageInfo: PageInfo"),
        "relay-edge-types": ("  node: Account!", "  node: [Account!]!"),
        "relay-page-info": ("  hasNextPage: Boolean!", "  hasNextPage: Boolean"),
        "require-description": ('"""A company that buys, or might."""\n', ""),
        "no-unreachable-types": ("enum Rating ", 'scalar Unused\n\n"""It."""\nenum Rating '),
        "strict-id-in-types": (
            '"""What kind of actor a user is."""',
            '"""It."""\ntype Actor {\n  """It."""\n  user: User\n}\n\n"""What kind."""',
        ),
    }

    linted = eslint(planted(tmp_path, faults))

    assert linted.returncode == 1
    assert set(re.findall(r"@graphql-eslint/([a-z-]+)", linted.stdout)) == set(faults)

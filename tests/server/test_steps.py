"""What a small read takes of Python doesn't grow unseen."""

import sys
from pathlib import Path

import pytest
import uvloop

from benchmarks.front import count

REQUESTS = 100
BYTECODES = 5_400
"""A request's: `python -m benchmarks.front` says of which files."""


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other Pythons have other bytecodes")
def test_a_small_read_takes_no_more_steps_than_it_did(tmp_path: Path) -> None:
    counted = uvloop.run(count(tmp_path / "front.db", REQUESTS))

    assert counted.total() / REQUESTS <= BYTECODES
    # The control: it is the whole way that was counted.
    assert {"httptools_impl.py", "answering.py"} <= {Path(file).name for file in counted}

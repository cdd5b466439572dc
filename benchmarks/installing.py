"""The Node peers' packages, installed from their lock file at the first run."""

import hashlib
import subprocess
import sys
from typing import Final

from benchmarks.contenders import PEERS

_SECONDS: Final = 900


def install_peers() -> None:
    """Bring node_modules to what the lock file says, unless it is that already."""
    lock = hashlib.sha256((PEERS / "package-lock.json").read_bytes()).hexdigest()
    done = PEERS / "node_modules" / ".installed"
    if done.exists() and done.read_text() == lock:
        return
    sys.stderr.write("Installing the Node peers, once …\n")
    subprocess.run(
        ("npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"),
        cwd=PEERS,
        check=True,
        timeout=_SECONDS,
    )
    done.write_text(lock)

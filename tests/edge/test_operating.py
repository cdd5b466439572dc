"""What docs/operating.md says of times and sizes is what the files and the settings have."""

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from server.connections import BoundedConnection
from server.draining import LEAVING_SECONDS, seconds_to_finish
from server.listening import FILES
from server.observing.exchange import GOOD_ID
from server.settings import Settings
from tests.edge.proxies import CONFIGURATIONS
from tests.server.commands import ROOT

DOCUMENT = (ROOT / "docs" / "operating.md").read_text()
NGINX = (CONFIGURATIONS / "nginx.conf").read_text()
HAPROXY = (CONFIGURATIONS / "haproxy.cfg").read_text()
SERVICE = (CONFIGURATIONS / "clinch.service").read_text()
KEEP_ALIVE = inspect.signature(uvicorn.Config).parameters["timeout_keep_alive"].default
PING = inspect.signature(uvicorn.Config).parameters["ws_ping_interval"].default


def number(text: str, before: str) -> int:
    """The number after these words, which stand there once."""
    (found,) = re.findall(rf"{re.escape(before)}\s*(\d+)", text)
    return int(found)


def default(name: str) -> float:
    value: float = Settings.model_fields[name].default
    return value


def test_every_file_is_there_and_named() -> None:
    named = set(re.findall(r"\]\(operating/([\w.]+)\)", DOCUMENT))

    assert named == {path.name for path in CONFIGURATIONS.iterdir()}


def test_sizes_are_the_settings() -> None:
    assert number(NGINX, "client_max_body_size") * 1024 == default("max_body")
    assert number(HAPROXY, "req.body_size gt") == default("max_body")
    assert BoundedConnection.head_bytes == 65_536
    assert number(SERVICE, "LimitNOFILE=") == FILES


def test_an_id_of_a_request_is_what_clinch_takes_for_one() -> None:
    form = f"^{GOOD_ID.pattern.decode()}$"

    assert (NGINX.count(form), HAPROXY.count(form)) == (1, 1)


def test_each_waits_longer_than_what_it_waits_for() -> None:
    operation = default("operation_timeout")
    waits = {
        number(NGINX, "proxy_read_timeout"),
        number(HAPROXY, "timeout server"),
        number(HAPROXY, "timeout tunnel"),
    }
    assert min(waits) > max(operation, PING)
    to_end = default("drain_seconds") + seconds_to_finish(operation) + LEAVING_SECONDS
    assert number(SERVICE, "TimeoutStopSec=") > to_end == operation + 10
    # A proxy gives a connection up before Clinch closes it under a request.
    assert number(NGINX.partition("upstream")[2], "keepalive_timeout") < KEEP_ALIVE == 5
    assert number(HAPROXY, "pool-purge-delay") * 2 < KEEP_ALIVE


def test_the_service_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed")
    unit = tmp_path / "clinch.service"
    # Where it will be installed there is nothing yet.
    unit.write_text(SERVICE.replace("/opt/clinch/.venv/bin/clinch", sys.executable))

    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )

    said = [line for line in done.stderr.splitlines() if "clinch" in line]
    assert (done.returncode, said) == (0, [])

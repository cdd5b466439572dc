"""The proxies of docs/operating, run with their own configuration before a server of the tests."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.server.commands import ROOT, free_port

CONFIGURATIONS: Final = ROOT / "docs" / "operating"
FILES: Final = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}
QUICK: Final = {
    "nginx": {"client_header_timeout 10s": 1, "client_body_timeout 10s": 1},
    "haproxy": {"timeout http-request 10s": 1},
}
"""What tests can't wait for, and the seconds that they give instead."""


def configuration(proxy: str, backend: int, port: int) -> str:
    """The documented one, but for its ports and for the time it gives slow clients."""
    text = (CONFIGURATIONS / FILES[proxy]).read_text()
    changes = {"127.0.0.1:8000": f"127.0.0.1:{backend}"}
    changes |= {
        whole: whole.replace("10s", f"{seconds}s") for whole, seconds in QUICK[proxy].items()
    }
    changes |= {"listen 80;": f"listen 127.0.0.1:{port};"} if proxy == "nginx" else {}
    if proxy == "haproxy":
        changes |= {"bind :80\n": f"bind 127.0.0.1:{port}\n", "maxconn 16384": "maxconn 1000"}
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def with_tls(text: str, port: int, certificate: Path, key: Path) -> str:
    """The same with its lines about TLS in force."""
    text = text.replace("#tls ", "")
    text = re.sub(r"listen 443", f"listen 127.0.0.1:{port}", text)
    text = re.sub(r"bind :443", f"bind 127.0.0.1:{port}", text)
    text = text.replace("/etc/ssl/certs/api.example.com.pem", str(certificate))
    return re.sub(r"/etc/ssl/private/api\.example\.com\.\w+", str(key), text)


def program(proxy: str) -> str:
    """Where it is; the test is skipped where there is none."""
    found = shutil.which(proxy, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{proxy} isn't installed")
    return found


@contextmanager
def running(proxy: str, folder: Path, text: str, port: int) -> Iterator[None]:
    """The proxy, which listens; it ends afterwards."""
    file = folder / FILES[proxy]
    file.write_text(text)
    if proxy == "nginx":
        for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (folder / name).mkdir(exist_ok=True)
        own = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        if os.geteuid() == 0:
            own += " user root;"
        paths = "".join(
            f"{name}_temp_path {folder}/{name.removeprefix('client_')};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(text.replace("http {", f"http {{ access_log off; {paths}", 1))
        command = [program(proxy), "-p", str(folder), "-c", str(file), "-g", own]
    else:
        command = [program(proxy), "-db", "-f", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            _wait(process, port)
            yield
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    process.terminate()
    pytest.fail(f"the proxy didn't start: {process.communicate()[0].decode()}")


@contextmanager
def before(proxy: str, backend: int, folder: Path) -> Iterator[int]:
    """The proxy before the server on this port; its own port."""
    program(proxy)
    port = free_port()
    with running(proxy, folder, configuration(proxy, backend, port), port):
        yield port

"""Where the server listens, and how it logs."""

import copy
import ipaddress
import resource
import socket
from typing import Any, Final

import uvicorn

from server.json_log import JsonFormatter
from server.observing.request_log import Level, LogFormat
from server.sockets import LOGGER as SOCKETS

FILES: Final = 65_536
"""Open files that suffice; each connection is one."""


def check_address(host: str, port: int) -> None:
    """Raise OSError if the server can't listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    socket.create_server((host, port), family=family).close()


def raise_file_limit() -> None:
    """Let this process open as many connections as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def log_config(level: Level, log_format: LogFormat) -> dict[str, Any]:
    """The server's logging: uvicorn's own, for everybody's messages, with the time in front."""
    config = copy.deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["formatters"]["default"]["fmt"] = "%(asctime)s %(levelprefix)s %(message)s"
    if log_format == "json":
        config["formatters"]["default"] = {"()": JsonFormatter}
    config["root"] = {"handlers": ["default"], "level": "WARNING"}
    ours = {"handlers": ["default"], "level": level.upper(), "propagate": False}
    config["loggers"]["clinch"] = ours
    # It advises to set what isn't a setting here; the WebSockets' view says it in our words.
    config["loggers"]["strawberry.ws"] = {"level": "ERROR"}
    config["loggers"][SOCKETS] = {"level": "ERROR"}
    # It repeats what it can't read of a client's trace.
    config["loggers"]["opentelemetry.trace"] = {"level": "ERROR"}
    return config

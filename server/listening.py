"""Where the server listens, and how it logs."""

import copy
import ipaddress
import socket
from typing import Any

import uvicorn


def check_address(host: str, port: int) -> None:
    """Raise OSError if the server can't listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    socket.create_server((host, port), family=family).close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def log_config(level: str) -> dict[str, Any]:
    """The server's logging: uvicorn's own, for Clinch's messages too, with the time in front."""
    config = copy.deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["formatters"]["default"]["fmt"] = "%(asctime)s %(levelprefix)s %(message)s"
    config["loggers"]["clinch"] = {"handlers": ["default"], "level": level.upper()}
    return config

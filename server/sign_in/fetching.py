"""A JSON document of the provider by HTTP: bounded in size and time, and no redirects."""

import http.client
import json
import time
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from server.sign_in.addresses import fault_of, is_loopback

MOST_BYTES: Final = 524_288
"""Far more than any provider's keys."""
TIMEOUT: Final = 5.0
"""Seconds in which a connection has to be made, and something has to come each time."""
DEADLINE: Final = 10.0
"""Seconds in which all of it has to be there."""


class FetchError(Exception):
    """What couldn't be had, from where, and why."""


def fetch_object(url: str) -> dict[str, Any]:
    """The JSON object that is there; it blocks, so it goes to a thread. Raises FetchError."""
    fault = fault_of(url)
    if fault:
        message = f"{url!r}: {fault}."
        raise FetchError(message)
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "clinch"})  # noqa: S310 - looked at above
    ends = time.monotonic() + DEADLINE
    try:
        with _opener(url).open(request, timeout=TIMEOUT) as answer:
            content = _read(answer, ends)
    except FetchError as error:
        message = f"{url} {error}."
    except HTTPError as error:
        error.close()
        message = f"{url} answered {error.code}."
    except URLError as error:
        message = f"{url} can't be reached: {error.reason}."
    except (OSError, http.client.HTTPException) as error:
        message = f"{url} can't be read: {str(error) or type(error).__name__}."
    else:
        return _object(content, url)
    raise FetchError(message) from None


def _opener(url: str) -> OpenerDirector:
    """HTTP and nothing else: no file:, and no redirects, as documents are where they should be.

    The environment's proxy is used, except on this machine.
    """
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    if not is_loopback(url):
        opener.add_handler(ProxyHandler())
    return opener


def _read(answer: http.client.HTTPResponse, ends: float) -> bytes:
    content = b""
    while chunk := answer.read1(65_536):
        content += chunk
        if len(content) > MOST_BYTES:
            message = f"answers more than {MOST_BYTES} bytes"
            raise FetchError(message)
        if time.monotonic() > ends:
            message = f"takes more than {DEADLINE:.0f} seconds"
            raise FetchError(message)
    return content


def _object(content: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        message = f"{url} doesn't answer a JSON object."
        raise FetchError(message)
    return found

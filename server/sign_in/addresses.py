"""Where a provider may be: behind TLS, or on this machine."""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def is_loopback(url: str) -> bool:
    """Whether it is on this machine, by its name alone."""
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        return False


def fault_of(url: str) -> str | None:
    """Why nothing can be fetched from there, in words that don't repeat it."""
    try:
        parts = urlsplit(url)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return "It isn't a URL"
    if parts.scheme not in ("https", "http") or not parts.hostname or not known:
        return "It isn't a URL such as https://login.example.com"
    if not url.isascii() or any(character <= " " for character in url):
        return "It has characters that a URL can't have"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return "It has to be https:// (http:// only on this machine)"
    if parts.username is not None or parts.fragment:
        return "It can have neither a user nor a fragment"
    return None

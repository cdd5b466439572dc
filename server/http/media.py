"""Media types: which one answers this Accept header, and which a body may have."""

from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
HTML: Final = "text/html"
OFFERED: Final = (JSON, GRAPHQL_RESPONSE)
"""What an answer can be; the first one where the client likes all the same."""
_LONGEST: Final = 512
"""Accept headers up to this length are remembered with what they came to."""

_Range = tuple[str, float]


def negotiate(accept: str, offered: tuple[str, ...] = OFFERED) -> str | None:
    """The offered type that the header likes best; None if it takes none.

    Of those it likes as much, the one that it names more exactly, then the one it names first
    (RFC 9110, 12.5.1). An empty header takes anything.
    """
    return (_remembered if len(accept) <= _LONGEST else _negotiate)(accept, offered)


def _negotiate(accept: str, offered: tuple[str, ...]) -> str | None:
    if not accept.strip():
        return offered[0]
    ranges = [found for part in accept.split(",") if part and (found := _range(part))]
    best, best_rank = None, (0.0, 0, 0)
    for type_ in offered:
        matching = [
            (_exactness(name, type_), quality, -place)
            for place, (name, quality) in enumerate(ranges)
            if _exactness(name, type_)
        ]
        if not matching:
            continue
        exactness, quality, place = max(matching)
        rank = (quality, exactness, place)
        if quality > 0 and (best is None or rank > best_rank):
            best, best_rank = type_, rank
    return best


_remembered = lru_cache(256)(_negotiate)


def _range(part: str) -> _Range | None:
    """A media range and its quality; None for what isn't one, or asks for another encoding."""
    name, *parameters = (each.strip().lower() for each in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
        elif key == "charset" and value.strip('"') not in {"utf-8", "utf8"}:
            return None
    return (name, quality) if 0 <= quality <= 1 else None


def _exactness(name: str, type_: str) -> int:
    """How exactly a range names a type: 3 by its name, 2 by its kind, 1 as anything, 0 not."""
    if name == type_:
        return 3
    if name == f"{type_.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8."""
    if content_type == JSON:
        return True
    # What else Python takes for space is part of a name, as browsers read it.
    name, *parameters = (each.strip(" \t").lower() for each in content_type.split(";"))
    charsets = [each.partition("=")[2].strip('" ') for each in parameters if each[:8] == "charset="]
    return name == JSON and set(charsets) <= {"utf-8", "utf8"}

"""What is said of a setting whose text can't be read, or is out of its range."""

from collections.abc import Mapping
from typing import Any, Final

_WHOLE_NUMBER: Final = "It has to be a whole number"
_WORDS: Final[Mapping[str, str]] = {
    "bool_parsing": "It has to be true or false",
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "float_parsing": "It has to be a number",
    "greater_than": "It has to be more than {gt:.15g}",
    "greater_than_equal": "It has to be at least {ge:.15g}",
    "less_than_equal": "It has to be at most {le:.15g}",
    "literal_error": "It has to be {expected}",
}
"""By the type of what Pydantic finds by itself."""
_OUR_OWN: Final = "Value error, "


def fault_words(fault: Mapping[str, Any]) -> str:
    """A sentence, whether Pydantic found the fault or one of our own validators."""
    words: str = fault["msg"].removeprefix(_OUR_OWN)
    if fault["type"] in _WORDS:
        words = _WORDS[fault["type"]].format_map(fault.get("ctx", {}))
    return f"{words.rstrip('.')}."

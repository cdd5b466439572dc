"""The cases' documents in PostGraphile's words, aliased so that the answers are alike."""

from typing import Final

DOCUMENTS: Final[dict[str, str]] = {}

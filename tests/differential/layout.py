"""Odd whitespace, commas and comments between a document's tokens change nothing."""

from collections.abc import Iterator
from itertools import cycle

from graphql import Lexer, Source, TokenKind

from tests.differential.choices import Choices

LAYOUTS = (
    (" ",),
    ("\n", " ", "\t"),
    (", ", " ", ",,\n"),
    (' # é 北 { " } ...\r\n', " ", " ", "\n"),
    ("\r", "  ,  ", "#\n", " #, comment\n\n"),
)
"""What stands between tokens, in turn; any of it separates two names."""


def laid_out(choices: Choices, text: str) -> str:
    """The same document in one of the layouts."""
    separators = choices.one(LAYOUTS)
    return text if separators == (" ",) else "".join(_spaced(text, cycle(separators)))


def _spaced(text: str, separators: Iterator[str]) -> Iterator[str]:
    lexer = Lexer(Source(text))
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        yield next(separators)
        yield text[token.start : token.end]
    yield next(separators)

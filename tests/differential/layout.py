"""Odd whitespace, commas and comments between a document's tokens change nothing."""

from collections.abc import Iterator
from itertools import cycle

from graphql import Lexer, Source, TokenKind

from tests.differential.choices import Choices

LAYOUTS = (
    (" ",),
    ("\n", " ", "\t"),
    (", ", " ", ",,\n"),
    (" # é 北 { \" } ...\r\n", " ", " ", "\n"),
    ("\r", "  ,  ", "#\n", " #, comment\n\n"),
)
"""What stands between tokens, in turn; any of it separates two names."""

_TIGHT = {TokenKind.BRACE_L, TokenKind.BRACE_R, TokenKind.PAREN_L, TokenKind.PAREN_R}


def laid_out(choices: Choices, text: str) -> str:
    """The same document in one of the layouts."""
    separators = choices.one(LAYOUTS)
    return text if separators == (" ",) else "".join(_spaced(text, cycle(separators)))


def minified(text: str) -> str:
    """The same document without whitespace, but where names would run together."""
    written = ""
    for kind, token in _tokens(text):
        apart = not written or kind in _TIGHT or written[-1] in "{}()"
        written += token if apart else f" {token}"
    return written


def _spaced(text: str, separators: Iterator[str]) -> Iterator[str]:
    for _, token in _tokens(text):
        yield next(separators)
        yield token
    yield next(separators)


def _tokens(text: str) -> Iterator[tuple[TokenKind, str]]:
    lexer = Lexer(Source(text))
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        yield token.kind, text[token.start : token.end]

"""Documents that clients name instead of sending: by hash (APQ), or by an id that is trusted."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLError

from resolvers.bounded import Bounded
from resolvers.documents import Documents
from resolvers.faults import FaultCode
from server.refusing import RequestRefused
from server.request import GraphQLRequest

NOT_FOUND: Final = "PersistedQueryNotFound"
"""The word that Apollo's and urql's clients look for; they send the document then."""
NOT_SUPPORTED: Final = "PersistedQueryNotSupported"
"""The same for: always send the document."""
NO_QUERY: Final = "The request has no `query`."
APQ_VERSION: Final = 1
PREFIX: Final = "sha256:"
"""How a document's id says that it is the hash of its text."""


class TrustedDocumentsError(Exception):
    """A file of trusted documents that can't be used; the message says why."""


def read_trusted_documents(file: Path, documents: Documents) -> dict[str, str]:
    """The documents in a JSON file {documentId: document}, each as any other has to be."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except OSError as error:
        message = f"{file} can't be read: {error.strerror}."
        raise TrustedDocumentsError(message) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        message = f"{file} has to be a JSON object: an id and the text of a document, each."
        raise TrustedDocumentsError(message)
    for identifier, text in found.items():
        errors: Sequence[GraphQLError]
        try:
            errors = documents.get(text).errors
        except GraphQLError as error:
            errors = [error]
        if errors:
            message = f"{file}, document {identifier!r}: {errors[0].message}"
            raise TrustedDocumentsError(message)
    return found


class PersistedDocuments:
    """Finds a request's document: in the request, by its hash, or by its trusted id."""

    def __init__(
        self, size: int, trusted: Mapping[str, str] | None = None, *, only_trusted: bool = False
    ) -> None:
        self._newcomers: Bounded[str, str] = Bounded(size // 4, len)
        self._regulars: Bounded[str, str] = Bounded(size - size // 4, len)
        self._trusted = trusted or {}
        self._texts = frozenset(self._trusted.values())
        self._only_trusted = only_trusted

    @property
    def kept(self) -> int:
        """How many documents are kept by their hash."""
        return len(self._newcomers) + len(self._regulars)

    def text(self, request: GraphQLRequest) -> str:
        """The document's text; RequestRefused if there is none, or not that one."""
        if request.document_id is not None:
            return self._by_id(request.document_id, request.query)
        found = _persisted_query(request.extensions)
        if found is None:
            if request.query is None:
                raise RequestRefused(400, NO_QUERY)
            return self._allowed(request.query)
        return self._by_hash(found, request.query)

    def _by_id(self, identifier: str, query: str | None) -> str:
        text = self._trusted.get(identifier)
        if text is None and identifier.startswith(PREFIX):
            return self._by_hash(identifier.removeprefix(PREFIX).lower(), query)
        if text is None:
            message = "There is no trusted document with this documentId."
            raise RequestRefused(
                400, message, FaultCode.PERSISTED_QUERY_NOT_FOUND, everywhere=False
            )
        if query not in {None, text}:
            message = "`query` isn't the document that `documentId` names: send one of them."
            raise RequestRefused(400, message)
        return text

    def _by_hash(self, hash_: str, query: str | None) -> str:
        if query is None:
            text = self._trusted.get(hash_) or self._trusted.get(PREFIX + hash_)
            text = text or self._named(hash_)
            if text is None:
                raise self._missing()
            return text
        text = self._allowed(query)
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != hash_:
            message = "The hash isn't the SHA-256 of `query`."
            raise RequestRefused(400, message)
        if self._regulars.get(hash_) is None:
            self._newcomers.put(hash_, text)
        return text

    def _named(self, hash_: str) -> str | None:
        """What is kept by this hash; from now on no flood of others crowds it out."""
        text = self._newcomers.pop(hash_)
        if text is None:
            return self._regulars.get(hash_)
        self._regulars.put(hash_, text)
        return text

    def _missing(self) -> RequestRefused:
        """200, whatever the client takes: Apollo and urql read no other answer."""
        if self._regulars.limit:
            return RequestRefused(200, NOT_FOUND, FaultCode.PERSISTED_QUERY_NOT_FOUND)
        return RequestRefused(200, NOT_SUPPORTED, FaultCode.PERSISTED_QUERY_NOT_SUPPORTED)

    def _allowed(self, query: str) -> str:
        if self._only_trusted and query not in self._texts:
            message = (
                "Only trusted documents are answered here: send the `documentId` of one of them."
            )
            raise RequestRefused(403, message)
        return query


def _persisted_query(extensions: Mapping[str, Any] | None) -> str | None:
    """The hash in `extensions.persistedQuery`; None where there is none."""
    if not extensions or "persistedQuery" not in extensions:
        return None
    given = extensions["persistedQuery"]
    if not isinstance(given, dict) or not isinstance(given.get("sha256Hash"), str):
        message = "`extensions.persistedQuery` has to be an object with a `sha256Hash`."
        raise RequestRefused(400, message)
    if given.get("version") != APQ_VERSION:
        message = f"`extensions.persistedQuery.version` has to be {APQ_VERSION}."
        raise RequestRefused(400, message)
    hash_: str = given["sha256Hash"]
    return hash_.lower()

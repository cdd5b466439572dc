"""The files below /static: those of a list, each with its type, kept by browsers for good."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript"}
HEADERS: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Their paths have a version or a hash in them: what is behind one never changes."""


def serve_files(files: Mapping[str, bytes]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for `/static/{path:path}`: the file of exactly this path, or 404."""

    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if path not in files:
            raise HTTPException(404)
        media_type = MEDIA_TYPES[PurePosixPath(path).suffix]
        return Response(files[path], headers=HEADERS, media_type=media_type)

    return serve

"""Documents over HTTP: the file's bytes as they are, what it is about in the query."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from ecopark.judge.documents import DOCUMENT, Handed
from ecopark.serve.api.asking import Everyone, Triagers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.documents import add_document, document_bytes

router = APIRouter(prefix="/documents", tags=["criteria"])


async def _body(request: Request) -> bytes:
    return await request.body()


@router.get("", summary="Documents", responses=A_PAGE)
def documents(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """A firm sees its own and the public ones; without sign-in only the public ones."""
    return records_page(ask, DOCUMENT, cursor, limit)


@router.post("", summary="Hand in a document", status_code=201, responses={200: {"description": "Known already."}})
def hand_in(
    ask: Triagers,
    content: Annotated[bytes, Depends(_body)],
    name: Annotated[str, Query(description="Name of the file.", examples=["giay-phep.pdf"])],
    title: Annotated[str, Query(description="What it is, in one line.")] = "",
    about: Annotated[str, Query(description="What it shows.")] = "",
    firm: Annotated[str | None, Query(description="Whose it is; left out: the caller's own.")] = None,
    public: Annotated[bool, Query(description="Whether everybody may read it.")] = False,
) -> JSONResponse:
    """PDF, DOCX, XLSX, JPEG, PNG or CSV up to 10 MB, as raw bytes. 201: durable and in the log. 200: it was known."""
    taken = add_document(ask.park, ask.scope, Handed(name, content, title, about, firm, public))
    return JSONResponse(record_json(ask, taken.record), 201 if taken.new else 200)


@router.get("/{document_id}", summary="What a document is")
def document(ask: Everyone, document_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, DOCUMENT, document_id))


@router.get("/{document_id}/content", summary="The document's bytes")
def content_of(ask: Everyone, document_id: str) -> Response:
    """As they came, as a file to be saved: nothing that was handed in is shown as a page of the platform."""
    kept, content = document_bytes(ask.park, ask.scope, document_id)
    said = kept.content
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(said['name']))}",
        "ETag": f'"{said["sha256"]}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type=str(said["media_type"]))

"""What the OpenAPI document says about answers: examples and problems."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from ecopark.serve.api.paging import Page

Responses = dict[int | str, dict[str, Any]]


class ProblemDocument(BaseModel):
    """RFC 9457, with the stable code and the place."""

    type: str = Field(examples=["/api/v1/problems/serve.request.not_found"])
    title: str = Field(examples=["Không tìm thấy"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["Không có “steel.x”, hoặc bạn không được xem. …"])
    instance: str = Field(examples=["/api/v1/datastreams/steel.x"])
    code: str = Field(examples=["serve.request.not_found"])
    where: str | None = Field(examples=[None])
    errors: list[dict[str, str]] | None = Field(default=None, description="The single places, where there are several.")


def example(answer: object, status: int = 200) -> Responses:
    return {status: {"content": {"application/json": {"example": answer}}}}


A_PAGE: Responses = {
    200: {
        "model": Page,
        "content": {"application/json": {"example": {"items": [{"id": "steel.feeder"}], "next": None, "notice": None}}},
        "headers": {"Link": {"description": 'Next page, rel="next".', "schema": {"type": "string"}}},
    },
    304: {"description": "What the caller has (If-None-Match) is still right."},
}

PROBLEMS: Responses = {
    status: {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
    for status, text in (
        (400, "What was given cannot be taken."),
        (401, "Sign in first."),
        (403, "The role may not."),
        (404, "Not there, or not for this caller."),
        (409, "Does not fit the present state."),
        (422, "The data are not valid."),
    )
}

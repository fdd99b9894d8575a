"""The CBAM installation data sheet of a product, as JSON and as a workbook."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from ecopark.account.product.cbam import CbamSheet
from ecopark.account.product.footprint import Insufficient
from ecopark.serve.api.asking import Ask, SignedIn
from ecopark.serve.carbon_path import said
from ecopark.serve.cbam_sheet import XLSX, workbook
from ecopark.serve.problems import Refused
from ecopark.serve.products import Months, months_of, sheet

router = APIRouter(prefix="/cbam", tags=["cbam"])

Month = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}$", description="YYYY-MM; both left out: the last twelve months.")]


@router.get("/{product_id}", summary="CBAM data sheet of a product")
def data_sheet(ask: SignedIn, product_id: str, first: Month = None, last: Month = None) -> dict[str, Any]:
    """Specific embedded emissions, electricity, precursors, and what is missing. Insufficient is an answer, with reasons."""
    found = sheet(ask.park, ask.scope, product_id, _months(ask, first, last))
    if isinstance(found, Insufficient):
        return {"product": {"id": product_id}, "insufficient": [said(reason) for reason in found.reasons]}
    return found.content()


@router.get("/{product_id}/sheet.xlsx", summary="The same as a workbook", response_class=Response)
def data_sheet_file(ask: SignedIn, product_id: str, first: Month = None, last: Month = None) -> Response:
    found = sheet(ask.park, ask.scope, product_id, _months(ask, first, last))
    if not isinstance(found, CbamSheet):
        reason = found.reasons[0]
        raise Refused(409, reason.id, where=product_id, **reason.params)
    name = f"cbam-{found.product.cn_code}-{found.first:%Y%m}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(workbook(found, ask.lang), media_type=XLSX, headers=headers)


def _months(ask: Ask, first: str | None, last: str | None) -> Months:
    return months_of(first, last, ask.park.now(), ask.zone)

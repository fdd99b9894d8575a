"""Import wizard: upload, what each column means, preview with faults row by row, confirm. Works without JavaScript.

The uploaded bytes are kept first (as every file that comes in); the address of the following steps carries their hash and a
seal of the park, so that nobody can open a file that another has sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from ecopark.connect import actions
from ecopark.connect.importing import door_of
from ecopark.connect.mapping import Column, ColumnProposal, Mapping, Proposal
from ecopark.connect.records import ImportRun
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.network import Datastream
from ecopark.core.scope import Scope
from ecopark.serve.access.policy import EVERYONE, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.pages.parts import thing_of
from ecopark.serve.portal.serving import Portal

_WORDS = ("time", "date", "clock", "datastream", "value", "unit", "status", "result_time", "ignore")
Sender = Annotated[Caller, Depends(Allow(SENDERS))]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: its hash, its name, and the seal that ties both to the person who sent it."""

    sha256: str
    name: str
    seal: str

    @property
    def query(self) -> str:
        return urlencode({"name": self.name, "seal": self.seal})


class Wizard:
    """The steps, over an open park."""

    def __init__(self, portal: Portal, park: OpenPark) -> None:
        self._portal, self._park = portal, park

    def keep(self, scope: Scope, name: str, content: bytes) -> Upload:
        if not content:
            raise InputError("connect.sheet.empty", where=name)
        sha256 = self._park.raw.put(content)
        return Upload(sha256, name, self._seal(scope, sha256, name))

    def open(self, scope: Scope, sha256: str, name: str, seal: str) -> tuple[Upload, bytes]:
        """The bytes of an upload; the same answer for a wrong seal as for a file that never came."""
        if not hmac.compare_digest(seal, self._seal(scope, sha256, name)):
            raise InputError("connect.raw.unknown", where=name, digest=sha256)
        return Upload(sha256, name, seal), self._park.raw.get(sha256)

    def _seal(self, scope: Scope, sha256: str, name: str) -> str:
        text = f"import wizard\0{scope.user}\0{sha256}\0{name}"
        return hmac.new(self._park.salt, text.encode(), hashlib.sha256).hexdigest()[:32]

    def page(self, request: Request, page: Page) -> Response:
        visitor = self._portal.visitor_of(request)
        context = self._portal.context(request, visitor, "/import")
        return self._portal.answer(request, visitor, self._portal.renderer.render(context, page))

    def first(self, request: Request, scope: Scope, failed: EcoparkError | None = None) -> Response:
        runs = self._park.records.find(scope, "import_run", limit=1000)
        recent = sorted((ImportRun.from_content(r.content) for r in runs), key=lambda r: r.time, reverse=True)[:12]
        data = {"failed": failed, "recent": recent, "step": 1, "own": self._writable(scope)[:2]}
        answer = self.page(request, Page("import_upload.html", "portal.import.title", data))
        answer.status_code = 422 if failed else 200
        return answer

    def mapping(self, request: Request, scope: Scope, upload: Upload, content: bytes) -> Response:
        """Second step: what the columns mean; files that say it themselves go straight to the confirmation."""
        if door_of(content, upload.name) not in ("csv", "xlsx"):
            data = {"upload": upload, "door": door_of(content, upload.name), "size": len(content), "step": 3}
            return self.page(request, Page("import_direct.html", "portal.import.title", data))
        proposal = actions.propose(content, upload.name, network=self._park.network, scope=scope)
        if proposal.certain and request.query_params.get("change") != "yes":
            return self.preview(request, upload, content, proposal.mapping)
        return self.columns(request, scope, upload, proposal, proposal.mapping)

    def columns(
        self,
        request: Request,
        scope: Scope,
        upload: Upload,
        proposal: Proposal,
        mapping: Mapping,
        failed: EcoparkError | None = None,
    ) -> Response:
        data = {
            "upload": upload,
            "proposal": proposal,
            "mapping": mapping,
            "columns": list(zip(mapping.columns, proposal.columns, strict=True)),
            "words": _WORDS,
            "writable": self._writable(scope),
            "failed": failed,
            "step": 2,
            "confidence": _confidence,
        }
        return self.page(request, Page("import_columns.html", "portal.import.title", data))

    def preview(self, request: Request, upload: Upload, content: bytes, mapping: Mapping) -> Response:
        """Third step: the first readings as they would be taken, and every fault with row, column, reason and remedy."""
        found = actions.preview_file(content, upload.name, mapping, network=self._park.network)
        context = self._portal.context(request, self._portal.visitor_of(request), "/import")
        data = {
            "upload": upload,
            "preview": found,
            "mapping_json": json.dumps(mapping.content(), ensure_ascii=False),
            "thing": thing_of(context),
            "step": 3,
        }
        return self.page(request, Page("import_preview.html", "portal.import.title", data))

    def result(self, request: Request, scope: Scope, run_id: str) -> Response:
        record = self._park.records.get(scope, "import_run", run_id)
        if record is None:
            raise InputError("connect.raw.unknown", where=run_id, digest=run_id)
        run = ImportRun.from_content(record.content)
        context = self._portal.context(request, self._portal.visitor_of(request), "/import")
        data = {"run": run, "thing": thing_of(context), "step": 4, "errors": run.errors[:100]}
        return self.page(request, Page("import_result.html", "portal.import.title", data))

    def confirm(self, scope: Scope, upload: Upload, content: bytes, mapping: Mapping | None, policy: str) -> ImportRun:
        chosen: Any = "good_rows" if policy == "good_rows" else "all_or_nothing"
        return actions.take_file(content, upload.name, **self._park.desk(scope), mapping=mapping, policy=chosen)

    def chosen(self, scope: Scope, upload: Upload, content: bytes, fields: dict[str, str]) -> tuple[Proposal, Mapping]:
        """The proposal, and the mapping as a person changed it in the form."""
        proposal = actions.propose(content, upload.name, network=self._park.network, scope=scope)
        columns = tuple(_column(p, fields) for p in proposal.columns)
        day_first = {"dmy": True, "mdy": False}.get(fields.get("day_first", ""))
        decimal: Any = fields.get("decimal") if fields.get("decimal") in (",", ".") else None
        layout: Any = "long" if any(c.role == "value" for c in columns) else "wide"
        mapping = replace(proposal.mapping, columns=columns, day_first=day_first, decimal=decimal, layout=layout)
        return proposal, replace(mapping, datastream=fields.get("datastream") or mapping.datastream)

    def _writable(self, scope: Scope) -> list[Datastream]:
        return [d for d in self._park.network.datastreams.values() if scope.sees(d.firm)]


def wizard_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """GET and POST under ``/import``."""
    router, wizard = APIRouter(include_in_schema=False), Wizard(portal, park)

    @router.get("/import")
    def upload_form(request: Request, caller: Annotated[Caller, Depends(Allow(EVERYONE))]) -> Response:
        refused = portal.refused(request, SENDERS)
        return refused if refused is not None else wizard.first(request, caller.scope)

    @router.post("/import")
    async def uploaded(request: Request, caller: Sender, file: Annotated[UploadFile, File()]) -> Response:
        content = await file.read()

        def work() -> Response:
            try:
                upload = wizard.keep(caller.scope, (file.filename or "upload")[:200], content)
                if door_of(content, upload.name) in ("csv", "xlsx"):
                    actions.propose(content, upload.name, network=park.network, scope=caller.scope)
            except EcoparkError as error:
                return wizard.first(request, caller.scope, error)
            return RedirectResponse(f"/import/{upload.sha256}?{upload.query}", 303)

        return await run_in_threadpool(work)

    @router.get("/import/runs/{run}")
    def done(request: Request, caller: Sender, run: str) -> Response:
        return wizard.result(request, caller.scope, run)

    @router.get("/import/{sha256}")
    def columns(request: Request, caller: Sender, sha256: str, name: str, seal: str) -> Response:
        upload, content = wizard.open(caller.scope, sha256, name, seal)
        return wizard.mapping(request, caller.scope, upload, content)

    @router.post("/import/{sha256}/preview")
    async def preview(request: Request, caller: Sender, sha256: str, name: str, seal: str) -> Response:
        fields = {k: v for k, v in (await request.form()).items() if isinstance(v, str)}

        def work() -> Response:
            upload, content = wizard.open(caller.scope, sha256, name, seal)
            proposal, mapping = wizard.chosen(caller.scope, upload, content, fields)
            try:
                return wizard.preview(request, upload, content, mapping)
            except InputError as error:
                return wizard.columns(request, caller.scope, upload, proposal, mapping, error)

        return await run_in_threadpool(work)

    @router.post("/import/{sha256}/confirm")
    def confirm(
        caller: Sender,
        sha256: str,
        name: str,
        seal: str,
        mapping: Annotated[str, Form()] = "",
        policy: Annotated[str, Form()] = "",
    ) -> Response:
        upload, content = wizard.open(caller.scope, sha256, name, seal)
        settled = Mapping.from_content(_json(mapping)) if mapping else None
        run = wizard.confirm(caller.scope, upload, content, settled, policy)
        return RedirectResponse(f"/import/runs/{run.id}", 303)

    return router


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError("connect.mapping.invalid", where="mapping", reason=str(error)) from error
    return found if isinstance(found, dict) else {}


def _column(proposed: ColumnProposal, fields: dict[str, str]) -> Column:
    """A column as chosen in the form: a role, or ``reading:<datastream>``; unchanged where the form says nothing."""
    column = proposed.column
    chosen = fields.get(f"column-{column.index}")
    unit = fields.get(f"unit-{column.index}")
    if chosen is None:
        return column
    role, _, datastream = chosen.partition(":")
    settled: Any = role if role in (*_WORDS, "reading") else "ignore"
    if settled == "reading" and not datastream:
        settled = "ignore"
    return replace(
        column, role=settled, datastream=datastream or None, unit=(unit.strip() or None) if unit is not None else column.unit
    )


def _confidence(value: float) -> str:
    return "sure" if value >= 0.8 else "likely" if value > 0 else "open_column"

"""Pages that need no sign-in: the park in public, badges, printed codes; and the pages of reports.

They say what the open tables say, whoever asks. No script: they are read on any device and print well.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Lang
from ecopark.core.scope import PUBLIC
from ecopark.core.terms import Role
from ecopark.judge.opendata.badge import Badge
from ecopark.judge.reports.kinds import KINDS, MONTHLY
from ecopark.serve.access.policy import EVERYONE, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api.asking import Ask
from ecopark.serve.api.open_data import fair_share, licence_of, policy_of
from ecopark.serve.api.reports import badge_response, file_response, statement
from ecopark.serve.opendata.badges import badge_ids, badge_of
from ecopark.serve.opendata.picture import until_text
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.public_data import public_data
from ecopark.serve.portal.rendering import translate
from ecopark.serve.portal.serving import Portal, error_page, language
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.months import Month
from ecopark.serve.reports.checking import check_code
from ecopark.serve.reports.kept_checks import verified_once
from ecopark.serve.reports.loading import Wanted
from ecopark.serve.reports.making import make_report, report_record, reports_of

_MAKERS = frozenset({Role.MANAGER, Role.FIRM})
Anyone = Annotated[Caller, Depends(Allow(EVERYONE))]
Maker = Annotated[Caller, Depends(Allow(_MAKERS))]
Word = Annotated[str, Form(max_length=200)]
Choice = Annotated[str, Form(max_length=3)]


def snippet_of(host: str, badge: Badge, lang: Lang) -> str:
    """HTML that puts a badge on somebody's page: a picture with a link, nothing that runs."""
    address, text = f"{host}/badge/{quote(badge.id)}", escape(badge.text[lang], {'"': "&quot;"})
    return f'<a href="{address}"><img src="{address}.svg" width="340" height="110" alt="{text}"></a>'


def public_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """GET pages for everybody, and making a report."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(fair_share)])

    def asked(request: Request, caller: Caller) -> Ask:
        return Ask(request, park, caller, language(request))

    def shown(request: Request, page: Page, status: int = 200) -> Response:
        visitor = portal.visitor_of(request)
        rendered = portal.renderer.render(portal.context(request, visitor), page)
        answer = portal.answer(request, visitor, rendered)
        if status != 200:
            answer.status_code = status
        return answer

    def missing(request: Request, error: EcoparkError) -> Response:
        return shown(request, error_page(404, error))

    @router.get("/public")
    def public(request: Request, caller: Anyone) -> Response:
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor)
        records = tuple(
            (r.id, r.revision)
            for kind in ("claim", "verdict", "report", "shared_publication")
            for r in park.records.find(PUBLIC, kind, limit=1000)
        )
        policy = policy_of(park)
        key = (
            "/public",
            request.url.netloc,
            caller.scope.role.value,
            context.lang,
            context.snapshot.version,
            int(context.now.timestamp()) // 300,
            str(policy["publication"]),
            park.log.size,
            records,
        )

        def render() -> Any:
            data = public_data(park, context.lang)
            page = Page(
                "public.html",
                "portal.public.title",
                {
                    **data,
                    "policy": policy,
                    "licence": licence_of(park),
                    "host": f"{request.url.scheme}://{request.url.netloc}",
                    "month_of": Month.of,
                    **account_words(context),
                },
            )
            return portal.renderer.render(context, page)

        return portal.answer(request, visitor, portal.cache.get(key, render))

    @router.get("/badge/{badge}.svg")
    def badge_picture(request: Request, caller: Anyone, badge: str) -> Response:
        return badge_response(asked(request, caller), badge)

    @router.get("/badge/{badge}.json")
    def badge_statement(request: Request, caller: Anyone, badge: str) -> Response:
        return statement(asked(request, caller), badge)

    @router.get("/badge/{badge}")
    def badge_page(request: Request, _caller: Anyone, badge: str) -> Response:
        lang = language(request)
        found = badge_of(park, badge)
        data = {
            "badge": found,
            "until": until_text(found, lang),
            "word": translate(lang, f"badge.state.{found.state}"),
            "others": [name for name in badge_ids(park) if name != badge],
            "snippet": snippet_of(f"{request.url.scheme}://{request.url.netloc}", found, lang),
            "log": portal.park.log_state(),
        }
        return shown(request, Page("badge.html", "portal.badge.title", data))

    @router.get("/check")
    def check_form(request: Request, _caller: Anyone, code: str = "") -> Response:
        if code:
            return RedirectResponse(f"/check/{quote(code.strip()[:40], safe='')}", 303)
        return shown(request, Page("check.html", "portal.check.title", {"found": None, "code": "", "failed": ""}))

    @router.get("/check/{code}")
    def check(request: Request, caller: Anyone, code: str) -> Response:
        lang = language(request)
        try:
            found = check_code(park, caller.scope, code)
        except EcoparkError as error:
            message = translate(lang, "portal.check.unknown") if isinstance(error, NotFound) else error.render(lang)
            status = 404 if isinstance(error, NotFound) else 400
            page = Page("check.html", "portal.check.title", {"found": None, "code": code[:40], "failed": message})
            return shown(request, page, status)
        data = {"found": found, "code": found.code, "failed": "", "said": found.content(lang)}
        return shown(request, Page("check.html", "portal.check.title", data))

    def reports_page(caller: Caller, failed: str = "", typed: dict[str, str] | None = None) -> Page:
        zone_year = Month.of(park.now())
        firms = [f for f in park.network.firms.values() if caller.scope.sees(f.id)]
        data = {
            "reports": reports_of(park, caller.scope),
            "kinds": list(KINDS),
            "monthly": sorted(MONTHLY),
            "may_make": caller.scope.role in _MAKERS,
            "of_park": caller.scope.role is Role.MANAGER,
            "firms": firms,
            "year": str(zone_year.year),
            "failed": failed,
            "typed": typed or dict.fromkeys(("kind", "period", "firm", "public"), ""),
        }
        return Page("reports.html", "portal.reports.title", data)

    @router.get("/reports")
    def reports(request: Request, caller: Anyone) -> Response:
        return shown(request, reports_page(caller))

    @router.post("/reports")
    def make(
        request: Request,
        caller: Maker,
        kind: Word,
        period: Word,
        firm: Word = "",
        public: Choice = "",
        lang: Annotated[str, Form(max_length=2)] = "vi",
    ) -> Response:
        typed = {"kind": kind, "period": period, "firm": firm, "public": public}
        wanted = Wanted(kind, period.strip(), firm or None, public == "yes")
        chosen: Lang = "en" if lang == "en" else "vi"
        try:
            record = make_report(park, caller.scope, wanted, chosen)
        except EcoparkError as error:
            return shown(request, reports_page(caller, error.render(language(request)), typed), 422)
        return RedirectResponse(f"/reports/{record.id}", 303)

    @router.get("/reports/{report}.pdf")
    def pdf(request: Request, caller: Anyone, report: str, again: bool = False) -> Response:
        record = report_record(park, caller.scope, report)
        return file_response(asked(request, caller), record, "pdf", again=again)

    @router.get("/reports/{report}.xlsx")
    def xlsx(request: Request, caller: Anyone, report: str, again: bool = False) -> Response:
        record = report_record(park, caller.scope, report)
        return file_response(asked(request, caller), record, "xlsx", again=again)

    @router.get("/reports/{report}")
    def report_page(request: Request, caller: Anyone, report: str, verify: bool = False) -> Response:
        try:
            record = report_record(park, caller.scope, report)
        except NotFound as error:
            return missing(request, error)
        checked = verified_once(park, record) if verify else None
        data = {"report": record, "checked": checked, "said": record.content}
        return shown(request, Page("report.html", "portal.reports.one", data))

    return router

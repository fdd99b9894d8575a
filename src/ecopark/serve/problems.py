"""Problems: errors as they leave the house, RFC 9457 inside the API, pages in the portal. # design 4.7"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from ecopark.core.errors import EcoparkError, Fatal, InputError, NotAllowed, RuleError, StateError
from ecopark.core.messages import Lang, Message, Text, catalogue

catalogue(
    {
        "serve.problem.400": Text(vi="Yêu cầu chưa đúng", en="The request cannot be taken as it is"),
        "serve.problem.401": Text(vi="Cần đăng nhập", en="Sign in first"),
        "serve.problem.403": Text(vi="Không được phép", en="Not allowed"),
        "serve.problem.404": Text(vi="Không tìm thấy", en="Not found"),
        "serve.problem.405": Text(vi="Phương thức không dùng được ở đây", en="The method is not used here"),
        "serve.problem.406": Text(vi="Không có định dạng được yêu cầu", en="Not available in the wanted format"),
        "serve.problem.409": Text(vi="Không khớp với trạng thái hiện tại", en="Does not fit the present state"),
        "serve.problem.410": Text(vi="Nội dung đã được xóa", en="The content was erased"),
        "serve.problem.413": Text(vi="Nội dung gửi lên quá lớn", en="What was sent is too large"),
        "serve.problem.415": Text(vi="Kiểu nội dung không nhận được", en="This kind of content is not taken"),
        "serve.problem.421": Text(vi="Tên máy chủ không được phục vụ", en="This host name is not served"),
        "serve.problem.422": Text(vi="Dữ liệu chưa hợp lệ", en="The data are not valid"),
        "serve.problem.429": Text(vi="Quá nhiều yêu cầu trong thời gian ngắn", en="Too much in a short time"),
        "serve.problem.500": Text(vi="Lỗi của hệ thống", en="A fault of the platform"),
        "serve.problem.503": Text(vi="Tạm thời chưa phục vụ được", en="Not available for the moment"),
        "serve.problem.507": Text(vi="Hết dung lượng lưu trữ", en="No room left on the disk"),
        "serve.request.not_found": Text(
            vi="Không có “{what}”, hoặc bạn không được xem. Hãy kiểm tra địa chỉ; nếu đúng, hãy đăng nhập bằng tài khoản "
            "được cấp quyền.",
            en="There is no “{what}”, or you may not see it. Check the address; if it is right, sign in with an account "
            "that may.",
        ),
        "serve.request.sign_in_needed": Text(
            vi="Cần đăng nhập. Hãy đăng nhập rồi thử lại; chương trình gửi mã truy cập trong Authorization: Bearer.",
            en="Sign in first, then try again; a program sends its token as Authorization: Bearer.",
        ),
        "serve.request.no_method": Text(
            vi="Địa chỉ này không nhận phương thức {method}. Hãy xem tài liệu OpenAPI tại /api/v1/openapi.json.",
            en="This address does not take {method}. See the OpenAPI document at /api/v1/openapi.json.",
        ),
        "serve.request.invalid": Text(
            vi="Có {count} chỗ chưa hợp lệ, xem danh sách errors. Hãy sửa rồi gửi lại; chưa có gì được lưu.",
            en="{count} places are not valid, see the list errors. Correct them and send again; nothing was stored.",
        ),
        "serve.request.unreadable": Text(
            vi="Không đọc được yêu cầu: {reason}. Hãy kiểm tra định dạng rồi gửi lại.",
            en="The request cannot be read: {reason}. Check its format and send again.",
        ),
        "serve.request.too_large": Text(
            vi="Nội dung vượt quá {limit} byte. Hãy chia nhỏ tệp hoặc gửi ít dữ liệu hơn mỗi lần.",
            en="The content is larger than {limit} bytes. Split the file, or send less at a time.",
        ),
        "serve.request.fault": Text(
            vi="Có lỗi bên trong hệ thống (số {reference}). Không có gì được lưu dở. Hãy thử lại; nếu vẫn lỗi, gửi số này "
            "cho ban quản lý.",
            en="Something failed inside the platform (number {reference}). Nothing was half-stored. Try again; if it "
            "persists, give this number to the management board.",
        ),
    }
)


class SignInNeeded(NotAllowed):
    """Nobody is signed in, and the public may not."""


class NotFound(InputError):
    """There is no such thing, or the caller may not know whether there is. # design 4.8"""

    def __init__(self, what: str) -> None:
        super().__init__("serve.request.not_found", what=what)


class TooManyTries(StateError):
    """Slow down; ``retry_after_s`` says for how long."""

    def __init__(self, code: str, retry_after_s: int, **params: object) -> None:
        super().__init__(code, where="", retry_after_s=retry_after_s, **params)
        self.retry_after_s = retry_after_s


class Refused(InputError):
    """A request that is refused with a status of its own (406, 409, 410, 413, 415, 421, 422)."""

    def __init__(self, status: int, code: str, *, where: str = "", **params: object) -> None:
        super().__init__(code, where=where, **params)
        self.status = status


_STATUS_OF_CODE = {
    "engine.disk.full": 507,
    "engine.records.no_room": 507,
    "engine.writer.closed": 503,
    "connect.raw.not_kept": 507,
    "connect.quota.exceeded": 429,
    "connect.intake.busy": 429,
    "engine.records.busy": 503,
    "engine.records.unreachable": 503,
    "trust.photo.too_large": 413,
    "trust.photo.type": 415,
    "trust.photo.hash_differs": 422,
    "judge.document.too_large": 413,
    "judge.document.type": 415,
    "judge.document.macros": 415,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document.

    Attributes
    ----------
    code
        Stable, ``room.thing.reason``: programs look at it, people at ``title`` and ``detail``.
    where
        File and row, or field: enough to find the place.
    errors
        The single places, each ``{"where": …, "detail": …}``.
    """

    status: int
    code: str
    title: str
    detail: str
    where: str = ""
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, instance: str) -> dict[str, object]:
        """JSON of RFC 9457; ``type`` is an address that explains the code."""
        shown: dict[str, object] = {
            "type": f"/api/v1/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "where": self.where or None,
        }
        if self.errors:
            shown["errors"] = [dict(error) for error in self.errors]
        return shown


def status_of(error: EcoparkError) -> int:
    """HTTP status of an error."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    if isinstance(error, Refused):
        return error.status
    by_kind: tuple[tuple[type[EcoparkError], int], ...] = (
        (SignInNeeded, 401),
        (NotAllowed, 403),
        (NotFound, 404),
        (TooManyTries, 429),
        (InputError, 400),
        (StateError, 409),
        (RuleError, 422),
        (Fatal, 500),
    )
    return next((status for kind, status in by_kind if isinstance(error, kind)), 500)


def problem_of(error: EcoparkError, lang: Lang) -> Problem:
    """The problem document of an error in the language of the reader."""
    headers = {}
    if "retry_after_s" in error.params:
        headers["Retry-After"] = str(error.params["retry_after_s"])
    if isinstance(error, SignInNeeded):
        headers["WWW-Authenticate"] = 'Bearer realm="ecopark"'
    detail = Message(error.code, error.params).render(lang)
    return problem(status_of(error), error.code, detail, lang, where=error.where, headers=headers)


def problem(
    status: int,
    code: str,
    detail: str,
    lang: Lang,
    *,
    where: str = "",
    errors: tuple[Mapping[str, str], ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Problem:
    title = Message(f"serve.problem.{status}").render(lang)
    return Problem(status, code, title, detail, where, errors, headers or {})


def language_of(request: Request) -> Lang:
    """``?lang``; then, for pages, what the reader chose there; for the API Accept-Language; then Vietnamese."""
    wanted = request.query_params.get("lang")
    if wanted in ("vi", "en"):
        return "vi" if wanted == "vi" else "en"
    if not request.url.path.startswith("/api/"):
        return "en" if request.cookies.get("ecopark_lang") == "en" else "vi"
    best: tuple[float, Lang] = (0.0, "vi")
    for part in request.headers.get("accept-language", "").split(","):
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.partition("q=")[2] or 1)
        except ValueError:
            continue
        primary = name.partition("-")[0].strip().lower()
        if primary in ("vi", "en") and weight > best[0]:
            best = (weight, "vi" if primary == "vi" else "en")
    return best[1]

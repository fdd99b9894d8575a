"""Scope: what a caller may see. Every query takes one; there is no overload without it. # design 4.8"""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.errors import NotAllowed
from ecopark.core.messages import Text, catalogue
from ecopark.core.terms import Role

catalogue(
    {
        "core.scope.not_yours": Text(
            vi="Bạn không có quyền xem {what}. Hãy đăng nhập bằng tài khoản được cấp quyền hoặc liên hệ ban quản lý.",
            en="You may not see {what}. Sign in with an account that may, or ask the park's management board.",
        ),
        "core.scope.partly_theirs": Text(
            vi="Phát hiện này so sánh với số liệu của doanh nghiệp khác, nên chi tiết chỉ ban quản lý xem được. "
            "Hãy hỏi ban quản lý nếu bạn cần biết thêm.",
            en="This finding compares with another firm's data, so only the management board sees its details. "
            "Ask the board if you need to know more.",
        ),
        "core.scope.not_allowed": Text(
            vi="Vai trò {role} không được phép {what}. Hãy liên hệ ban quản lý nếu bạn cần quyền này.",
            en="The role {role} may not {what}. Ask the park's management board if you need this right.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and for which firms.

    ``firms`` is ``None`` for those who see every firm (manager, inspector, regulator). The public sees no firm's
    data, only datastreams that the park publishes (monitoring points under Decree 08/2022 art. 102, park totals). A hub sees
    of the park itself what the public sees; what is shared with it is a publication of its own.
    """

    role: Role
    user: str
    firms: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.role is Role.FIRM and not self.firms:
            raise ValueError("a firm's scope names at least one firm")
        if self.role in (Role.PUBLIC, Role.HUB) and self.firms is None:
            object.__setattr__(self, "firms", frozenset())

    @property
    def sees_all_firms(self) -> bool:
        return self.firms is None

    def sees(self, firm: str | None, *, public: bool = False) -> bool:
        """Whether data of ``firm`` (None: the park's own) may be seen; ``public`` marks published data."""
        if public or self.firms is None:
            return True
        return firm is not None and firm in self.firms

    def require(self, firm: str | None, what: str, *, public: bool = False) -> None:
        if not self.sees(firm, public=public):
            raise NotAllowed("core.scope.not_yours", what=what)

    def require_role(self, what: str, *roles: Role) -> None:
        if self.role not in roles:
            raise NotAllowed("core.scope.not_allowed", role=self.role.value, what=what)


def system_scope(actor: str) -> Scope:
    """Scope of the platform's own workers: sees everything, is named in the log."""
    return Scope(Role.MANAGER, user=f"system:{actor}", firms=None)


PUBLIC = Scope(Role.PUBLIC, user="public")

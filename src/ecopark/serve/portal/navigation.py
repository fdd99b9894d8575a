"""Which pages a role is offered. Offering is a courtesy; the scope in every query is the rule."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.scope import Scope
from ecopark.core.terms import Role

_ALL = frozenset(Role) - {Role.HUB}
_SIGNED_IN = _ALL - {Role.PUBLIC}
_WHOLE_PARK = frozenset({Role.MANAGER, Role.INSPECTOR, Role.REGULATOR})
_SENDERS = frozenset({Role.MANAGER, Role.FIRM})


@dataclass(frozen=True, slots=True)
class NavItem:
    name: str
    href: str
    roles: frozenset[Role] = _ALL
    current: bool = False

    @property
    def label(self) -> str:
        return f"portal.nav.{self.name}"


@dataclass(frozen=True, slots=True)
class NavGroup:
    name: str
    items: tuple[NavItem, ...]

    @property
    def label(self) -> str:
        return f"portal.nav.{self.name}"


GROUPS = (
    NavGroup(
        "group_park",
        (
            NavItem("overview", "/"),
            NavItem("public", "/public"),
            NavItem("flows", "/flows", _SIGNED_IN),
            NavItem("firms", "/firms", _SIGNED_IN),
            NavItem("accounts", "/accounts", _SIGNED_IN),
        ),
    ),
    NavGroup(
        "group_measure",
        (
            NavItem("points", "/points"),
            NavItem("datastreams", "/datastreams"),
            NavItem("quality", "/quality", _SIGNED_IN),
            NavItem("inspections", "/inspections", _SIGNED_IN),
            NavItem("queue", "/queue", _SIGNED_IN),
        ),
    ),
    NavGroup(
        "group_judge",
        (
            NavItem("compliance", "/compliance"),
            NavItem("duties", "/duties", _SIGNED_IN),
            NavItem("measures", "/measures", _SIGNED_IN),
            NavItem("digital_projects", "/digital-projects", _SIGNED_IN),
            NavItem("carbon", "/carbon", _SIGNED_IN),
            NavItem("carbon_path", "/carbon/path", _SIGNED_IN),
            NavItem("products", "/products", _SIGNED_IN),
            NavItem("criteria", "/criteria", _SIGNED_IN),
            NavItem("dossier", "/dossier", _WHOLE_PARK),
            NavItem("green-credit", "/green-credit", _SIGNED_IN),
            NavItem("documents", "/documents", _SIGNED_IN),
            NavItem("claims", "/claims"),
            NavItem("ledger", "/ledger", _SIGNED_IN),
            NavItem("reports", "/reports"),
        ),
    ),
    NavGroup(
        "group_inout",
        (
            NavItem("sources", "/sources", _SIGNED_IN),
            NavItem("import", "/import", _SENDERS),
            NavItem("quarantine", "/quarantine", _SIGNED_IN),
        ),
    ),
    NavGroup(
        "group_trust",
        (
            NavItem("believe", "/believe"),
            NavItem("evidence", "/evidence"),
            NavItem("footprint", "/footprint"),
            NavItem("about", "/about"),
        ),
    ),
)


def navigation(scope: Scope, path: str) -> tuple[NavGroup, ...]:
    """The groups with the pages that the role may use, the current one marked."""
    groups = []
    for group in GROUPS:
        items = tuple(
            NavItem(i.name, i.href, i.roles, current=_current(i.href, path)) for i in group.items if scope.role in i.roles
        )
        if items:
            groups.append(NavGroup(group.name, items))
    return tuple(groups)


def _current(href: str, path: str) -> bool:
    """Whether the page stands in the menu under this address: the longest that fits, /carbon/path not under /carbon too."""
    fitting = [
        i.href for group in GROUPS for i in group.items if path == i.href or path.startswith(i.href.rstrip("/") + "/")
    ]
    return href in fitting and href == max(fitting, key=len) and (href != "/" or path == "/")


def allowed(scope: Scope, path: str) -> bool:
    """Whether the role is offered the page; paths that stand in no menu are open."""
    for group in GROUPS:
        for item in group.items:
            if path == item.href or (item.href != "/" and path.startswith(item.href + "/")):
                return scope.role in item.roles
    return True

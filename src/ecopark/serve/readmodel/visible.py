"""One rule for things that a scope does not reach: what another may not see is answered like what is not there."""

from __future__ import annotations

from ecopark.core.errors import NotAllowed
from ecopark.core.scope import Scope


def require_visible(scope: Scope, what: str, firm: str | None, *, exists: bool, public: bool = False) -> None:
    """``NotAllowed`` alike for a foreign thing and for one that does not exist; nothing if the scope reaches it.

    A scope that sees every firm passes also for what does not exist: the page then says so. # design 4.8
    """
    if not (exists and scope.sees(firm, public=public)) and not scope.sees_all_firms:
        raise NotAllowed("core.scope.not_yours", what=what)

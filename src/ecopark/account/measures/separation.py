"""Who claims does not approve. # judge 1.6"""

from __future__ import annotations

from collections.abc import Collection

from ecopark.core.errors import NotAllowed
from ecopark.core.scope import Scope
from ecopark.core.terms import Role

DECIDERS = (Role.MANAGER, Role.INSPECTOR)


def require_other(scope: Scope, parties: Collection[str], what: str) -> None:
    """Refuse whoever claimed or proposed; firms never decide about savings, their own or others'.

    Parameters
    ----------
    parties
        Users who claimed or proposed.

    Raises
    ------
    NotAllowed
        core.scope.not_allowed for a role that does not decide; account.measure.own_claim for a party.
    """
    scope.require_role(what, *DECIDERS)
    if scope.user in parties:
        raise NotAllowed("account.measure.own_claim", where=what, user=scope.user)

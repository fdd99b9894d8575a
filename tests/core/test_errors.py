"""Errors cross process borders whole."""

from __future__ import annotations

import pickle

import pytest

from ecopark.core.errors import EcoparkError, Fatal, InputError, NotAllowed, RuleError, StateError


@pytest.mark.parametrize("kind", [EcoparkError, InputError, RuleError, StateError, NotAllowed, Fatal])
def test_errors__come_back_from_pickle_as_they_were(kind):
    error = kind("core.scope.not_yours", where="firm.a", what="meter 7")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert (back.code, back.where, back.params) == (error.code, error.where, error.params)
    assert back.render("vi") == error.render("vi")
    assert str(back) == str(error)


class Refused(InputError):
    def __init__(self, status: int) -> None:
        super().__init__("core.scope.not_yours", where="door", what="meter 7")
        self.status = status


def test_errors__of_a_kind_with_arguments_of_its_own_come_back_too():
    back = pickle.loads(pickle.dumps(Refused(409)))
    assert (type(back), back.status, back.where, back.params) == (Refused, 409, "door", {"what": "meter 7"})

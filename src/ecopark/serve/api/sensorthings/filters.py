"""``$filter`` of SensorThings: text becomes an expression, an expression is asked of an entity.

Comparisons, ``and``/``or``/``not``, arithmetic and the functions of OGC 18-088 section 9.3.3.5 except the geospatial ones.
A value that is missing makes a comparison unknown, and unknown is not true (as in SQL); ``eq null`` asks for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ecopark.core.errors import InputError

Lookup = Callable[[str], Any]  # a path such as Datastream/properties/firm -> its value
_TOKENS = re.compile(
    r"""\s*(?:
      (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+ -]\d\d:?\d\d))
    | duration'(?P<duration>[^']*)'
    | (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<text>'(?:[^']|'')*')
    | (?P<word>[A-Za-z_@][\w.@]*(?:/[A-Za-z_@][\w.@-]*)*)
    | (?P<sign>[(),/])
    )""",
    re.VERBOSE,
)
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Span:
    """A time interval: what a phenomenon time may be."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any


@dataclass(frozen=True, slots=True)
class Path:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function, an operator between two, or ``not``, with what it is of."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Literal | Path | Call


def parse(text: str, now: datetime) -> Expression:
    """Read a filter; ``now``: what its ``now()`` means.

    Raises
    ------
    InputError
        serve.sta.filter with the place and what is wrong.
    """
    tokens = list(_tokens(text))
    reader = _Reader(tokens, now)
    found = reader.either()
    if reader.peek() is not None:
        raise _wrong(f"“{reader.peek_text()}”")
    return found


def holds(expression: Expression, lookup: Lookup) -> bool:
    """Whether the filter is true of the entity whose values ``lookup`` gives."""
    return evaluate(expression, lookup) is True


def evaluate(expression: Expression, lookup: Lookup) -> Any:
    """Value of an expression; None where it is missing or cannot be known."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Path):
        return lookup(expression.name)
    name = expression.name
    if name in ("and", "or"):
        return _both(name, expression.arguments, lookup)
    values = [evaluate(argument, lookup) for argument in expression.arguments]
    if name in ("eq", "ne") and Literal(None) in expression.arguments:
        return (values[0] is values[1] is None) == (name == "eq")
    if any(value is None for value in values):
        return None
    try:
        return _FUNCTIONS[name][1](*values)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None


def bounds(expression: Expression | None, name: str) -> tuple[datetime | None, datetime | None]:
    """Closed interval outside of which the filter cannot be true, as far as its outermost ``and`` says."""
    if not isinstance(expression, Call):
        return None, None
    if expression.name == "and":
        parts = [bounds(argument, name) for argument in expression.arguments]
        lows, highs = [low for low, _ in parts if low], [high for _, high in parts if high]
        return max(lows, default=None), min(highs, default=None)
    if len(expression.arguments) != 2:
        return None, None
    left, right = expression.arguments
    operator = expression.name
    if isinstance(right, Path) and isinstance(left, Literal):
        left, right, operator = right, left, _TURNED.get(operator, "")
    if not (isinstance(left, Path) and left.name == name and isinstance(right, Literal)):
        return None, None
    value = right.value
    first, last = (value.start, value.end) if isinstance(value, Span) else (value, value)
    if not isinstance(first, datetime):
        return None, None
    if operator in ("eq", "during"):
        return first, last
    return (first if operator in ("gt", "ge", "after") else None), (last if operator in ("lt", "le", "before") else None)


def paths_of(expression: Expression | None) -> Iterator[str]:
    """The names that a filter asks for."""
    if isinstance(expression, Path):
        yield expression.name
    if isinstance(expression, Call):
        for argument in expression.arguments:
            yield from paths_of(argument)


def moment(text: str) -> datetime:
    """Aware moment of an ISO 8601 text; ``ValueError`` without a zone."""
    found = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()))
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def time_of(text: str) -> datetime | Span:
    """A moment or an interval ``start/end``."""
    first, slash, last = text.partition("/")
    return Span(moment(first), moment(last)) if slash else moment(text)


def _both(name: str, arguments: Sequence[Expression], lookup: Lookup) -> bool | None:
    """Three-valued ``and`` and ``or``."""
    decides = name == "or"
    unknown = False
    for argument in arguments:
        value = evaluate(argument, lookup)
        if value is decides:
            return bool(decides)
        unknown |= not isinstance(value, bool)
    return None if unknown else not decides


class _Reader:
    """Reads by recursive descent: ``or`` binds least, then ``and``, ``not``, comparison, ``add``, ``mul``."""

    def __init__(self, tokens: list[tuple[str, Any]], now: datetime) -> None:
        self._tokens = tokens
        self._now = now
        self._at = 0
        self._depth = 0

    def peek(self) -> tuple[str, Any] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def peek_text(self) -> str:
        found = self.peek()
        return "" if found is None else str(found[1])

    def either(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _wrong("( ( (")
        found = self._chain(("or",), lambda: self._chain(("and",), self._negation))
        self._depth -= 1
        return found

    def _chain(self, operators: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        found = part()
        while self._word(*operators):
            operator = self._take()[1]
            found = Call(operator, (found, part()))
        return found

    def _negation(self) -> Expression:
        negations = 0
        while self._word("not"):
            self._take()
            negations += 1
        found = self._comparison()
        return Call("not", (found,)) if negations % 2 else found

    def _comparison(self) -> Expression:
        found = self._sum()
        if self._word(*_TURNED):
            found = Call(self._take()[1], (found, self._sum()))
        return found

    def _sum(self) -> Expression:
        return self._chain(("add", "sub"), lambda: self._chain(("mul", "div", "mod"), self._single))

    def _single(self) -> Expression:
        kind, value = self._take()
        if kind == "literal":
            if isinstance(value, datetime) and self.peek() == ("sign", "/"):
                return self._span(value)
            return Literal(value)
        if (kind, value) == ("sign", "("):
            found = self.either()
            self._expect(")")
            return found
        if kind != "word":
            raise _wrong(f"“{value}”")
        if value in _CONSTANTS:
            return Literal(_CONSTANTS[value])
        if self.peek() == ("sign", "("):
            return self._call(value)
        return Path(value)

    def _span(self, start: datetime) -> Expression:
        self._take()
        kind, end = self._take()
        if kind != "literal" or not isinstance(end, datetime):
            raise _wrong("/")
        return Literal(Span(start, end))

    def _call(self, name: str) -> Expression:
        if name not in _FUNCTIONS or name in _OPERATORS:
            raise _wrong(f"{name}()")
        self._take()
        arguments: list[Expression] = []
        while self.peek() != ("sign", ")"):
            if arguments:
                self._expect(",")
            arguments.append(self.either())
        self._take()
        if len(arguments) not in _FUNCTIONS[name][0]:
            raise _wrong(f"{name}({len(arguments)})")
        if name == "now":
            return Literal(self._now)
        return Call(name, tuple(arguments))

    def _word(self, *words: str) -> bool:
        found = self.peek()
        return found is not None and found[0] == "word" and found[1] in words

    def _take(self) -> tuple[str, Any]:
        found = self.peek()
        if found is None:
            raise _wrong("…")
        self._at += 1
        return found

    def _expect(self, sign: str) -> None:
        if self.peek() != ("sign", sign):
            raise _wrong(f"“{self.peek_text()}”, {sign}")
        self._at += 1


def _tokens(text: str) -> Iterator[tuple[str, Any]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKENS.match(text, at)
        if found is None:
            raise _wrong(f"“{text[at : at + 20]}”")
        at = found.end()
        kind, value = str(found.lastgroup), found[str(found.lastgroup)]
        if kind in ("word", "sign"):
            yield kind, value
        else:
            yield "literal", _literal(kind, value)


def _literal(kind: str, value: str) -> Any:
    try:
        if kind == "time":
            return moment(value)
        if kind == "duration":
            return _duration(value)
    except (ValueError, OverflowError):
        raise _wrong(f"“{value}”") from None
    if kind == "number":
        return int(value) if re.fullmatch(r"-?\d{1,30}", value) else float(value)
    return value[1:-1].replace("''", "'")


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, days, hours, minutes, seconds = found.groups()
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0))
    return -length if sign else length


def _wrong(what: str) -> InputError:
    return InputError("serve.sta.filter", where="$filter", what=what[:100])


def _first(value: Any) -> Any:
    return value.start if isinstance(value, Span) else value


def _last(value: Any) -> Any:
    return value.end if isinstance(value, Span) else value


def _compared(left: Any, right: Any, judge: Callable[[Any, Any], bool]) -> bool | None:
    """None where the two are of kinds that cannot be compared."""
    for kind in (bool, (int, float), str, datetime, timedelta):
        if isinstance(left, kind) and isinstance(right, kind):
            return judge(left, right)
    return None


def _equal(left: Any, right: Any) -> bool | None:
    if isinstance(left, Span) or isinstance(right, Span):
        return (_first(left), _last(left)) == (_first(right), _last(right))
    return _compared(left, right, lambda a, b: bool(a == b))


def _unequal(left: Any, right: Any) -> bool | None:
    same = _equal(left, right)
    return None if same is None else not same


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _added(left: Any, right: Any) -> Any:
    return left + right if isinstance(left, datetime | timedelta) else _number(left) + _number(right)


def _taken(left: Any, right: Any) -> Any:
    return left - right if isinstance(left, datetime | timedelta) else _number(left) - _number(right)


def _divided(left: Any, right: Any) -> float:
    if isinstance(left, int) and isinstance(right, int):
        return int(math.copysign(abs(left) // abs(right), left * right))
    return _number(left) / _number(right)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _part(text: str, start: int, length: int | None = None) -> str:
    return _text(text)[start:] if length is None else _text(text)[start : start + length]


def _within(inner: Any, outer: Any) -> bool:
    return bool(_first(outer) <= _first(inner) and _last(inner) <= _last(outer))


_OPERATORS: Mapping[str, tuple[tuple[int, ...], Callable[..., Any]]] = {
    "eq": ((2,), _equal),
    "ne": ((2,), _unequal),
    "gt": ((2,), lambda a, b: _compared(_first(a), _last(b), lambda x, y: bool(x > y))),
    "ge": ((2,), lambda a, b: _compared(_first(a), _last(b), lambda x, y: bool(x >= y))),
    "lt": ((2,), lambda a, b: _compared(_last(a), _first(b), lambda x, y: bool(x < y))),
    "le": ((2,), lambda a, b: _compared(_last(a), _first(b), lambda x, y: bool(x <= y))),
    "not": ((1,), lambda a: not a if isinstance(a, bool) else None),
    "add": ((2,), _added),
    "sub": ((2,), _taken),
    "mul": ((2,), lambda a, b: _number(a) * _number(b)),
    "div": ((2,), _divided),
    "mod": ((2,), lambda a, b: math.fmod(_number(a), _number(b))),
    "and": ((2,), _equal),
    "or": ((2,), _equal),
}
_FUNCTIONS: Mapping[str, tuple[tuple[int, ...], Callable[..., Any]]] = {
    **_OPERATORS,
    "substringof": ((2,), lambda part, text: _text(part) in _text(text)),
    "contains": ((2,), lambda text, part: _text(part) in _text(text)),
    "startswith": ((2,), lambda text, part: _text(text).startswith(_text(part))),
    "endswith": ((2,), lambda text, part: _text(text).endswith(_text(part))),
    "length": ((1,), lambda text: len(_text(text))),
    "indexof": ((2,), lambda text, part: _text(text).find(_text(part))),
    "substring": ((2, 3), _part),
    "tolower": ((1,), lambda text: _text(text).lower()),
    "toupper": ((1,), lambda text: _text(text).upper()),
    "trim": ((1,), lambda text: _text(text).strip()),
    "concat": ((2,), lambda a, b: _text(a) + _text(b)),
    "round": ((1,), lambda n: math.floor(_number(n) + 0.5)),
    "floor": ((1,), lambda n: math.floor(_number(n))),
    "ceiling": ((1,), lambda n: math.ceil(_number(n))),
    "year": ((1,), lambda t: _first(t).year),
    "month": ((1,), lambda t: _first(t).month),
    "day": ((1,), lambda t: _first(t).day),
    "hour": ((1,), lambda t: _first(t).hour),
    "minute": ((1,), lambda t: _first(t).minute),
    "second": ((1,), lambda t: _first(t).second),
    "fractionalseconds": ((1,), lambda t: _first(t).microsecond / 1e6),
    "date": ((1,), lambda t: _first(t).date().isoformat()),
    "time": ((1,), lambda t: _first(t).time().isoformat()),
    "totaloffsetminutes": ((1,), lambda t: int(_first(t).utcoffset().total_seconds()) // 60),
    "now": ((0,), lambda: None),  # a literal once it is read
    "mindatetime": ((0,), lambda: datetime.min.replace(tzinfo=UTC)),
    "maxdatetime": ((0,), lambda: datetime.max.replace(tzinfo=UTC)),
    "before": ((2,), lambda a, b: bool(_last(a) < _first(b))),
    "after": ((2,), lambda a, b: bool(_first(a) > _last(b))),
    "meets": ((2,), lambda a, b: bool(_last(a) == _first(b) or _last(b) == _first(a))),
    "during": ((2,), _within),
    "overlaps": ((2,), lambda a, b: bool(_first(a) <= _last(b) and _first(b) <= _last(a))),
    "starts": ((2,), lambda a, b: bool(_first(a) == _first(b))),
    "finishes": ((2,), lambda a, b: bool(_last(a) == _last(b))),
}
_CONSTANTS = {"true": True, "false": False, "null": None}
_TURNED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}

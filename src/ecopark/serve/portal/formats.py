"""Numbers, units and times as readers write them: ``serve.formats``, under the name that pages use."""

from ecopark.serve.formats import (
    day,
    duration,
    local,
    moment,
    month_short,
    month_text,
    number,
    percent,
    period,
    scaled,
    unit_text,
)

__all__ = [
    "day",
    "duration",
    "local",
    "moment",
    "month_short",
    "month_text",
    "number",
    "percent",
    "period",
    "scaled",
    "unit_text",
]

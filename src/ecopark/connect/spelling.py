"""How people and devices spell units and headers: without diacritics, in capitals, in Vietnamese words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ecopark.core.errors import InputError
from ecopark.core.units import parse_unit

_UNITS = {
    "kwh": "kWh", "mwh": "MWh", "gwh": "GWh", "wh": "Wh", "kw": "kW", "mw": "MW", "kvarh": "kvarh", "kvar": "kvar",
    "so dien": "kWh", "c": "°C", "oc": "°C", "do c": "°C", "° c": "°C", "m3/gio": "m3/h", "m3/ngay": "m3/d", "m3/s": "m3/s",
    "khoi": "m3", "met khoi": "m3", "lit": "L", "lit/s": "L/s", "l": "L", "l/s": "L/s", "mg/l": "mg/L", "mg/lit": "mg/L",
    "tan": "t", "kg": "kg", "g/m3": "g/m3", "mg/nm3": "mg/Nm3", "ug/nm3": "µg/Nm3", "ug/m3": "µg/m3",
    "nm3": "Nm3", "nm3/h": "Nm3/h", "m3/h": "m3/h", "m3/hr": "m3/h", "m3": "m3", "pt-co": "Pt-Co", "ptco": "Pt-Co",
    "kpa": "kPa", "mbar": "mbar", "hpa": "hPa", "phan tram": "%", "%v": "%", "% v": "%", "ph": "-", "none": "-",
    "khong": "-", "gj": "GJ", "w/m2": "W/m2", "mm": "mm", "toe": "TOE", "us/cm": "µS/cm",
}  # fmt: skip
_OVERRULED = frozenset({"C", "T"})  # pint reads coulomb and tesla: never meant on a meter


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Fold to lower case without diacritics: ``Điện năng (kWh)`` -> ``dien nang (kwh)``."""
    folded = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d").replace("\u03bc", "u").replace("µ", "u"))
    bare = "".join(c for c in folded if not unicodedata.combining(c)).lower()
    return re.sub(r"\s+", " ", bare).strip()


@lru_cache(maxsize=1024)
def unit_spelling(text: str) -> str:
    """Return the spelling that ``core.units`` knows for a unit as sent; the text itself if there is none."""
    stripped = text.strip()
    if stripped not in _OVERRULED:
        try:
            parse_unit(stripped)
        except InputError:
            pass
        else:
            return stripped
    return _UNITS.get(plain(stripped), stripped)

"""Steam-metering system of a methanol plant: Serth & Heenan, AIChE J. 32 (1986) 733. Flows in 1000 lb/h.

Matrix, true flows, standard deviations and one set of measurements as in the public collection of benchmark problems by
E. Cordeiro do Valle (dr-ged-benchmarks, P15), seen there; some digits of the true flows differ between its files, those
that close all balances are taken.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

_CASE = json.loads((Path(__file__).parent / "data" / "steam.json").read_text(encoding="utf-8"))
_FLOWS = [flow["name"] for flow in _CASE["flows"]]

MATRIX = np.array([[float((f in b["in"]) - (f in b["out"])) for f in _FLOWS] for b in _CASE["balances"]])
MEASURED = np.array([flow["value"] for flow in _CASE["flows"]])
SD = np.array([flow["sd"] for flow in _CASE["flows"]])
TRUE = np.array([flow["true"] for flow in _CASE["flows"]])

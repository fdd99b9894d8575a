"""What the instrument says about itself (Circular 10/2021/TT-BTNMT: 00 measuring, 01 calibrating, 02 fault)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecopark.core.terms import DeviceStatus
from ecopark.trust.checks.runs import Mask, alike


def says(status: NDArray[np.uint8], state: DeviceStatus) -> Mask:
    """Mark readings sent with that device status, shape (n,)."""
    if alike(status):
        return np.full(len(status), status[0] == int(state))
    return np.asarray(status == int(state))

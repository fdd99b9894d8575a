"""OPC UA status codes (OPC 10000-4, 7.39 and 10000-8, annex A) -> what a reading is worth. # design 4.4

Good: measured. Uncertain: the value is kept only where it was really measured; a last known, initial or substituted value
is not a measurement of now. Bad: no value, with the reason.
"""

from __future__ import annotations

from ecopark.core.terms import DeviceStatus, MissingReason

_MEASURING = (MissingReason.PRESENT, DeviceStatus.MEASURING)
_KEPT = (MissingReason.PRESENT, DeviceStatus.NOT_STATED)
_KEPT_FAULTY = (MissingReason.PRESENT, DeviceStatus.FAULT)
_NOT_MEASURED = (MissingReason.NOT_MEASURED, DeviceStatus.NOT_STATED)
_FAULT = (MissingReason.DEVICE_FAULT, DeviceStatus.FAULT)
_NO_ANSWER = (MissingReason.NO_ANSWER, DeviceStatus.NOT_STATED)

# By the upper 16 bits: the lower ones are details that do not change the meaning.
NAMES: dict[int, tuple[str, tuple[MissingReason, DeviceStatus]]] = {
    0x0000: ("Good", _MEASURING),
    0x0096: ("GoodLocalOverride", _NOT_MEASURED),  # somebody typed the value
    0x408F: ("UncertainNoCommunicationLastUsableValue", _NO_ANSWER),
    0x4090: ("UncertainLastUsableValue", _NOT_MEASURED),
    0x4091: ("UncertainSubstituteValue", _NOT_MEASURED),
    0x4092: ("UncertainInitialValue", _NOT_MEASURED),
    0x4093: ("UncertainSensorNotAccurate", _KEPT_FAULTY),
    0x4094: ("UncertainEngineeringUnitsExceeded", _KEPT_FAULTY),
    0x4095: ("UncertainSubNormal", _KEPT),
    0x8005: ("BadCommunicationError", _NO_ANSWER),
    0x800A: ("BadTimeout", _NO_ANSWER),
    0x8031: ("BadNoCommunication", _NO_ANSWER),
    0x8032: ("BadWaitingForInitialData", _NO_ANSWER),
    0x8033: ("BadNodeIdInvalid", _NOT_MEASURED),
    0x8034: ("BadNodeIdUnknown", _NOT_MEASURED),
    0x801F: ("BadUserAccessDenied", _NOT_MEASURED),
    0x803A: ("BadNotReadable", _NOT_MEASURED),
    0x8089: ("BadConfigurationError", _NOT_MEASURED),
    0x808A: ("BadNotConnected", _NO_ANSWER),
    0x808B: ("BadDeviceFailure", _FAULT),
    0x808C: ("BadSensorFailure", _FAULT),
    0x808D: ("BadOutOfService", _NOT_MEASURED),
}


def meaning(code: int) -> tuple[MissingReason, DeviceStatus]:
    """Reason and status of a reading under a status code; a code that is not listed counts by its severity."""
    known = NAMES.get(code >> 16)
    if known is not None:
        return known[1]
    return (_MEASURING, _KEPT, _NOT_MEASURED, _NOT_MEASURED)[code >> 30]


def name(code: int) -> str:
    """``BadSensorFailure (0x808C0000)``."""
    known = NAMES.get(code >> 16)
    severity = ("Good", "Uncertain", "Bad", "Bad")[code >> 30]
    return f"{known[0] if known else severity} (0x{code:08X})"

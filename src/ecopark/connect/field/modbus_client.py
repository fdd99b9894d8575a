"""The only place that imports pymodbus: a client that cannot write."""

from __future__ import annotations

import logging
from typing import Any

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.pdu import ModbusPDU

from ecopark.core.errors import StateError

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # the poller says what went wrong, once and in two languages
READING = frozenset({1, 2, 3, 4})  # read coils, discrete inputs, holding registers, input registers


class ReadOnlyClient(AsyncModbusTcpClient):
    """A Modbus TCP client through which every request but the four reading ones is refused before it is sent."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        super().__init__(host, port=port, timeout=timeout_s, retries=0, reconnect_delay=0, trace_pdu=_only_reads)

    def execute(self, no_response_expected: bool, request: ModbusPDU) -> Any:
        _only_reads(True, request)
        return super().execute(no_response_expected, request)


def _only_reads(sending: bool, pdu: ModbusPDU) -> ModbusPDU:
    if sending and pdu.function_code not in READING:
        raise StateError("connect.field.read_only", function=pdu.function_code)
    return pdu

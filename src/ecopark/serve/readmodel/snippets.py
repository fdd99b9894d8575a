"""What to paste into a gateway so that it sends to this park: one snippet per common program, ready but for the secret."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlsplit

from ecopark.connect.live.device import Device

SECRET = "SECRET"  # noqa: S105  stands where the real one goes


@dataclass(frozen=True, slots=True)
class Snippet:
    """``name``: program; ``where``: message id of the place where it belongs; ``text``: what to paste."""

    name: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where the device sends to.

    Attributes
    ----------
    url
        The platform as the device reaches it, e.g. ``https://park.example:8765``.
    park
        The park's id, part of every MQTT topic.
    mqtt_port
        None where no MQTT door is open.
    """

    url: str
    park: str
    mqtt_port: int | None = None
    mqtt_tls: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "localhost"


def snippets(device: Device, name: str, target: Target, secret: str = SECRET) -> list[Snippet]:
    """Snippets for a device that sends one of its names (or a datastream's id) to the target."""
    made = [
        Snippet("curl", "portal.sources.where_shell", _curl(name, target, secret)),
        Snippet("Python", "portal.sources.where_python", _python(name, target, secret)),
        Snippet("Telegraf", "portal.sources.where_telegraf", _telegraf(name, target, secret)),
        Snippet("Node-RED", "portal.sources.where_node_red", _node_red(device, name, target, secret)),
    ]
    if target.mqtt_port is not None:
        made.insert(0, Snippet("mosquitto_pub", "portal.sources.where_shell", _mosquitto(device, name, target, secret)))
    return made


def _reading(name: str, value: str, time: str) -> str:
    return f'{{"readings": [{{"datastream": {json.dumps(name, ensure_ascii=False)}, "time": {time}, "value": {value}}}]}}'


def _curl(name: str, target: Target, secret: str) -> str:
    body = _reading(name, "12.5", '"\'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"\'"')
    return (
        f"curl --fail-with-body -X POST {shlex.quote(target.url + '/api/v1/live/readings')} \\\n"
        f"  -H {shlex.quote(f'Authorization: Bearer {secret}')} -H 'Content-Type: application/json' \\\n"
        f"  --data-binary '{body}'\n"
    )


def _python(name: str, target: Target, secret: str) -> str:
    return f'''\
import json, time, urllib.request
from datetime import datetime, timezone

URL, SECRET = {json.dumps(target.url + "/api/v1/live/readings")}, {json.dumps(secret)}

def send(readings):
    """Sends until the park has them on its disk; what is sent twice is stored once."""
    body = json.dumps({{"readings": readings}}).encode()
    headers = {{"Authorization": "Bearer " + SECRET, "Content-Type": "application/json"}}
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503, 507):
                raise RuntimeError(error.read().decode()) from error
            time.sleep(float(error.headers.get("Retry-After", 5)))
        except OSError:
            time.sleep(5)

now = datetime.now(timezone.utc).isoformat()
print(send([{{"datastream": {json.dumps(name)}, "time": now, "value": 12.5}}]))
'''


def _mosquitto(device: Device, name: str, target: Target, secret: str) -> str:
    tls = " --tls-use-os-certs" if target.mqtt_tls else ""
    return (
        f"mosquitto_pub -h {shlex.quote(target.host)} -p {target.mqtt_port}{tls} -q 1 \\\n"
        f"  -u {shlex.quote(device.id)} -P {shlex.quote(secret)} \\\n"
        f"  -t {shlex.quote(f'ecopark/{target.park}/{device.id}/{name}')} -m '{{\"value\": 12.5}}'\n"
    )


def _telegraf(name: str, target: Target, secret: str) -> str:
    """Every field goes out under ``measurement.field``; the tag ``datastream`` names the datastream itself."""
    return f"""\
# telegraf.conf: the tag "datastream" says where a field belongs
[[outputs.influxdb_v2]]
  urls = [{json.dumps(target.url)}]
  token = {json.dumps(secret)}
  organization = {json.dumps(target.park)}
  bucket = {json.dumps(target.park)}
  content_encoding = "gzip"

[[inputs.modbus]]
  name = "meter"
  controller = "tcp://192.0.2.10:502"
  configuration_type = "request"
  [[inputs.modbus.request]]
    slave_id = 1
    byte_order = "ABCD"
    register = "input"
    fields = [{{ address = 0, name = "value", type = "FLOAT32" }}]
    [inputs.modbus.request.tags]
      datastream = {json.dumps(name)}
"""


def _node_red(device: Device, name: str, target: Target, secret: str) -> str:
    """A flow to import: a number in ``msg.payload`` goes out as a reading; what is refused shows in the debug panel."""
    code = (
        f'msg.headers = {{"Authorization": "Bearer {secret}", "Content-Type": "application/json"}};\n'
        f"msg.payload = {{readings: [{{datastream: {json.dumps(name)}, time: new Date().toISOString(), "
        "value: Number(msg.payload)}]};\nreturn msg;"
    )
    tab = f"ecopark-{device.id}"
    common = {"z": tab, "y": 80}
    flow = [
        {"id": tab, "type": "tab", "label": f"ecopark {device.name or device.id}"},
        {
            **common,
            "id": f"{tab}-in",
            "type": "inject",
            "name": "12.5",
            "props": [{"p": "payload"}],
            "repeat": "60",
            "payload": "12.5",
            "payloadType": "num",
            "x": 100,
            "wires": [[f"{tab}-make"]],
        },
        {
            **common,
            "id": f"{tab}-make",
            "type": "function",
            "name": "reading",
            "func": code,
            "outputs": 1,
            "x": 270,
            "wires": [[f"{tab}-send"]],
        },
        {
            **common,
            "id": f"{tab}-send",
            "type": "http request",
            "name": "ecopark",
            "method": "POST",
            "ret": "obj",
            "url": f"{target.url}/api/v1/live/readings",
            "x": 430,
            "wires": [[f"{tab}-told"]],
        },
        {**common, "id": f"{tab}-told", "type": "debug", "name": "answer", "complete": "true", "x": 590, "wires": []},
    ]
    return json.dumps(flow, ensure_ascii=False, indent=1) + "\n"

"""TLS of the door, with a certificate made here."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.connect.mqtt.mqtt_park import MqttPark, now, publish, wait_until

from ecopark.connect.mqtt.settings import MqttSettings, broker_address, password, server_tls
from ecopark.core.errors import InputError


def make_certificate(folder):
    """A self-signed certificate of 127.0.0.1 and localhost: ``certificate.pem`` and ``key.pem``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    alternatives = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))
    return folder / "certificate.pem"


@pytest.fixture
def certificate(tmp_path):
    return make_certificate(tmp_path)


def test_door__over_tls_a_reading_is_stored(tmp_path, certificate):
    tls = server_tls(MqttSettings("own", host="0.0.0.0", certificate="certificate.pem", key="key.pem"), tmp_path)
    with MqttPark.opened(tmp_path) as park, park.door(tls=tls) as door:
        with door.client(ca=str(certificate)) as client:
            publish(client, "ecopark/p/gw-a/power", "7.5")
        assert park.stored() == {"a.0": [7.5]}


def test_door__without_tls_or_with_an_old_version_nothing_is_heard(tmp_path, certificate):
    tls = server_tls(MqttSettings("own", certificate="certificate.pem", key="key.pem"), tmp_path)
    assert tls.minimum_version == ssl.TLSVersion.TLSv1_2
    with MqttPark.opened(tmp_path) as park, park.door(tls=tls) as door:
        assert door.bare().answer is None
        wait_until(lambda: not door.door._all)


def test_server_tls__beyond_this_machine_it_is_a_must(tmp_path):
    assert server_tls(MqttSettings("own"), tmp_path) is None
    with pytest.raises(InputError) as caught:
        server_tls(MqttSettings("own", host="0.0.0.0"), tmp_path)
    assert caught.value.code == "connect.mqtt.tls_needed"


def test_server_tls__a_missing_or_wrong_file_is_said(tmp_path):
    (tmp_path / "certificate.pem").write_text("no certificate")
    for name in ("missing.pem", "certificate.pem"):
        with pytest.raises(InputError) as caught:
            server_tls(MqttSettings("own", certificate=name, key=name), tmp_path)
        assert caught.value.code == "connect.mqtt.certificate"


@pytest.mark.parametrize(
    ("url", "user", "code"),
    [
        ("http://broker", "", "connect.mqtt.bad_url"),
        ("mqtt://broker:port", "", "connect.mqtt.bad_url"),
        ("", "", "connect.mqtt.bad_url"),
        ("mqtt://broker", "ecopark", "connect.mqtt.plain_broker"),
    ],
)
def test_broker_address__what_cannot_be_used_is_refused(tmp_path, url, user, code):
    with pytest.raises(InputError) as caught:
        broker_address(MqttSettings("broker", url=url, user=user), tmp_path)
    assert caught.value.code == code


def test_broker_address__port_and_tls_follow_the_scheme(tmp_path, certificate):
    plain = broker_address(MqttSettings("broker", url="mqtt://127.0.0.1", user="u"), tmp_path)
    safe = broker_address(MqttSettings("broker", url="mqtts://broker", ca_file="certificate.pem"), tmp_path)
    assert (plain.port, plain.tls) == (1883, None)
    assert (safe.port, safe.tls.check_hostname) == (8883, True)


def test_password__is_the_first_line_of_its_file(tmp_path):
    (tmp_path / "secret").write_text("cửa sổ\nelse\n", encoding="utf-8")
    assert password(MqttSettings(password_file="secret"), tmp_path) == "cửa sổ"
    assert password(MqttSettings(), tmp_path) == ""
    with pytest.raises(InputError):
        password(MqttSettings(password_file="missing"), tmp_path)

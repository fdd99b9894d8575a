"""Time-stamps of an authority (RFC 3161): request and verification. The ASN.1 and CMS work is done by ``rfc3161-client``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)


class TimestampError(ValueError):
    """A token is not a right time-stamp of the message by a trusted authority."""


def time_stamp_request(message: bytes) -> tuple[bytes, int]:
    """TimeStampReq (DER) over SHA-256 of the message, asking for the certificate; and its nonce."""
    request = TimestampRequestBuilder(data=message, hash_algorithm=HashAlgorithm.SHA256).nonce(nonce=True).build()
    if request.nonce is None:  # the builder was asked for one
        raise TimestampError("no nonce")
    return request.as_bytes(), request.nonce


def verify_token(response: bytes, message: bytes, roots: Sequence[bytes], *, nonce: int | None = None) -> datetime:
    """When the authority had the message.

    Checked: the answer is granted, the signature over the token, the certificate chain up to one of ``roots`` as it was at
    that time, the extended key usage for time-stamping (critical, RFC 3161 2.3), imprint and, where given, nonce.

    Parameters
    ----------
    response
        TimeStampResp (DER).
    roots
        Trusted root certificates, PEM or DER.

    Raises
    ------
    TimestampError
        With the reason.
    """
    try:
        answer = decode_timestamp_response(_ordered(response))
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(_certificate(root))
        if nonce is not None:
            builder = builder.nonce(nonce)
        if answer.tst_info.message_imprint.message != sha256(message).digest():
            raise TimestampError("the imprint is not that of the checkpoint")
        builder.build().verify_message(answer, message)
        return answer.tst_info.gen_time
    except (VerificationError, ValueError, TypeError, x509.ExtensionNotFound) as error:
        raise TimestampError(str(error) or type(error).__name__) from error


def _certificate(content: bytes) -> x509.Certificate:
    if content.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_certificate(content)
    return x509.load_der_x509_certificate(content)


def _ordered(response: bytes) -> bytes:
    """The answer with the certificates of its token in the order that DER asks for.

    OpenSSL, on which many authorities run, writes them in the order of its settings. Nothing signed lies there: the
    signature covers the signed attributes, and the certificates are verified by themselves.
    """
    at = _inside(response, 0)  # TimeStampResp
    at = _inside(response, _end(response, at))  # status skipped; ContentInfo
    at = _inside(response, _inside(response, _end(response, at)))  # type skipped; [0]; SignedData
    for _ in range(3):  # version, digest algorithms, content
        at = _end(response, at)
    if at >= len(response) or response[at] != 0xA0:
        return response
    first, last = _inside(response, at), _end(response, at)
    parts, place = [], first
    while place < last:
        parts.append(response[place : _end(response, place)])
        place = _end(response, place)
    return response[:first] + b"".join(sorted(parts)) + response[last:]


def _inside(der: bytes, at: int) -> int:
    """Where the content of the value at a place begins; ``ValueError`` beyond the end."""
    if at + 2 > len(der):
        raise ValueError("cut off")
    return at + 2 + (der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0)


def _end(der: bytes, at: int) -> int:
    first = _inside(der, at)
    length = int.from_bytes(der[at + 2 : first], "big") if der[at + 1] & 0x80 else der[at + 1]
    if first + length > len(der):
        raise ValueError("cut off")
    return first + length

"""A TLS certificate of the installation's own, for a network without an authority of its own.

Browsers warn of it once; its fingerprint is printed so that it can be compared by telephone. P-256, a year, kept 0600.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from huangce.home import paths

A_YEAR = timedelta(days=365)
RENEWED_BEFORE = timedelta(days=30)
LONGEST_NAME = 64  # of a common name (RFC 5280, upper bounds)


def own(names: Sequence[str]) -> tuple[Path, Path]:
    """Return certificate and key for the names and addresses of this server, the first its own.

    They are made anew when there are none, when a name is missing in them, or when they end within thirty days.
    """
    folder = paths.make_home() / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate, key = folder / "own.pem", folder / "own.key"
    wanted = [_named(name) for name in dict.fromkeys([*names, "localhost", "127.0.0.1"])]
    now = datetime.now(UTC)
    if certificate.exists() and key.exists() and _still_serves(certificate, wanted, now):
        return certificate, key
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:LONGEST_NAME])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + A_YEAR)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    _write(
        key,
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 of a certificate as browsers show it: AB:CD:…. Raises `ValueError` for what is none."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _still_serves(certificate: Path, wanted: list[x509.GeneralName], now: datetime) -> bool:
    try:
        standing = x509.load_pem_x509_certificate(certificate.read_bytes())
    except ValueError:  # cut off
        return False
    named = standing.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return standing.not_valid_after_utc > now + RENEWED_BEFORE and all(one in named for one in wanted)


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(file: Path, content: bytes) -> None:
    fresh = file.with_suffix(f"{file.suffix}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)
    fresh.replace(file)

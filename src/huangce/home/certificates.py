"""A TLS certificate of the installation's own, for a network without an authority of its own.

Browsers warn of it once; its fingerprint is printed so that it can be compared by telephone. P-256, a year, kept 0600.
"""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from huangce.home import paths

A_YEAR = timedelta(days=365)
RENEWED_BEFORE = timedelta(days=30)


def own(host: str) -> tuple[Path, Path]:
    """Return certificate and key for `host`, made anew when there is none or it ends within thirty days."""
    folder = paths.make_home() / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate, key = folder / f"{host}.pem", folder / f"{host}.key"
    now = datetime.now(UTC)
    if certificate.exists() and key.exists():
        standing = x509.load_pem_x509_certificate(certificate.read_bytes())
        if standing.not_valid_after_utc > now + RENEWED_BEFORE:
            return certificate, key
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + A_YEAR)
        .add_extension(x509.SubjectAlternativeName([_named(host), x509.DNSName("localhost")]), critical=False)
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

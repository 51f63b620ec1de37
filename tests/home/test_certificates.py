"""A certificate of one's own: for every name of the server, kept, and made anew in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from huangce.home import certificates


def test_it_works(fresh_home):
    certificate, key = certificates.own(["register.town", "10.0.0.7"])
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    named = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert named.get_values_for_type(x509.DNSName) == ["register.town", "localhost"]
    assert [str(one) for one in named.get_values_for_type(x509.IPAddress)] == ["10.0.0.7", "127.0.0.1"]
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(certificates.fingerprint(certificate).split(":")) == 32


def test_it_is_kept_as_long_as_it_serves_every_name(fresh_home):
    first = certificates.fingerprint(certificates.own(["a.town", "b.town"])[0])
    assert certificates.fingerprint(certificates.own(["b.town"])[0]) == first
    assert certificates.fingerprint(certificates.own(["c.town"])[0]) != first


def test_it_is_made_anew_when_it_is_cut_off_or_near_its_end(fresh_home):
    certificate, _key = certificates.own(["a.town"])
    whole = certificate.read_bytes()
    certificate.write_bytes(whole[:100])
    with pytest.raises(ValueError, match="PEM"):
        certificates.fingerprint(certificate)
    certificates.own(["a.town"])
    assert certificate.read_bytes() not in {whole, whole[:100]}
    certificate.unlink()
    short = certificates.own(["a.town"], at=datetime.now(UTC) - timedelta(days=340))[0].read_bytes()
    assert certificates.own(["a.town"])[0].read_bytes() != short
    standing = x509.load_pem_x509_certificate(certificate.read_bytes())
    assert standing.not_valid_after_utc > datetime.now(UTC) + timedelta(days=300)

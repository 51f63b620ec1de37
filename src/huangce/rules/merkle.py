"""A Merkle log over digests, as RFC 6962 section 2.1 builds it: leaves hash with prefix 0x00, nodes with 0x01.

The log is kept as its peaks: the roots of the perfect subtrees from left to right, so that appending costs what is
appended. The root of a log of any size follows from its peaks alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Hash = Callable[[bytes], bytes]


def sha256(data: bytes) -> bytes:
    """SHA-256 (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def leaf(digest: bytes, hashing: Hash = sha256) -> bytes:
    """The hash of a leaf."""
    return hashing(b"\x00" + digest)


def extend(
    peaks: Sequence[bytes], size: int, digests: Iterable[bytes], hashing: Hash = sha256
) -> tuple[list[bytes], int]:
    """Append leaves to a log of `size` leaves with these peaks; return its new peaks and size."""
    grown = list(peaks)
    for digest in digests:
        node = hashing(b"\x00" + digest)
        merges = size
        while merges & 1:
            node = hashing(b"\x01" + grown.pop() + node)
            merges >>= 1
        grown.append(node)
        size += 1
    return grown, size


def root(peaks: Sequence[bytes], hashing: Hash = sha256) -> bytes:
    """The root of the log with these peaks; the root of an empty log is the hash of nothing."""
    if not peaks:
        return hashing(b"")
    node = peaks[-1]
    for peak in reversed(peaks[:-1]):
        node = hashing(b"\x01" + peak + node)
    return node


def roots(digests: Sequence[bytes], sizes: Iterable[int], hashing: Hash = sha256) -> Iterator[tuple[int, bytes]]:
    """Yield (size, root) of the log of the first `size` digests, for each of the rising `sizes` it reaches."""
    peaks: list[bytes] = []
    done = 0
    for size in sizes:
        if size > len(digests):
            return
        peaks, done = extend(peaks, done, digests[done:size], hashing)
        yield size, root(peaks, hashing)

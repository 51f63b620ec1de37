"""Take an uploaded file straight into the home: no piece of it is ever in a folder for everybody's temporary files."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from huangce.web.frame.asking import OFFICER
from huangce.web.lists import held

LARGEST = 256 << 20  # bytes; a larger list is loaded at the machine with `huangce load`


class IntoTheHome(FileUploadHandler):
    """Write an upload to a file of mode 0600 in the home, which goes with the request; nothing for who is unknown."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Note whether there may be a file at all."""
        session = getattr(self.request, "session", {})
        self.is_welcome = content_length <= LARGEST + (1 << 20) and session.get(OFFICER) is not None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        if not self.is_welcome:
            raise SkipFile()
        self.file = tempfile.NamedTemporaryFile(dir=held.folder(), prefix=held.ARRIVING)  # noqa: SIM115 - the request closes it
        raise StopFutureHandlers()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of it."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand the file to the view."""
        self.file.seek(0, os.SEEK_SET)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """Remove what came of it."""
        if hasattr(self, "file"):
            self.file.close()

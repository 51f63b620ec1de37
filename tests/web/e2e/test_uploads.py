"""The program that the guide shows sends a list through a line that breaks, to the real server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path
from select import select
from urllib.parse import urlsplit

from tests.web.e2e.conftest import Town

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "exchange-with-other-offices.md"
HUANGCE = str(Path(sys.executable).parent / "huangce")
BREAKS = (700_000, 1_500_000)  # after so many bytes of a connection, of the first ones that carry so many


class Line:
    """Passes connections on to a server, one after another, and breaks some in the middle of what is sent."""

    def __init__(self, port: int) -> None:
        self.server, self.breaks, self.broken = port, list(BREAKS), 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()

    def _accept(self) -> None:
        while True:
            try:
                asking, _ = self.listening.accept()
            except OSError:  # shut down: the test is over
                return
            with asking, socket.create_connection(("127.0.0.1", self.server)) as answering:
                self._carry(asking, answering)

    def _carry(self, asking: socket.socket, answering: socket.socket) -> None:
        passed = 0
        while True:
            for source in select([asking, answering], [], [])[0]:
                piece = source.recv(1 << 16)
                passed += len(piece) if source is asking else 0
                if not piece:
                    return
                if self.breaks and passed > self.breaks[0]:
                    self.breaks.pop(0)
                    self.broken += 1
                    return
                (answering if source is asking else asking).sendall(piece)


def test_a_list_arrives_whole_though_the_line_breaks(town: Town, tmp_path: Path) -> None:
    def huangce(*asked: str) -> str:
        given = {**os.environ, "HUANGCE_HOME": str(town.home)}
        return subprocess.run([HUANGCE, *asked], env=given, check=True, capture_output=True, text=True).stdout

    huangce("liaisons", "name", "he", "民政局", "--as", "lin")
    issued = huangce(
        "tokens", "issue", "--office", "民政局", "--liaison", "he", "--agreement", "cremations", "--as", "lin"
    )
    token = re.search(r"hct_\S+", issued)
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (tmp_path / "send.py").write_text(program)
    rows = "".join(f"林{i},男,,2025-03-01,2025-03-03\n" for i in range(80_000))
    (tmp_path / "火化名单.csv").write_text("逝者姓名,性别,身份证号,死亡日期,火化日期\n" + rows)
    line = Line(urlsplit(town.url).port or 0)
    assert token is not None
    sent = subprocess.run(
        [sys.executable, "send.py", f"http://127.0.0.1:{line.port}", "火化名单.csv"],
        cwd=tmp_path,
        env={**os.environ, "TOKEN": token[0]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    line.close()
    assert (sent.returncode, sent.stderr) == (0, "")
    assert re.fullmatch(r"/api/deliveries/\d+\n", sent.stdout)
    assert line.broken == len(BREAKS)

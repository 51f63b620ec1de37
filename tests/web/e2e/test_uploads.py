"""The program that the guide shows sends a list through a line that breaks, to the real server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from tests.web.e2e.conftest import Town

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "exchange-with-other-offices.md"
HUANGCE = str(Path(sys.executable).parent / "huangce")
BREAKS = (700_000, 1_500_000)  # after so many bytes of a connection, of the first ones that carry so many


class Line:
    """Passes connections on to a server, and breaks some of them in the middle of what is sent."""

    def __init__(self, port: int) -> None:
        self.server, self.breaks, self.broken = port, list(BREAKS), 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                asking, _ = self.listening.accept()
            except OSError:  # closed: the test is over
                return
            answering = socket.create_connection(("127.0.0.1", self.server))
            for pair in ((asking, answering), (answering, asking)):
                threading.Thread(target=self._pass, args=(*pair, pair[0] is asking), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_sent: bool) -> None:
        passed = 0
        while True:
            try:
                piece = source.recv(1 << 16)
                target.sendall(piece)
            except OSError:
                piece = b""
            passed += len(piece)
            is_broken = is_sent and bool(self.breaks) and passed > self.breaks[0]
            if is_broken:
                self.breaks.pop(0)
                self.broken += 1
            if is_broken or not piece:
                for one in (source, target) if is_broken else (target,):
                    _end(one)
                return


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was faster
        return


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
    line.listening.close()
    assert (sent.returncode, sent.stderr) == (0, "")
    assert re.fullmatch(r"/api/deliveries/\d+\n", sent.stdout)
    assert line.broken == len(BREAKS)

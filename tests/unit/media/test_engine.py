from __future__ import annotations

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from clips import numbered_clip

from rushes.errors import MediaError
from rushes.media.engine import open_input
from rushes.media.probe import probe

NAMES = [
    "-i.mp4", "%d.mp4", "a%03d b.mp4", "it's \"quoted\".mp4", "two\nlines.mp4", "кино 映画.mp4",
    "http:x.mp4", "concat:a|b.mp4", "[x],y;z.mp4",
]  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", 6)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_only_a_name(
    name: str, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(clip.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)).frames == 6
    made = numbered_clip(tmp_path / f"new {name}", 3)
    assert probe(made).frames == 3


def test_what_is_no_clip_is_named_with_its_fault(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("<html>not found</html>")
    (tmp_path / "picture.mp4").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "noise.mp4").write_bytes(bytes(range(255, 0, -1)) * 20)
    (tmp_path / "cut.mp4").write_bytes(clip.read_bytes()[:300])
    faults = {
        "missing.mp4": "is not there",
        ".": "is a folder",
        "empty.mp4": "is empty",
        "text.mp4": "is text",
        "picture.mp4": "is a picture",
        "noise.mp4": "can be read",
        "cut.mp4": "cut off",
    }
    for name, fault in faults.items():
        path = tmp_path / name
        with pytest.raises(MediaError) as raised:
            open_input(path)
        assert str(path) in raised.value.message
        assert fault in raised.value.message
        assert raised.value.hint
    with pytest.raises(MediaError, match="ordinary"):
        open_input(Path("/dev/null"))
    with pytest.raises(MediaError, match="cannot be read"):
        open_input(tmp_path / "nul\0byte.mp4")


def test_a_playlist_reaches_neither_the_network_nor_a_neighbour(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "neighbour.mp4").write_bytes(clip.read_bytes())
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0.2)

        def serve() -> None:
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(1)
                connection.close()

        done = threading.Event()
        canary = threading.Thread(target=serve)
        canary.start()
        url = f"http://127.0.0.1:{port}/x.mp4"
        lists = {
            "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{url}\n#EXT-X-ENDLIST\n",
            "hls2": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nneighbour.mp4\n#EXT-X-ENDLIST\n",
            "concat": "ffconcat version 1.0\nfile neighbour.mp4\n",
            "concat2": f"ffconcat version 1.0\nfile '{url}'\n",
            "dash": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
            f"<BaseURL>{url}</BaseURL><Period/></MPD>",
            "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n",
        }
        try:
            for name, text in lists.items():
                for suffix in (".mp4", ".m3u8", ".ffconcat", ".sdp"):
                    path = tmp_path / (name + suffix)
                    path.write_text(text)
                    with pytest.raises(MediaError, match="is a playlist"):
                        probe(path)
        finally:
            done.set()
            canary.join()
    assert not asked


def test_an_index_that_refers_to_another_file_reads_only_its_own(tmp_path: Path, clip: Path) -> None:
    # A QuickTime file may say that its samples lie in a neighbour (`dref` with an `alis` entry).
    data = bytearray(clip.read_bytes())
    at = data.index(b"url \0\0\0\1")
    data[at : at + 8] = b"alis\0\0\0\0"
    path = tmp_path / "alias.mov"
    path.write_bytes(data)
    assert probe(path, deep=True).frames == 6


def test_importing_the_package_or_asking_for_versions_loads_no_libav() -> None:
    modules = "engine write source graph still overlay parts conform transitions stitch check probe poster"
    code = (
        f"import sys, rushes.media\nfor name in '{modules}'.split(): __import__('rushes.media.' + name)\n"
        "assert {'av', 'pillow', 'part'} <= set(rushes.media.engine.versions())\n"
        "assert not {'av', 'numpy', 'PIL'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

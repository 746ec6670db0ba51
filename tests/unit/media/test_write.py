from __future__ import annotations

import resource
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clips import RATE, SMALL, ffmpeg, numbered, rgb_of, told

from rushes.errors import Cancelled, MediaError, StoreError
from rushes.media.overlay import yuv
from rushes.media.probe import probe
from rushes.media.write import placed, write_clip
from rushes.model import Size


def test_frames_of_a_wrong_shape_or_none_leave_nothing(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    wrong = [
        np.zeros((90, 160, 3), np.uint8),
        np.zeros((135, 160), np.float32),
        np.zeros((90, 160), np.uint8),
    ]
    for frame in wrong:
        with pytest.raises(MediaError, match="frame 2 is"):
            write_clip(target, [*numbered(2), frame], size=SMALL, fps=RATE)
    with pytest.raises(MediaError, match="no frame"):
        write_clip(target, [], size=SMALL, fps=RATE)
    with pytest.raises(MediaError, match="161x90"):
        write_clip(target, numbered(2), size=Size(161, 90), fps=RATE)
    with pytest.raises(MediaError, match="cannot be made"):
        write_clip(target, numbered(2), size=SMALL, fps=RATE, preset="quickest")
    assert not list(tmp_path.iterdir())


def test_a_failure_keeps_what_was_there_before(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    target.write_text("before")

    def failing() -> object:
        yield from numbered(5)
        raise RuntimeError("the drawing failed")

    with pytest.raises(RuntimeError, match="drawing"):
        write_clip(target, failing(), size=SMALL, fps=RATE)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Cancelled):
        write_clip(target, numbered(5), size=SMALL, fps=RATE, cancelled=lambda: True)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written") as raised:
        write_clip(tmp_path / "missing" / "clip.mp4", numbered(2), size=SMALL, fps=RATE)
    assert raised.value.hint == f"make the folder {tmp_path / 'missing'} first"
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Not a directory"), placed(tmp_path / "file" / "clip.mp4"):
        pass


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs POSIX limits")
@pytest.mark.parametrize("limit", [1, 3000, 20_000])
def test_a_full_disk_is_told_and_leaves_nothing(limit: int, tmp_path: Path) -> None:
    # A limit on the size of files stands for the disk: writing fails in the same places.
    code = f"""
        import resource, signal, sys
        from pathlib import Path
        import numpy as np
        from rushes.errors import StoreError
        from rushes.media.write import write_clip
        from rushes.model import Size
        from fractions import Fraction
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
        noise = np.random.default_rng(1)
        frames = (noise.integers(16, 235, (135, 160)).astype(np.uint8) for _ in range(60))
        try:
            write_clip(Path(sys.argv[1]) / "clip.mp4", frames, size=Size(160, 90), fps=Fraction(12))
        except StoreError as error:
            assert "the disk is full" in error.message, error.message
            sys.exit(7)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    assert not done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(1, 2), Fraction(12345, 678)])
def test_a_clip_has_all_its_frames_at_its_rate(rate: Fraction, tmp_path: Path) -> None:
    seen: list[float] = []
    frames = list(numbered(9))
    assert write_clip(tmp_path / "clip.mp4", frames, size=SMALL, fps=rate, progress=seen.append) == 9
    info = probe(tmp_path / "clip.mp4", deep=True)
    assert (info.frames, info.fps, info.duration, info.size) == (9, rate, 9 / rate, SMALL)
    assert seen[-1] == 1
    assert not ffmpeg("-i", tmp_path / "clip.mp4", "-f", "null", "-", quiet=False)


def test_colours_are_bt709_and_say_so(tmp_path: Path) -> None:
    import av

    luma, cb, cr = yuv(*(np.full((1, 1), float(value)) for value in (30, 180, 60)))
    frame = np.full((135, 160), cr[0, 0], np.uint8)
    frame[:90] = luma[0, 0]
    frame.reshape(-1)[160 * 90 : 160 * 90 * 5 // 4] = cb[0, 0]
    write_clip(tmp_path / "clip.mp4", [frame] * 3, size=SMALL, fps=RATE)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        first = next(container.decode(video=0))
        assert rgb_of(first.to_ndarray()) == pytest.approx((30, 180, 60), abs=2)
        assert tuple(first.to_ndarray(format="rgb24")[45, 80]) == pytest.approx((30, 180, 60), abs=2)
        assert (first.colorspace, first.color_primaries, first.color_trc, first.color_range) == (1, 1, 1, 1)


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        write_clip(tmp_path / name, numbered(20), size=SMALL, fps=RATE)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
    assert told(next(numbered(1))) == 0

"""Makes the clips of `montage.yaml`: the kinds that people really have, each awkward in its own way.

Needs an FFmpeg program, which rushes itself does not: `pip install imageio-ffmpeg` brings one.
"""

from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path

import numpy as np

MEDIA = Path(__file__).parent / "media"
H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-threads", "1"]

CLIPS: dict[str, list[str]] = {
    # oblong pixels, 15 fps, mono sound at 22.05 kHz
    "old_tape.mp4": [
        *("-f", "lavfi", "-i", "mandelbrot=s=360x288:r=15:start_scale=0.02:end_scale=0.012"),
        *("-f", "lavfi", "-i", "sine=frequency=220:sample_rate=22050"),
        *("-t", "3", "-vf", "hue=s=0,colorbalance=rm=.2:gm=.08:bm=-.1,noise=alls=9:allf=t,setsar=16/15"),
        *("-pix_fmt", "yuv420p", *H264, "-c:a", "aac", "-ac", "1"),
    ],
    # a screen recording: frames only when something changes, full range, no sound
    "screen.mkv": [
        *("-f", "lavfi", "-i", "testsrc2=s=1024x640:r=30"),
        *("-t", "3", "-vf", "select='not(mod(n,3))+between(n,20,50)',scale=out_range=pc,format=yuvj420p"),
        *("-fps_mode", "vfr", *H264),
    ],
    # what a phone stores: the picture on its side, and a note which way is up
    "phone_side.mp4": [
        *("-f", "lavfi", "-i", "gradients=s=1280x720:r=60:seed=8:speed=0.03:nb_colors=4"),
        *("-f", "lavfi", "-i", "sine=frequency=330:beep_factor=4:sample_rate=44100"),
        *("-t", "3", "-pix_fmt", "yuv420p", *H264, "-c:a", "aac", "-ac", "2"),
    ],
}


def ffmpeg(*arguments: str) -> None:
    """Run the FFmpeg program of imageio-ffmpeg."""
    try:
        import imageio_ffmpeg
    except ImportError:
        sys.exit("error: this example's clips are made with FFmpeg: pip install imageio-ffmpeg")
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-v", "error", "-y", *arguments], check=True, stdin=subprocess.DEVNULL)


def clock(path: Path) -> None:
    """A clock that ticks twice a second for three seconds."""
    rate = 44_100
    time = np.arange(3 * rate) / rate
    tick = np.sin(2 * np.pi * 1800 * time) * np.exp(-90 * (time % 0.5))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((tick * 20_000).astype("<i2").tobytes())


def main() -> None:
    """Write what is not there yet."""
    MEDIA.mkdir(exist_ok=True)
    if (MEDIA / "clock.wav").exists():
        return
    for name, arguments in CLIPS.items():
        ffmpeg(*arguments, str(MEDIA / name))
    side = MEDIA / "phone_side.mp4"
    ffmpeg("-display_rotation:v:0", "90", "-i", str(side), "-c", "copy", str(MEDIA / "phone.mp4"))
    side.unlink()
    clock(MEDIA / "clock.wav")


if __name__ == "__main__":
    main()

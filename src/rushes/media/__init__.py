"""The only door to FFmpeg: reading clips, conforming them, joining them, and writing films.

Its parts are imported from their own modules (`rushes.media.conform`, `rushes.media.stitch` …);
importing this package loads nothing.
"""

__all__: list[str] = []

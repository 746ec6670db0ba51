"""Shooting and assembling together: a storyboard becomes a plan, then takes, then a film."""

from __future__ import annotations

from rushes.filming.clips import clips_board
from rushes.filming.making import make_film, plan_film
from rushes.filming.wish import JOIN_KINDS, FilmDetails, FilmWish, JoinDetails, Quality, film_wish

__all__ = [
    "JOIN_KINDS",
    "FilmDetails",
    "FilmWish",
    "JoinDetails",
    "Quality",
    "clips_board",
    "film_wish",
    "make_film",
    "plan_film",
]

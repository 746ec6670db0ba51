"""A storyboard laid out as the film that is to be made of it."""

from __future__ import annotations

from collections.abc import Callable

from rushes.film.drawings import Drawings
from rushes.film.facts import FileFacts
from rushes.film.make import Film
from rushes.film.progress import Listener
from rushes.film.recipe import Recipe
from rushes.filming.makers import Makers
from rushes.filming.wish import FilmWish, film_format, film_output, shortened
from rushes.storyboard.board import Storyboard

__all__ = ["film_of"]

LINE = 0.082  # of the height: what previz burns into its pictures stands below


def film_of(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    *,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Film:
    """The film of `board`, before anything of it is made.

    Raises what is wrong with its files and transitions, and with the place where it is to go.
    """
    format_ = film_format(workspace.settings, board, wish)
    foot = round(LINE * format_.picture.height) if wish.draft and wish.burn_in is not False else 0
    recipe = Recipe(
        shortened(board, workspace.find_card),
        format_,
        drawings=Drawings(workspace.caches / "stills", format_.picture, foot=foot),
        facts=FileFacts(workspace.caches / "facts", workspace.hash_file),
        spoken=wish.draft,
    )
    film = Film(
        recipe,
        caches=workspace.caches,
        output=film_output(board, wish),
        workers=workspace.workers,
        draft=wish.draft,
        listener=listen,
        cancelled=cancelled,
    )
    film.check_place()
    return film

"""The face of rushes in Python: everything that can be asked of a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from rushes.errors import UsageError
from rushes.film.progress import Listener, Tracker
from rushes.model import Prompt, Shot, Take
from rushes.shoot.budget import Allowance
from rushes.shoot.single import ShotDetails, frame_rate_of, own_files, single_shot, size_of
from rushes.shoot.standing import adopt, frames_from, standings, unknown_shots
from rushes.store.blobs import checked_output, copy_out
from rushes.storyboard.board import Storyboard
from rushes.workspace.batches import Batches
from rushes.workspace.boards import checked_board
from rushes.workspace.keeping import Keeping

if TYPE_CHECKING:
    from concurrent.futures import Future
    from fractions import Fraction

    from rushes.film.make import FilmResult
    from rushes.film.plan import FilmPlan
    from rushes.filming import FilmDetails, JoinDetails
    from rushes.shoot.compile import Compiled
    from rushes.shoot.inputs import FrameSource
    from rushes.shoot.job import Job

__all__ = ["Workspace"]


def allowed(yes: bool, allowance: Allowance | None) -> Allowance:
    """What somebody agreed to: `yes` to everything, else the allowance."""
    return allowance or Allowance(yes=yes)


class Workspace(Batches, Keeping):
    """The takes of a project, and everything that makes more of them.

    A context manager; `close` stops what still runs in this process. What was begun stays in the
    ledger and is taken up by whoever asks for it next. Threads may share a workspace.
    """

    # ── one clip ──────────────────────────────────────────────────────────────────────────────

    def shoot(
        self,
        wish: str | Prompt | Shot,
        *,
        output: Path | str | None = None,
        again: bool = False,
        listen: Listener | None = None,
        yes: bool = False,
        allowance: Allowance | None = None,
        **details: Unpack[ShotDetails],
    ) -> Take:
        """Make one clip and return its take; the same wish is answered by the take that is there.

        `details` are those of `rushes.shoot.single.ShotDetails`: model, duration in seconds (5), size
        in pixels (1280x720), fps in frames a second (24), camera, first_frame, last_frame, references,
        video, character and performance, upscale, motion (1 to 10), seed, options. `output` is where a copy
        goes; `again` makes another take of the same wish. `yes` agrees to whatever it costs, `allowance`
        to so much. `listen` is told how far it is.

        Raises UsageError for what the model cannot do, NoConsent, ProviderError, StoreError for a
        full disk, Cancelled after Ctrl-C.

            take = workspace.shoot("rain on a window", duration=2, size="640x360", output="rain.mp4")
        """
        job = self._single(wish, details, again=again, of=self.shoot)
        target = None if output is None else checked_output(Path(output), own_files(job.shot))
        take = self._there(job)
        if take is None:
            tracker = Tracker(listen)
            work = self.shooter.shoot(
                job,
                allowance=allowed(yes, allowance),
                progress=tracker.on("make", job.shot.id),
            )
            take = self.portal.call(work)
        if target is not None and take.path is not None:
            copy_out(take.path, target)
        return take

    def submit(
        self,
        wish: str | Prompt | Shot,
        *,
        again: bool = False,
        yes: bool = False,
        allowance: Allowance | None = None,
        **details: Unpack[ShotDetails],
    ) -> Take:
        """Ask for one clip and return as soon as its ticket is kept; the arguments are those of `shoot`.

        It goes on in the background until the workspace is closed; after that `wait` takes it up, in
        this or in another process. Raises what `shoot` raises.

            take = workspace.submit("a train leaves", duration=4)
            take = workspace.wait(take.id, timeout=60)
        """
        job = self._single(wish, details, again=again, of=self.submit)
        if (there := self._there(job)) is not None:
            return there
        from concurrent.futures import Future

        from rushes.shoot.portal import hand_on_failure

        sent: Future[Take] = Future()

        def tell(take: Take) -> None:
            if not sent.done():  # a take that was stopped and taken up is told of twice
                sent.set_result(take)

        allowed_for = allowed(yes, allowance)
        self.shooter.plan([job], allowed_for)
        work = self.portal.start(self.shooter.shoot(job, allowance=allowed_for, sent=tell))
        work.add_done_callback(lambda done: hand_on_failure(done, sent))
        take = self._patiently(sent, work)
        self._running[take.id] = work
        return take

    def compile(self, wish: str | Prompt | Shot, **details: Unpack[ShotDetails]) -> Compiled:
        """One clip as its model is asked for it, and what becomes of each wish; the arguments are `shoot`'s.

        Sends and makes nothing. Raises UsageError for what the model cannot do.

            told = workspace.compile("a pier at dusk, no people", model="runway:gen4.5")
            print(told.text, [one.why for one in told.report.losses])
        """
        from rushes.shoot.compile import compile_shot

        board = self._alone(wish, details, of=self.compile)
        (shot,) = board.shots
        card = self.find_card(shot.model)
        return compile_shot(shot, card, size=board.size, fps=board.fps, library=self.library)

    # ── the shots of a storyboard ─────────────────────────────────────────────────────────────

    def retake(
        self,
        board: Storyboard,
        shot_id: str,
        *,
        listen: Listener | None = None,
        yes: bool = False,
        allowance: Allowance | None = None,
    ) -> Take:
        """Make another take of one shot. It is circled, unless a person circled another.

        Raises UsageError for a shot that the board does not make, or whose first frame comes from a
        shot without a take; else what `shoot` raises.

            workspace.retake(board, "s03")
        """
        made = self.make_takes(board, [shot_id], again=True, listen=listen, allowance=allowed(yes, allowance))
        return made[shot_id]

    def make_takes(
        self,
        board: Storyboard,
        wanted: Iterable[str],
        *,
        again: bool = False,
        yes: bool = False,
        allowance: Allowance | None = None,
        on_take: Callable[[str, Take], None] | None = None,
        listen: Listener | None = None,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Take]:
        """Make a take of each of the shots `wanted`, side by side, and return them by shot.

        `on_take` is told of each as soon as it is kept, on another thread; it must return at once.
        A shot that fails stops none but those that need its frames; then everything that went wrong
        is raised together (`SeveralEnds`, or the one error).

            workspace.make_takes(board, ["s01", "s02"])
        """
        board, wanted = checked_board(board), list(wanted)
        if missing := unknown_shots(board, wanted):
            raise missing
        wishes = self.wishes(board)
        found = standings(self.ledger, self.board_id(board), wishes, self.origins(board))
        adopt(self.ledger, self.board_id(board), wishes, found)
        tracker = Tracker(listen)
        return self.portal.call(
            self.shooter.make_takes(
                board,
                wanted,
                board_id=self.board_id(board),
                wishes=wishes,
                takes={shot: one.take for shot, one in found.items() if one.take is not None},
                clips=self._clips(board, wanted),
                again=again,
                allowance=allowed(yes, allowance),
                on_take=on_take,
                progress=progress or (lambda shot, done: tracker.report("make", shot, done)),
                cancelled=cancelled,
            )
        )

    # ── films ─────────────────────────────────────────────────────────────────────────────────

    def plan(self, board: Storyboard, **details: Unpack[FilmDetails]) -> FilmPlan:
        """What `film` with these details would make, and what that costs. Makes and spends nothing.

        Raises what is wrong with the storyboard's files, transitions and models, all at once.

            print(workspace.plan(board).total)
        """
        from rushes.filming import film_wish, plan_film

        return plan_film(self, checked_board(board), film_wish(details))

    def film(
        self,
        board: Storyboard,
        *,
        partial: bool = False,
        listen: Listener | None = None,
        yes: bool = False,
        allowance: Allowance | None = None,
        cancelled: Callable[[], bool] | None = None,
        **details: Unpack[FilmDetails],
    ) -> FilmResult:
        """Make the film of a storyboard: only what is missing or has changed; nothing, when it is there.

        `output` is where it goes (else beside the storyboard), `size` its size in pixels (else the
        storyboard's), `quality` draft, normal or high, `crf` x264's own number (0 to 51), `captions`
        the storyboard's key anew. `partial` puts a slate where a take cannot be made. `burn_in` writes
        shot, camera and timecode into what previz draws. `yes` agrees to what the takes cost. A `draft` is
        drawn by previz whatever models the shots name: it costs nothing and makes no take; `notes` say under
        its picture how each model would be asked, and for how much.

        Raises StoryboardError and UsageError for what is wrong with the wish, NoConsent, ProviderError,
        MediaError for a broken file or a film that fails its check, StoreError for a full disk,
        Cancelled after Ctrl-C. A film that was there before stays then.

            film = workspace.film(rushes.Storyboard.load("film.yaml"), output="film.mp4")
            print(film.path, film.seconds)
        """
        from rushes.filming import film_wish, make_film

        wish = film_wish(details, of=self.film)
        return make_film(
            self,
            checked_board(board),
            wish,
            partial=partial,
            allowance=allowed(yes, allowance),
            listen=listen,
            cancelled=cancelled,
        )

    def join(
        self,
        clips: Sequence[Path | str],
        *,
        transition: str = "cut",
        duration: Fraction | float | None = None,
        fps: Fraction | float | None = None,
        loudness: float | None = None,
        listen: Listener | None = None,
        cancelled: Callable[[], bool] | None = None,
        **details: Unpack[JoinDetails],
    ) -> FilmResult:
        """Join clips of any size, frame rate and sound into one film, without a storyboard.

        `transition` leads from each clip into the next (`cut`, `dissolve`, `fade`, `xfade:NAME`) and
        lasts `duration` seconds (0.5). `size` and `fps` are those of the first clip unless given,
        `loudness` is in LUFS, -40 to -5 (the setting's, else -14). `output` (else `film.mp4`),
        `quality` and `crf`, and what it raises, are those of `film`.

            workspace.join(["a.mp4", "b.mp4"], output="film.mp4", transition="dissolve")
        """
        from rushes.filming import JOIN_KINDS, clips_board, film_wish, make_film

        wish = film_wish(details, JOIN_KINDS, of=self.join)
        board = clips_board(
            clips,
            transition=transition,
            duration=duration,
            size=wish.size,
            fps=None if fps is None else frame_rate_of(fps),
            loudness=self.settings.loudness if loudness is None else loudness,
        )
        return make_film(self, board, wish, allowance=Allowance(), listen=listen, cancelled=cancelled)

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _single(
        self, wish: str | Prompt | Shot, details: ShotDetails, *, again: bool, of: Callable[..., object]
    ) -> Job:
        from rushes.shoot.job import Job

        board = self._alone(wish, details, of=of)
        (shot,) = board.shots
        wished = self.wishes(board)[shot.id]
        return Job(shot=shot, board="", wish=wished, size=board.size, fps=board.fps, again=again)

    def _alone(
        self, wish: str | Prompt | Shot, details: ShotDetails, *, of: Callable[..., object]
    ) -> Storyboard:
        """The one clip that is wished for, in its size and rate."""
        shot = single_shot(wish, details, model=self.settings.model, of=of)
        if frames_from(shot):
            raise UsageError("a single clip has no other shots to take a frame or a clip from", shot=shot.id)
        size, fps = details.get("size"), details.get("fps")
        return Storyboard(
            shots=(shot,),
            size=self.settings.size if size is None else size_of(size),
            fps=self.settings.fps if fps is None else frame_rate_of(fps),
        )

    def _there(self, job: Job) -> Take | None:
        """The take that answers the job already."""
        wishes = {job.shot.id: job.wish}
        card = self.find_card(job.shot.model)
        found = standings(self.ledger, "", wishes, {job.shot.id: self.origin(card)})
        if job.again or found[job.shot.id].status != "current":
            return None
        adopt(self.ledger, "", wishes, found)
        return found[job.shot.id].take

    def _clips(self, board: Storyboard, wanted: Sequence[str]) -> dict[str, FrameSource]:
        from rushes.shoot.inputs import FrameSource

        asked = {parent for shot in board.shots if shot.id in wanted for parent in frames_from(shot)}
        found: dict[str, FrameSource] = {}
        for shot in board.shots:
            if shot.clip is not None and shot.id in asked:
                start = shot.clip.start
                end = shot.clip.end if shot.duration is None else start + shot.duration
                sha256 = self.hashes.hash_file(shot.clip.path)
                found[shot.id] = FrameSource(shot.clip.path, sha256, start, end)
        return found

"""What is wrong between the parts of a storyboard: ids, frames of other shots, lengths, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from rushes.errors import nearest
from rushes.model import Transition
from rushes.storyboard import format as form
from rushes.storyboard.build import known_lengths, shot_ids, transition_of, transitions_of
from rushes.storyboard.document import Document, Location
from rushes.storyboard.files import check_files
from rushes.storyboard.footage import MADE_FROM, check_footage, taken
from rushes.storyboard.overlaps import overlap_errors
from rushes.storyboard.reading import READING_SPEED, reading_seconds

__all__ = ["Case", "check_parts"]

LATER_KEYS = tuple(form.LaterText.model_fields)
MADE_KEYS = ("first_frame", "last_frame", "references", "motion", "seed", "fit", "model", "options")


@dataclass(frozen=True, slots=True)
class Case:
    """A storyboard under examination. What stands at `broken` is reported already and was left out."""

    document: Document
    board: form.BoardText
    broken: frozenset[Location]

    def said(self, *location: str | int) -> bool:
        """Whether the file says something at `location`, right or wrong."""
        return location in self.document.places


def check_parts(case: Case) -> None:
    """Report everything that only shows when the parts are seen together."""
    ids = shot_ids(case.board.shots)
    if case.said("size") and case.said("ratio"):
        case.document.report(("ratio",), "stands beside `size`, which says the same", "one of the two")
    check_ids(case, ids)
    lengths = known_lengths(case.board.shots)
    for place, shot in enumerate(case.board.shots):
        check_shot(case, place, shot)
        check_words(case, place, shot, lengths[place])
    check_taken(case, ids)
    check_transitions(case, ids, lengths)
    check_cast(case)
    check_later(case)
    check_files(case.document, case.board)


def check_ids(case: Case, ids: list[str]) -> None:
    first: dict[str, int] = {}
    for place, shot_id in enumerate(ids):
        other = first.setdefault(shot_id.casefold(), place)
        if other == place:
            continue
        # the one without an id of its own is the lesser surprise
        blamed = place if case.said("shots", place, "id") else other
        counterpart = other if blamed == place else place
        line = case.document.place(("shots", counterpart)).line
        said = f"is the id of another shot too, on line {line}"
        if not case.said("shots", counterpart, "id"):
            said = f"is what the shot on line {line}, which has no id, is called"
        elif ids[other] != shot_id:
            said = f"differs from the id {ids[other]} on line {line} only in capital letters"
        case.document.report(("shots", blamed, "id"), said, "every shot has an id of its own")


def check_shot(case: Case, place: int, shot: form.ShotText) -> None:
    """A shot's own keys against each other."""
    document, here = case.document, ("shots", place)
    prompt, clip = case.said(*here, "prompt"), case.said(*here, "clip")
    if here in case.broken or not case.said(*here):
        return
    made_from = [key for key in MADE_FROM if case.said(*here, key)]
    if prompt and clip:
        document.report((*here, "clip"), "stands beside a prompt", "a shot has a prompt or a clip")
    elif clip and made_from:
        document.report(
            (*here, made_from[0]), "stands beside a clip", "a shot is made, or its clip is there already"
        )
    elif not prompt and made_from == ["video"]:
        document.report((*here, "video"), "has no prompt beside it", "`prompt: …` says what becomes of it")
    elif not prompt and not clip and not made_from:
        document.report(here, "has neither a prompt nor a clip", "`prompt: …`, or `clip: file.mp4`")
    for key in made_from[1:]:
        document.report(
            (*here, key),
            f"stands beside `{made_from[0]}`",
            "one of them; another shot can take this one's clip",
        )
    if clip:
        for key in MADE_KEYS:
            if case.said(*here, key):
                document.warn((*here, key), "does nothing for a clip that is there already")
    elif not case.said(*here, "duration") and not made_from:
        document.report(here, "needs a duration", "for example `duration: 5`")
    unseen = isinstance(shot.prompt, form.PromptText) and shot.prompt.model_fields_set <= form.UNSEEN
    if unseen and not any(place[:3] == (*here, "prompt") for place in case.broken):
        document.report((*here, "prompt"), "says nothing of what is seen", "subject, action, setting, text…")
    if shot.duration is not None and round(shot.duration * case.board.fps) < 1:
        document.report(
            (*here, "duration"), f"is shorter than one frame at {case.board.fps} frames per second"
        )
    if isinstance(shot.clip, form.ClipText) and shot.clip.end is not None:
        cut = shot.clip.end - shot.clip.start
        if cut <= 0:
            document.report((*here, "clip", "out"), "must be later than `in`")
        elif shot.duration is not None and shot.duration > cut:
            document.report(
                (*here, "duration"),
                f"is {span(shot.duration)}, but `in` and `out` leave {span(cut)} of the clip",
                f"{span(cut)} at most",
            )
    check_footage(document, here, shot)


def check_words(case: Case, place: int, shot: form.ShotText, length: Fraction | None) -> None:
    """Narration and captions against the shot's length, where that is known."""
    document, here = case.document, ("shots", place)
    if here in case.broken or not case.said(*here):
        return
    narration = shot.narration
    if isinstance(narration, form.NarrationText) and not any(
        case.said(*here, "narration", key) for key in ("text", "file")
    ):
        document.report((*here, "narration"), "says nothing", "a `text`, or a sound `file`")
    if length is None:
        return
    spoken = isinstance(narration, form.NarrationText)
    text = narration.text if isinstance(narration, form.NarrationText) else narration
    if text and not (isinstance(narration, form.NarrationText) and narration.file):
        begins = narration.at if isinstance(narration, form.NarrationText) else Fraction(0)
        at = (*here, "narration", "text") if spoken else (*here, "narration")
        fits(document, at, text, "is read aloud in", length=length, begins=begins)
    captions = shot.caption if isinstance(shot.caption, list) else [shot.caption]
    for index, caption in enumerate(captions):
        at = (*here, "caption", index) if isinstance(shot.caption, list) else (*here, "caption")
        if isinstance(caption, str):
            fits(document, at, caption, "is read in", length=length, begins=Fraction(0))
        elif caption is not None and caption.at >= length:
            document.warn((*at, "at"), f"is after the shot's end, at {span(length)}: it will not be seen")
        elif caption is not None and caption.duration is None:
            fits(document, (*at, "text"), caption.text, "is read in", length=length, begins=caption.at)
        elif caption is not None and caption.duration and caption.at + caption.duration > length:
            document.warn((*at, "duration"), f"goes on after the shot's end, at {span(length)}")
    sounds = shot.audio if isinstance(shot.audio, list) else [shot.audio]
    for index, sound in enumerate(sounds):
        if isinstance(sound, form.AudioText) and sound.at >= length:
            at = (*here, "audio", index, "at") if isinstance(shot.audio, list) else (*here, "audio", "at")
            document.warn(at, f"is after the shot's end, at {span(length)}: it will not be heard")


def fits(
    document: Document, at: Location, text: str, how: str, *, length: Fraction, begins: Fraction
) -> None:
    """Warn when `text`, beginning at `begins`, needs more than the shot's `length`."""
    needed = reading_seconds(text)
    over = begins + needed - length
    if over > Fraction(1, 20):
        enough = Fraction(ceil((begins + needed) * 2), 2)
        document.warn(
            at,
            f"{how} about {float(needed):.1f} s, {float(over):.1f} s longer than the shot leaves",
            f"a duration of {span(enough)}, or {ceil(over * Fraction(READING_SPEED))} characters less",
        )


def check_taken(case: Case, ids: list[str]) -> None:
    """Frames and clips of other shots: they must be there, and no shot may wait for itself."""
    waits: dict[str, list[tuple[str, Location]]] = {shot_id: [] for shot_id in ids}
    clips: set[str] = set()
    for place, shot in enumerate(case.board.shots):
        for inside, other, what in taken(shot):
            at: Location = ("shots", place, *inside)
            if other not in waits:
                close = nearest(other, ids)
                others = [name for name in waits if name != ids[place]]
                allowed = f"did you mean {close}?" if close else f"shots: {', '.join(others[:20])}"
                case.document.report(at, f"there is no shot {other}", allowed)
            else:
                waits[ids[place]].append((other, at))
                clips |= {ids[place]} if what == "clip" else set()
    for circle, at in circles(waits):
        frames = clips.isdisjoint(circle)
        said = "waits for its own" if len(circle) == 1 else "waits in a circle for"
        what = ("frame" if frames else "clip") + ("" if len(circle) == 1 else "s")
        names = " → ".join([*circle, circle[0]])
        allowed = "one of them must begin with a picture, or with nothing"
        if not frames:
            allowed = "one of them must be made from a file, or from a prompt alone"
        case.document.report(at, f"{said} {what}: {names}", allowed)


def circles(waits: dict[str, list[tuple[str, Location]]]) -> list[tuple[list[str], Location]]:
    """Each circle of shots that wait for each other, once, with the place that closes it."""
    found: list[tuple[list[str], Location]] = []
    done: set[str] = set()
    for start, first in waits.items():
        stack = [iter(first)] if start not in done else []
        trail = [start] if stack else []
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done.add(trail.pop())
                continue
            other, at = step
            if other in trail:
                found.append((trail[trail.index(other) :], at))
            elif other not in done:
                stack.append(iter(waits[other]))
                trail.append(other)
    return found


def check_transitions(case: Case, ids: list[str], known: list[Fraction | None]) -> None:
    """Transitions that mean nothing, or are longer than what they join."""
    document, board = case.document, case.board
    for at, said in written_transitions(case):
        if isinstance(said, form.TransitionText) and said.kind.kind == "cut" and said.duration:
            document.report((*at, "duration"), "makes no sense for a cut, which takes no time")
        if isinstance(said, form.TransitionText) and said.color and said.kind.kind != "fade":
            document.report((*at, "color"), f"makes no sense for {said.kind}", "only a fade has a colour")
    title, end = board.title_card, board.end_card
    first = (title.transition if isinstance(title, form.CardText) else None, ("title_card", "transition"))
    if not case.said("title_card"):
        first = (board.shots[0].transition, ("shots", 0, "transition")) if board.shots else (None, ())
    if transition_of(first[0]).kind in ("dissolve", "xfade"):
        document.warn(
            first[1], "has no picture before it to come from: it will be a cut", "fade, fade:white or cut"
        )

    names, lengths = list(ids), list(known)
    overlaps = [one.duration for one in transitions_of(board)]
    places: list[Location] = [("shots", place, "transition") for place in range(len(ids))]
    if title is not None:
        put_card(0, title, "the title card", names=names, lengths=lengths, overlaps=overlaps)
        places.insert(0, ("title_card", "transition"))
    if end is not None:
        put_card(len(names), end, "the end card", names=names, lengths=lengths, overlaps=overlaps)
        places.append(("end_card", "transition"))
    for index, longest in overlap_errors(names, lengths, overlaps):
        both = f"{names[index - 1]} and {names[index]}" if index else names[index]
        at = places[index] if case.said(*places[index]) else ("transition",)
        document.report(
            (*at, "duration") if case.said(*at, "duration") else at,
            f"of {span(overlaps[index])} is longer than {both} leave{'' if index else 's'} room for",
            f"{span(longest)} at most" if longest > 0 else "only a cut fits",
        )
    if lengths and lengths[-1] is not None and board.fade_out > lengths[-1] - overlaps[-1]:
        left = max(lengths[-1] - overlaps[-1], Fraction(0))
        document.report(
            ("fade_out",), f"is longer than {names[-1]}, the end of the film", f"{span(left)} at most"
        )


def put_card(
    index: int,
    card: str | form.CardText,
    name: str,
    *,
    names: list[str],
    lengths: list[Fraction | None],
    overlaps: list[Fraction],
) -> None:
    """Let a card stand among the shots."""
    names.insert(index, name)
    lengths.insert(index, Fraction(3) if isinstance(card, str) else card.duration)
    overlaps.insert(index, Fraction(0) if isinstance(card, str) else transition_of(card.transition).duration)


def written_transitions(
    case: Case,
) -> list[tuple[Location, Transition | form.TransitionText | None]]:
    board = case.board
    found: list[tuple[Location, Transition | form.TransitionText | None]] = [
        (("transition",), board.transition)
    ]
    for key, card in (("title_card", board.title_card), ("end_card", board.end_card)):
        if isinstance(card, form.CardText):
            found.append(((key, "transition"), card.transition))
    found += [(("shots", place, "transition"), shot.transition) for place, shot in enumerate(board.shots)]
    return found


def check_cast(case: Case) -> None:
    """Names of the cast: they must be names, and prompts should name nobody else."""
    for name in case.board.cast:
        if re.fullmatch(r"[^\W\d_][\w-]*", name) is None:
            case.document.report(
                ("cast", name), f"is no name that a prompt can call: {name!r}", "letters, digits, - and _"
            )
    known = list(case.board.cast)
    for place, shot in enumerate(case.board.shots):
        prompt = shot.prompt
        fields = {"": prompt} if isinstance(prompt, str) else dict(prompt) if prompt else {}
        for key, text in fields.items():
            for name in re.findall(r"(?<![\w@.])@([^\W\d_][\w-]*)", str(text)):
                # Without spaces, a name goes over into the next word: `@keeperが走る`.
                starts = any(name.startswith(one) and name[len(one) :] >= "\u0e00" for one in known)
                if name not in known and not starts:
                    close = nearest(name, known)
                    at = ("shots", place, "prompt", key) if key else ("shots", place, "prompt")
                    hint = f"did you mean @{close}?" if close else "add it to `cast`, or take the @ away"
                    case.document.warn(at, f"@{name} is not in the cast", hint)


def check_later(case: Case) -> None:
    """Keys of a later version are told, each where it stands first: they do nothing yet."""
    within: list[Location] = [(), *(("shots", place) for place in range(len(case.board.shots)))]
    for key in LATER_KEYS:
        first = next(((*here, key) for here in within if case.said(*here, key)), None)
        if first is not None:
            case.document.warn(first, f"`{key}` is known, and not acted upon yet")


def span(seconds: Fraction) -> str:
    """A length for people: 2.5 s."""
    return f"{float(seconds):.3f}".rstrip("0").rstrip(".") + " s"

"""What people write for a camera's move, and the move that it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rushes.model import Prompt
from rushes.prompts.camera import CameraMove, camera_of, find_camera


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("slow zoom in", ("zoom", "in", "slow")),
        ("Slow Zoom Out", ("zoom", "out", "slow")),
        ("zooming out slowly", ("zoom", "out", "slow")),
        ("crash zoom", ("crash_zoom", "in", "fast")),
        ("dolly shot", ("dolly", "in", "normal")),
        ("dolly out", ("dolly", "out", "normal")),
        ("push in", ("push", "in", "normal")),
        ("gentle push-in", ("push", "in", "slow")),
        ("pull back", ("push", "out", "normal")),
        ("dolly zoom", ("dolly_zoom", "in", "normal")),
        ("vertigo effect", ("dolly_zoom", "in", "normal")),
        ("tracking shot", ("tracking", "right", "normal")),
        ("tracking shot from right to left", ("tracking", "left", "normal")),
        ("slow tracking shot left", ("tracking", "left", "slow")),
        ("pan left to right", ("pan", "right", "normal")),
        ("pan from the right to the left", ("pan", "left", "normal")),
        ("the camera pans across the room to the left", ("pan", "left", "normal")),
        ("whip pan", ("whip_pan", "right", "fast")),
        ("whip pan to the left", ("whip_pan", "left", "fast")),
        ("arc left", ("arc", "left", "normal")),
        ("slow orbit around her", ("orbit", "right", "slow")),
        ("orbit counterclockwise", ("orbit", "left", "normal")),
        ("boom up", ("pedestal", "up", "normal")),
        ("roll clockwise", ("roll", "right", "normal")),
        ("FPV drone dives", ("fpv", "in", "fast")),
        ("pan up", ("tilt", "up", "normal")),
        ("camera tilts down", ("tilt", "down", "normal")),
        ("crane shot", ("crane", "up", "normal")),
        ("slow crane down", ("crane", "down", "slow")),
        ("jib up", ("crane", "up", "normal")),
        ("steady cam", ("steady", "none", "normal")),
        ("steadicam", ("steady", "none", "normal")),
        ("static", ("static", "none", "normal")),
        ("locked-off tripod", ("static", "none", "normal")),
        ("the camera does not move", ("static", "none", "normal")),
        ("handheld", ("handheld", "none", "normal")),
        ("hand-held camera", ("handheld", "none", "normal")),
        ("aerial drone shot", ("aerial", "in", "normal")),
        ("drone rises up over the coast", ("aerial", "up", "normal")),
        ("aerial tracking shot", ("aerial", "in", "normal")),
        ("first person POV", ("first_person", "in", "normal")),
        ("point of view", ("first_person", "in", "normal")),
        ("wide shot", None),
        ("", None),
        ("japanese garden", None),
        ("pantry", None),
    ],
)
def test_a_move(text: str, move: tuple[str, str, str] | None) -> None:
    found = find_camera(text)
    assert (found and (found.kind, found.direction, found.speed)) == move


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        (Prompt("a crane lifts a box, dolly in", camera="handheld"), "handheld"),
        (Prompt("a pier at dusk, slow zoom in"), "zoom"),
        (Prompt("The camera follows a train: tracking shot."), "follow"),
        (Prompt("The camera stays with a train, tracking shot."), "tracking"),
        (Prompt("A crane at the docks, a drone above it, rain on the train's track"), None),
        (Prompt("a frying pan on the stove"), None),
        (Prompt(subject="a crane", setting="static noise"), None),
    ],
)
def test_the_move_of_a_prompt(prompt: Prompt, kind: str | None) -> None:
    move = camera_of(prompt)
    assert (move and move.kind) == kind


@given(some.text(max_size=200))
def test_any_words_can_be_asked(text: str) -> None:
    assert isinstance(find_camera(text), CameraMove | None)
    assert isinstance(camera_of(Prompt(text)), CameraMove | None)

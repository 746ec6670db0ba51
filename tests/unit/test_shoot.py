"""The steps from a wish to a kept take, with a provider that another package brings."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from rushes.errors import (
    Cancelled,
    GenerationFailed,
    MediaError,
    MissingKey,
    ModelRetired,
    NoConsent,
    Refused,
    RushesError,
    SeveralEnds,
    UnknownOutcome,
    UsageError,
)
from rushes.model import Look, Prompt, Request, Shot, ShotFrame, Size, StillFile, Take, TakeState
from rushes.providers.base import Provider, ProviderContext, origin_of
from rushes.providers.registry import Registry
from rushes.shoot.budget import Allowance
from rushes.shoot.compile import compile_shot
from rushes.shoot.making import Shooter
from rushes.shoot.ports import Ports
from rushes.shoot.request import compile_request, unheeded
from rushes.shoot.standing import Standing, adopt, board_wishes, dependency_order, standings, unknown_shots
from rushes.store.blobs import BlobStore, hash_file
from rushes.store.documents import read_request
from rushes.store.sqlite import SqliteLedger
from rushes.storyboard.board import Storyboard

SIZE = Size(160, 90)
BOARD = "board.yaml"


def shot(name: str, text: str = "a cat", **fields: object) -> Shot:
    return Shot(
        **{
            "id": name,
            "prompt": Prompt(text=text),
            "duration": Fraction(1, 2),
            "model": "paper",
            **fields,
        }  # pyright: ignore[reportArgumentType]
    )


def board(*shots: Shot) -> Storyboard:
    return Storyboard(shots=shots, size=SIZE, fps=Fraction(12))


def wishes_of(story: Storyboard) -> dict[str, str]:
    return board_wishes(story, hash_file=hash_file, card_of=Registry().any_card)


class Stage:
    """A workspace's parts, as the workspace would wire them."""

    def __init__(self, root: Path) -> None:
        self.blobs = BlobStore(root)
        self.ledger = SqliteLedger(root / "ledger.db", takes=self.blobs.folder)
        self.registry = Registry()
        self.opened: dict[str, Provider] = {}
        self.ports = Ports(
            ledger=self.ledger,
            blobs=self.blobs,
            inputs=root / "cache" / "inputs",
            find_card=self.registry.find_card,
            any_card=self.registry.any_card,
            provider=self.provider,
            origin=lambda card: origin_of(card, {}.get),
        )

    def provider(self, name: str) -> Provider:
        if name not in self.opened:
            context = ProviderContext(self.blobs.scratch.folder, 2, no_key)
            self.opened[name] = self.registry.open_provider(name, context)
        return self.opened[name]

    def stand(self, story: Storyboard) -> dict[str, Standing]:
        return standings(self.ledger, BOARD, wishes_of(story), self.origins(story))

    def origins(self, story: Storyboard) -> dict[str, str]:
        cards = {shot.id: self.registry.any_card(shot.model) for shot in story.shots}
        return {shot: self.ports.origin(card) for shot, card in cards.items() if card is not None}

    def make(
        self, story: Storyboard, *wanted: str, again: bool = False, yes: bool = False
    ) -> dict[str, Take]:
        found = self.stand(story)
        wishes = wishes_of(story)
        adopt(self.ledger, BOARD, wishes, found)
        missing = [name for name, one in found.items() if one.status in ("missing", "stale")]
        return asyncio.run(
            Shooter(self.ports, self.registry.cards).make_takes(
                story,
                wanted or missing,
                board_id=BOARD,
                wishes=wishes,
                takes={name: one.take for name, one in found.items() if one.take},
                again=again,
                allowance=Allowance(yes=yes),
            )
        )

    def close(self) -> None:
        self.ledger.close()
        self.blobs.close()


def no_key(names: Sequence[str]) -> str:
    raise MissingKey(str(names))


@pytest.fixture
def stage(tmp_path: Path, paper: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / ".rushes")
    yield stage
    stage.close()


def bill(server: Path) -> int:
    return len(list(server.glob("*.bill")))


def status(found: Mapping[str, Standing]) -> dict[str, str]:
    return {name: one.status for name, one in found.items()}


# ── bad wishes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (shot("s", model="papr"), "no model 'papr'; did you mean 'paper'"),
        (shot("s", model="paper:velum"), "did you mean 'paper:vellum'"),
        (shot("s", duration=Fraction(3)), "makes at most 2 s"),
        (shot("s", duration=Fraction(0)), "above 0 seconds"),
        (shot("s", duration=None), "above 0 seconds"),
        (shot("s", options={"grian": 1}), "no option 'grian'; did you mean 'grain'"),
        (shot("s", options={"grain": "much"}), "is a integer, not 'much'"),
        (shot("s", options={"grain": True}), "is a integer, not True"),
        (shot("s", options={"stock": "silk"}), "one of rag, rice"),
        (shot("s", options={"burn_in": "no"}), "is a boolean"),
        (shot("s", seed=-1), "seed -1"),
        (shot("s", references=(StillFile(Path(__file__)),)), "takes no reference; it takes first_frame"),
        (shot("s", model="paper:vellum", seed=3), "takes no seed"),
        (shot("s", model="paper:vellum", first_frame=ShotFrame("a", "last")), "cannot do image_to_video"),
        (shot("s", prompt=None), "nothing to make"),
    ],
)
def test_what_a_model_cannot_do_is_told_with_the_shot_before_anything_is_begun(
    stage: Stage, paper: Path, tmp_path: Path, wish: Shot, said: str
) -> None:
    story = board(wish, shot("a"))
    with pytest.raises(UsageError, match=said) as caught:
        stage.make(story, "s", "a", yes=True)
    assert caught.value.shot == "s"
    assert caught.value.hint
    assert bill(paper) == 0
    assert not (tmp_path / ".rushes").exists()


def test_a_size_that_the_model_does_not_make_is_told_with_those_that_it_makes(stage: Stage) -> None:
    large = dataclasses.replace(board(shot("s")), size=Size(1280, 720))
    with pytest.raises(UsageError, match="at most 100000 pixels"):
        stage.make(large)
    other = dataclasses.replace(board(shot("s", model="paper:vellum")), size=Size(128, 72))
    with pytest.raises(UsageError, match="does not make 128x72; it makes 160x90, 90x160"):
        stage.make(other, yes=True)


def test_every_wrong_shot_is_told_at_once(stage: Stage) -> None:
    with pytest.raises(SeveralEnds) as caught:
        stage.make(board(shot("a", seed=-1), shot("b"), shot("c", duration=Fraction(9))))
    assert [error.shot for error in caught.value.errors] == ["a", "c"]
    assert str(caught.value).startswith("nothing was begun: 2 things speak against it")
    assert caught.value.exit_code == 2


def test_a_shot_that_is_none_is_told_with_those_of_the_board_in_its_order() -> None:
    story = board(*(shot(name) for name in ("zoo", "alley", "moor")))
    missing = unknown_shots(story, ["moors"])
    assert missing is not None
    assert ("did you mean 'moor'" in str(missing), missing.hint) == (True, "it makes zoo, alley, moor")


def test_a_retired_model_names_its_replacement(stage: Stage) -> None:
    with pytest.raises(ModelRetired) as caught:
        stage.make(board(shot("s", model="paper:papyrus")))
    assert "'paper'" in str(caught.value.hint)


def test_nothing_that_costs_is_begun_without_a_yes(stage: Stage, paper: Path) -> None:
    story = board(shot("s", model="paper:vellum"))
    with pytest.raises(NoConsent, match=r"1 take with paper:vellum would cost \$0\.05"):
        stage.make(story)
    assert bill(paper) == 0
    take = stage.make(story, yes=True)["s"]
    assert (take.duration, take.charged, bill(paper)) == (1, "yes", 1)


def test_shots_that_wait_for_each_other_and_for_nobody_are_told() -> None:
    first = shot("a", first_frame=ShotFrame("b", "last"))
    second = shot("b", first_frame=ShotFrame("c", "last"))
    with pytest.raises(UsageError, match="a → b → c → a"):
        dependency_order([first, second, shot("c", first_frame=ShotFrame("a", "first"))])
    with pytest.raises(UsageError, match="wait for each other's frames: s → s"):
        dependency_order([shot("s", first_frame=ShotFrame("s", "last"))])
    with pytest.raises(UsageError, match="no shot 'bb' to take a frame from; did you mean 'b'"):
        dependency_order([shot("a", first_frame=ShotFrame("bb", "last")), shot("b")])


def test_pictures_that_are_none_are_told(stage: Stage, tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    with pytest.raises(UsageError, match="no PNG, JPEG or WebP") as caught:
        stage.make(board(shot("s", first_frame=StillFile(text))))
    assert caught.value.hint == "save it as one of these"
    with pytest.raises(RushesError, match=r"missing\.png") as caught:
        stage.make(board(shot("s", first_frame=StillFile(tmp_path / "missing.png"))))
    assert caught.value.shot == "s"
    assert stage.ledger.takes() == []


# ── the request ───────────────────────────────────────────────────────────────────────────────────


def test_a_request_says_what_the_model_needs_and_names_what_it_will_not_heed(paper: Path) -> None:
    card = Registry().find_card("paper")

    def compiled(wish: Shot, number: int = 1) -> Request:
        return compile_request(
            wish,
            look=Look(style="ink"),
            cast=(),
            size=SIZE,
            fps=Fraction(12),
            card=card,
            number=number,
            wish="w",
        )

    request = compiled(shot("s", seed=7, options={"stock": "rag"}), 3)
    assert (request.seed, request.label, request.take) == (9, "s", 3)
    assert request.options == {"grain": 1, "stock": "rag", "burn_in": True}
    assert "Ink" in request.text
    assert compiled(shot("s", options={"burn_in": False})).label == ""
    assert compiled(shot("s")).seed == compiled(shot("other")).seed != compiled(shot("s"), 2).seed
    unwanted = shot("s", prompt=Prompt(text="a", negative="b"))
    assert (
        "paper has no field for what must not be seen"
        in unheeded(compile_shot(unwanted, card, size=SIZE).report)[0]
    )
    assert not unheeded(compile_shot(shot("s"), card, size=SIZE).report)


# ── takes ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_take_is_kept_with_its_poster_and_a_sidecar_that_says_everything(
    stage: Stage, paper: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "first.jpg"
    Image.new("RGB", (32, 18), "teal").save(picture)
    story = board(shot("s", "a *cat* — ünï", first_frame=StillFile(picture)))
    assert status(stage.stand(story)) == {"s": "missing"}
    take = stage.make(story)["s"]
    assert (take.state, take.charged, take.board, take.shot, take.number) == (
        TakeState.FETCHED,
        "no",
        BOARD,
        "s",
        1,
    )
    assert take.path is not None
    assert hash_file(take.path) == take.sha256
    assert take.poster == take.path.with_suffix(".jpg")
    assert take.poster is not None
    assert take.poster.stat().st_size > 100
    told = json.loads(take.path.with_suffix(".json").read_text())
    assert (told["id"], told["wish"], told["request_key"], told["sha256"]) == (
        take.id,
        take.wish,
        take.request,
        take.sha256,
    )
    assert told["ticket"]["data"]["text"] == take.words.lower()
    request = read_request(told["request"])
    assert request.inputs[0].path.read_bytes() == picture.read_bytes()
    assert request.text == take.words
    assert stage.stand(story) == {"s": Standing("current", take)}
    assert stage.make(story) == {}
    assert list(stage.blobs.scratch.folder.iterdir()) == [stage.blobs.scratch.folder / ".alive"]


def test_the_nth_shot_with_the_same_wish_gets_the_nth_take(stage: Stage, paper: Path) -> None:
    plain: dict[str, Any] = {"options": {"burn_in": False}}  # else each has its own name in the picture
    story = board(shot("a", **plain), shot("b", **plain), shot("c", **plain))
    takes = stage.make(story)
    assert sorted(take.number for take in takes.values()) == [1, 2, 3]
    assert len({take.sha256 for take in takes.values()}) == 3
    assert bill(paper) == 3
    moved = board(shot("x", **plain), shot("c", **plain), shot("y", **plain))
    found = stage.stand(moved)
    assert status(found) == {"x": "current", "c": "current", "y": "current"}
    assert len({one.take.id for one in found.values() if one.take}) == 3
    assert stage.make(moved) == {}
    assert bill(paper) == 3


def test_a_name_that_is_drawn_into_the_picture_is_part_of_the_wish(stage: Stage, paper: Path) -> None:
    first = stage.make(board(shot("a")))["a"]
    renamed = board(shot("z"), shot("a"))
    assert status(stage.stand(renamed)) == {"z": "missing", "a": "current"}
    stage.make(renamed)
    labels = {take.shot: stage.ledger.body(take.id)["label"] for take in stage.ledger.takes()}
    assert labels == {"a": "a", "z": "z"}
    assert stage.stand(renamed)["a"].take == first
    child = shot("b", "b", first_frame=ShotFrame("z", "last"))
    other = shot("b", "b", first_frame=ShotFrame("a", "last"))
    assert wishes_of(board(*renamed.shots, child))["b"] != wishes_of(board(*renamed.shots, other))["b"]


@pytest.mark.parametrize("more", [{"options": {"burn_in": False}}, {"model": "paper:vellum"}])
def test_a_name_that_is_not_drawn_changes_no_wish(paper: Path, more: dict[str, Any]) -> None:
    assert wishes_of(board(shot("a", **more)))["a"] == wishes_of(board(shot("z", **more)))["z"]


def test_an_option_that_is_the_model_s_default_changes_no_wish(paper: Path) -> None:
    def wish(**options: object) -> str:
        return wishes_of(board(shot("s", options=options)))["s"]

    assert wish() == wish(burn_in=True) == wish(grain=1) == wish(grain=1, burn_in=True)
    assert len({wish(), wish(burn_in=False), wish(grain=2), wish(stock="rag")}) == 4
    unknown, retired = shot("s", model="papr"), shot("s", model="paper:papyrus")
    assert wishes_of(board(unknown)) != wishes_of(board(retired))


def test_a_changed_default_of_the_catalogue_makes_nothing_stale_that_was_bought() -> None:
    card = Registry().find_card("runway:gen4.5")
    option = card.options[0]
    told = board(shot("s", model=card.id, options={option.name: "low"}))
    silent = board(shot("s", model=card.id))
    wishes: set[tuple[str, str]] = set()
    for default in (None, "low", "auto"):
        later = dataclasses.replace(card, options=(dataclasses.replace(option, default=default),))
        wished = [
            board_wishes(one, hash_file=hash_file, card_of=lambda _, later=later: later)["s"]
            for one in (told, silent)
        ]
        wishes.add((wished[0], wished[1]))
    assert len(wishes) == 1


def test_only_what_was_changed_is_made_again_and_going_back_makes_nothing(stage: Stage, paper: Path) -> None:
    before = board(shot("a", "one"), shot("b", "two"))
    first = stage.make(before)
    after = board(shot("a", "one"), shot("b", "three"))
    found = stage.stand(after)
    assert status(found) == {"a": "current", "b": "stale"}
    assert found["b"].take == first["b"]
    assert list(stage.make(after)) == ["b"]
    assert bill(paper) == 3
    back = stage.stand(before)
    assert (back["b"].status, back["b"].take, back["b"].adopted) == ("current", first["b"], True)
    assert stage.make(before) == {}
    assert stage.ledger.circles(BOARD)["b"].take == first["b"].id


def test_a_person_s_choice_stays_and_is_told_as_kept(stage: Stage) -> None:
    before = board(shot("s", "one"))
    first = stage.make(before)["s"]
    second = stage.make(before, "s", again=True)["s"]
    assert (second.number, stage.stand(before)["s"].take) == (2, second)
    stage.ledger.circle(BOARD, "s", first.id, "person")
    after = board(shot("s", "two"))
    assert stage.stand(after)["s"].status == "kept"
    assert stage.make(after) == {}
    third = stage.make(after, "s", again=True)["s"]
    assert stage.stand(after)["s"].take == first
    assert stage.ledger.takes(board=BOARD, shot="s") == [first, second, third]


def test_a_take_whose_file_is_gone_is_missing(stage: Stage) -> None:
    story = board(shot("s"))
    take = stage.make(story)["s"]
    assert take.path is not None
    take.path.unlink()
    assert (stage.stand(story)["s"].status, stage.stand(story)["s"].reason) == (
        "missing",
        "the file of its take is gone or cut short",
    )
    assert stage.make(story)["s"].number == 2


def test_a_shot_begins_with_the_last_frame_of_another_and_follows_its_changes(stage: Stage) -> None:
    def story(text: str) -> Storyboard:
        return board(
            shot("b", "after", first_frame=ShotFrame("a", "last")),
            shot("a", text),
            shot("c", "last", last_frame=ShotFrame("b", "first")),
        )

    takes = stage.make(story("before"))
    assert takes["b"].parents == (takes["a"].id,)
    assert takes["c"].parents == (takes["b"].id,)
    frame = read_request(stage.ledger.body(takes["b"].id)).inputs[0]
    assert (frame.role, frame.media_type, frame.path.exists()) == ("first_frame", "image/png", True)
    changed = stage.stand(story("something else"))
    assert status(changed) == {"b": "stale", "a": "stale", "c": "stale"}
    later = board(*story("before").shots, shot("d", "new", first_frame=ShotFrame("a", "first")))
    assert list(stage.make(later)) == ["d"]


def test_a_failure_stops_only_what_needs_it_and_all_are_told_together(stage: Stage) -> None:
    story = board(
        shot("a", "it fails"),
        shot("b", "it refuses"),
        shot("c", "fine"),
        shot("d", "waits", first_frame=ShotFrame("a", "last")),
        shot("e", "it breaks"),
        shot("f", "half a clip"),
        shot("g", "only text"),
    )
    with pytest.raises(SeveralEnds) as caught:
        stage.make(story)
    kinds = {error.shot: type(error) for error in caught.value.errors}
    assert kinds == {
        "a": GenerationFailed,
        "b": Refused,
        "d": RushesError,
        "e": GenerationFailed,
        "f": MediaError,
        "g": MediaError,
    }
    assert caught.value.exit_code == 3
    told = {error.shot: str(error) for error in caught.value.errors}
    assert "made from what shot a shows, which was not made" in told["d"]
    assert "paper broke: ZeroDivisionError" in told["e"]
    states = {take.shot: take.state for take in stage.ledger.takes()}
    assert states.pop("c") is TakeState.FETCHED
    assert states.pop("b") is TakeState.REFUSED
    assert set(states.values()) == {TakeState.FAILED}
    assert status(stage.stand(story))["c"] == "current"
    assert stage.ledger.open_takes() == []


def test_the_provider_s_own_limit_holds(stage: Stage) -> None:
    stage.make(board(*(shot(f"s{n}", f"{n}") for n in range(5))))
    assert stage.opened["paper"].most_at_once == 2  # pyright: ignore[reportAttributeAccessIssue]


def test_stopping_leaves_the_take_open_and_the_next_run_takes_it_up(stage: Stage, paper: Path) -> None:
    story = board(shot("s", "slow"))
    wishes = wishes_of(story)
    heard: list[float] = []

    def make(stop: bool) -> dict[str, Take]:
        return asyncio.run(
            Shooter(stage.ports, stage.registry.cards).make_takes(
                story,
                ["s"],
                board_id=BOARD,
                wishes=wishes,
                takes={},
                progress=lambda name, done: heard.append(done),
                cancelled=lambda: stop and bool(heard),
            )
        )

    with pytest.raises(Cancelled):
        make(stop=True)
    (take,) = stage.ledger.open_takes()
    assert take.state is TakeState.SUBMITTED
    assert len(list(paper.glob("*.cancelled"))) == 1
    (paper / "go").touch()
    assert make(stop=False)["s"].id == take.id
    assert heard[-1] == 1.0
    assert bill(paper) == 1


def test_what_may_have_been_paid_is_never_sent_again(stage: Stage, paper: Path) -> None:
    story = board(shot("s", "cut off", model="paper:vellum"))
    with pytest.raises(UnknownOutcome, match="the answer never came") as caught:
        stage.make(story, yes=True)
    assert "--not-made" in str(caught.value.hint)
    (take,) = stage.ledger.takes()
    assert (take.state, take.charged) == (TakeState.UNKNOWN, "unknown")
    with pytest.raises(UnknownOutcome, match=take.id):
        stage.make(story, yes=True)
    assert bill(paper) == 1


RUN = textwrap.dedent("""
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from test_shoot import Stage, board, shot
    stage = Stage(Path(sys.argv[2]))
    print(sorted(stage.make(board(*(shot(f"s{n}", f"{sys.argv[3]} {n}") for n in range(3))))), flush=True)
    stage.close()
""")


def command(root: Path, text: str) -> list[str]:
    return [sys.executable, "-c", RUN, str(Path(__file__).parent), str(root), text]


@pytest.mark.parametrize("moment", ["dies at the create", "dies while it waits"])
def test_a_killed_run_is_taken_up_without_a_second_take(
    stage: Stage, paper: Path, tmp_path: Path, moment: str
) -> None:
    first = subprocess.run(command(tmp_path / ".rushes", moment), capture_output=True)
    assert first.returncode == -9, first.stderr.decode()
    assert stage.ledger.open_takes()
    second = subprocess.run(command(tmp_path / ".rushes", moment), capture_output=True, text=True)
    assert second.stdout.strip() == "['s0', 's1', 's2']", second.stderr
    # What the first had planned and not sent was cancelled with it, and begun anew.
    takes = [take for take in stage.ledger.takes() if take.state is not TakeState.CANCELLED]
    assert len(takes) == 3
    assert {take.state for take in takes} == {TakeState.FETCHED}
    for take in takes:
        kinds = [event.kind for event in stage.ledger.events(take.id)]
        assert (kinds[0], kinds.count("submitted"), kinds.count("fetched")) == ("planned", 1, 1), kinds
    left = [path for path in (tmp_path / ".rushes" / "tmp").iterdir() if path.is_dir()]
    assert len(left) <= 1


def test_two_processes_on_one_board_make_each_take_once(stage: Stage, paper: Path, tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(
            command(tmp_path / ".rushes", "both"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for run in runs:
        said, wrong = run.communicate(timeout=60)
        assert run.returncode == 0, wrong
        assert said
    takes = stage.ledger.takes()
    assert sorted(take.shot for take in takes) == ["s0", "s1", "s2"]
    assert {take.state for take in takes} == {TakeState.FETCHED}

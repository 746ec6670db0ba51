"""The library agrees with itself, is read late and fast, and finds what a text names."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rushes.errors import UsageError
from rushes.model import Prompt
from rushes.prompts import Library
from rushes.prompts.entries import FIELDS, KINDS, ORDER, SLOT, Entry, families_of
from rushes.prompts.forms import forms
from rushes.prompts.library import phrases_of
from rushes.prompts.own import BUILDERS, ENTRIES
from rushes.prompts.tokens import fold, folded, holds
from rushes.providers.cards import read_catalogue

LIBRARY = Library.standard()
PARTS = set(Prompt.__dataclass_fields__)

NAMES = """
slow zoom in, slow zoom out, dolly shot, tracking shot, pan left to right, crane shot, steady cam, handheld,
aerial drone shot, first person POV, cinematic, photorealistic, anime style, 3D animation, stop motion,
vintage film grain, documentary style, music video aesthetic, noir, cyberpunk, golden hour, blue hour,
dramatic shadows, soft diffused, neon lights, natural sunlight, studio lighting, candlelight, moonlight,
backlit silhouette, push in, pull out, truck left, truck right, pedestal up, pedestal down, tilt up, tilt down,
roll clockwise, arc shot, orbit shot, whip pan, dolly zoom, rack focus, extreme close-up, extreme wide shot
"""


# ── what cannot be found ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "kind", "said", "hint"),
    [
        ("golden our", None, "the library has no entry 'golden our'", "golden hour"),
        ("doly zoom", "camera move", "the library has no camera move 'doly zoom'", "dolly zoom"),
        ("golden hour", "style", "the library has no style 'golden hour'", "did you mean|lists them all"),
        ("", None, "the library has no entry ''", "lists them all"),
        ("…", None, "the library has no entry '…'", "lists them all"),
    ],
)
def test_what_is_not_there_is_an_error_with_the_nearest(name: str, kind: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        LIBRARY.find(name, kind)  # pyright: ignore[reportArgumentType] — some are no kinds
    assert caught.value.message == said
    assert re.search(hint, caught.value.hint or "")


def test_a_builder_says_what_it_needs_and_what_it_has() -> None:
    for call, said, hint in (
        (lambda: LIBRARY.builder("natur"), "there is no builder 'natur'", "did you mean nature?"),
        (lambda: LIBRARY.builder("x"), "there is no builder 'x'", "there are cinematic, product, nature"),
        (lambda: LIBRARY.build("nature"), "the builder nature needs scene", 'scene="what is seen"'),
        (lambda: LIBRARY.build("nature", scene="  "), "the builder nature needs scene", "scene="),
        (lambda: LIBRARY.build("nature", scen="a"), "the builder nature has no scen", "did you mean scene?"),
    ):
        with pytest.raises(UsageError) as caught:
            call()
        assert caught.value.message == said
        assert hint in (caught.value.hint or "")


# ── the library itself ────────────────────────────────────────────────────────────────────────


def test_our_own_file_keeps_the_rules_of_users_files() -> None:
    data = tomllib.loads((files("rushes.prompts") / "library.toml").read_text(encoding="utf-8"))
    for kind in KINDS:
        assert len(ENTRIES.validate_python(data[kind])) > 10
    BUILDERS.validate_python(data["builders"])
    assert set(data) == {*KINDS, "families", "camera", "conflicts", "builders", "motion"}
    assert [int(degree) for degree in data["motion"]] == list(range(1, 11))


def test_it_has_what_it_must_have() -> None:
    for name in re.split(r",\s*", NAMES.strip()):
        assert LIBRARY.find(name).name == name


def test_no_phrase_means_two_things() -> None:
    owners: dict[tuple[str, ...], str] = {}
    for entry in LIBRARY.entries:
        for phrase, _ in phrases_of(entry):
            assert owners.setdefault(phrase, entry.name) == entry.name


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.name)
def test_an_entry_is_whole(entry: Entry) -> None:
    one = LIBRARY.find(entry.name)
    assert one is entry
    assert re.fullmatch(r"[A-Z0-9][^\n]*\.", one.definition), one.definition
    assert one.field in PARTS
    assert FIELDS[one.kind] == one.field
    assert one.name not in one.conflicts
    for other in one.conflicts:
        assert one.name in LIBRARY.find(other).conflicts
    for family in LIBRARY.families:
        told = LIBRARY.told(one, family)
        assert told.words or told.parameter or told.why
        assert not (told.why and (told.words or told.parameter))


def test_every_family_is_known_and_has_its_source() -> None:
    assert families_of(LIBRARY.entries) <= set(LIBRARY.families)
    for family in LIBRARY.families.values():
        assert sorted(family.order) == sorted(ORDER)
        if family.name != "*":
            assert family.source
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", family.verified_on)


def test_every_card_of_the_catalogue_has_a_family() -> None:
    folder = files("rushes.providers") / "catalogue"
    for file in folder.iterdir():
        for card in read_catalogue(file.read_text(encoding="utf-8"), name=file.name):
            assert card.prompt_family in LIBRARY.families, card.id
            assert card.prompt_family == (card.family or card.provider)


def test_a_move_that_previz_cannot_draw_says_so() -> None:
    for entry in LIBRARY.of_kind("camera move"):
        assert (entry.move is None) == bool(LIBRARY.told(entry, "previz").why), entry.name


def test_a_family_is_told_in_its_own_way() -> None:
    crane = LIBRARY.find("crane shot")
    assert LIBRARY.told(crane, "runway").words == "crane shot"
    assert LIBRARY.told(crane, "hailuo").words == "[Pedestal up,Tilt down]"
    assert (LIBRARY.told(crane, "luma").parameter, LIBRARY.told(crane, "luma").value) == (
        "concepts",
        "crane_up",
    )
    assert LIBRARY.told(LIBRARY.find("noir"), "previz").words == "film noir style"
    assert LIBRARY.told(LIBRARY.find("noir"), "nobody-knows").words == "film noir style"


def test_builders_fill_their_slots_and_leave_out_what_is_not_given() -> None:
    for builder in LIBRARY.builders.values():
        assert set(builder.parts) <= PARTS
        assert {slot for text in builder.parts.values() for slot in SLOT.findall(text)} == set(builder.slots)
        assert set(builder.needs) <= set(builder.slots)
    assert LIBRARY.build("product", product="a watch") == Prompt(
        subject="a watch",
        action="rotating",
        setting="on a clean white background",
        style="professional product photography, 4K",
        lighting="soft studio lighting",
    )
    watch = LIBRARY.build("product", product="a {watch}", features="[blue] dial")
    assert watch.subject == "a {watch} featuring [blue] dial"
    knight = LIBRARY.build("cinematic", subject="a knight", action="rides")
    assert (knight.subject, knight.action, knight.setting) == ("a knight", "rides", "")
    assert (knight.style, knight.mood) == ("cinematic, high production value", "epic mood")


# ── finding ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MAGIC HOUR", ["golden hour"]),
        ("A slow dolly shot at golden hour", ["dolly shot", "golden hour"]),
        ("slow zoom in", ["slow zoom in"]),  # and neither "zoom in" nor "slow"
        ("zooms gently in", ["zoom in"]),
        ("push-in; push in; pushing in", ["push in", "push in", "push in"]),
        ("push. In the rain", []),  # a stop parts them
        ("a crane at the docks, a wide street, panning for gold", []),  # other meanings
        ("goldenhour, unnoirish, cinematics", []),  # no whole words
        ("cinéma verite, CINEMA VÉRITÉ", ["documentary style", "documentary style"]),
        ("bird’s-eye view", ["bird's-eye view"]),
        ("ｎｏｉｒ", ["noir"]),
        ("@noir waits", []),  # somebody's name
        ("extreme close-up", ["extreme close-up"]),
        ("35mm film, 35 mm lens", ["35mm film", "35mm lens"]),
    ],
)
def test_what_a_text_names(text: str, names: list[str]) -> None:
    assert [match.entry.name for match in LIBRARY.find_all(text)] == names


def test_loose_words_count_where_their_kind_is_spoken_of() -> None:
    assert LIBRARY.find_all("wide") == ()
    (match,) = LIBRARY.find_all("very wide", loose=True)
    assert (match.entry.name, match.start, match.end, match.loose) == ("wide shot", 5, 9, True)
    assert LIBRARY.find_all("wide", ["mood"], loose=True) == ()
    assert LIBRARY.find("wide").name == "wide shot"


@given(some.text(max_size=100), some.sampled_from(LIBRARY.entries), some.text(max_size=100))
def test_a_name_is_found_in_any_text(before: str, entry: Entry, after: str) -> None:
    text = f"{before}. {entry.name}! {after}"
    found = [match for match in LIBRARY.find_all(text) if match.entry is entry]
    assert any(text[match.start : match.end] == entry.name for match in found)


@given(some.text(max_size=300))
def test_matches_stand_in_order_and_never_overlap(text: str) -> None:
    found = LIBRARY.find_all(text, loose=True)
    assert all(one.end <= other.start for one, other in pairwise(found))


# ── words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Push-in, bird’s 85mm f/2.8 1,000 @keeper",
            ["push", "in", "bird's", "85mm", "f", "2.8", "1,000", "@keeper"],
        ),
        ("me@keeper.org", ["me", "keeper", "org"]),
        ("夕陽の街 フライパン", ["夕", "陽", "の", "街", "フライパン"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("แมวดี", ["แ", "ม", "ว", "ดี"]),
        ("Éclair Straße İstanbul", ["eclair", "strasse", "istanbul"]),
        ("@灯台守 @Åse", ["@灯台守", "@ase"]),
        ("snake_case 🔥 — ...", ["snake", "case"]),
    ],
)
def test_words_of_every_script(text: str, words: list[str]) -> None:
    assert [*folded(text)] == [fold(word) for word in words]


def test_a_phrase_is_held_whole() -> None:
    assert holds("a cat in golden hour light", "Golden hour")
    assert not holds("a cart", "art")
    assert not holds("golden, old hour", "golden hour")


def test_a_star_is_every_form_of_a_verb() -> None:
    assert forms("zoom* in") == ["zoom in", "zooms in", "zoomed in", "zooming in"]
    assert forms("pan*") == ["pan", "pans", "panned", "panning"]
    assert forms("dolly* out")[1:] == ["dollies out", "dollied out", "dollying out"]
    assert forms("circle*")[3] == "circling"
    assert forms("golden hour") == ["golden hour"]


# ── when it is read ───────────────────────────────────────────────────────────────────────────


def test_it_is_read_when_it_is_asked_for_and_not_before() -> None:
    code = """
import sys
opened = []
sys.addaudithook(lambda event, arguments: event == "open" and opened.append(str(arguments[0])))
import rushes.cli, rushes.prompts, rushes.prompts.compile, rushes.prompts.camera, rushes.batch
assert not [name for name in opened if name.endswith("library.toml")], "read at import"
rushes.prompts.Library.standard()
assert [name for name in opened if name.endswith("library.toml")]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_is_read_fast() -> None:
    """30 ms are the aim on a quiet machine; a busy one may take some times that."""
    Library.standard.cache_clear()
    started = time.process_time()
    library = Library.standard()
    library.find_all("golden hour")
    assert time.process_time() - started < 0.15
    assert Library.standard() is library

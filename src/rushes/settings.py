"""Settings: a flag, else RUSHES_*, else the project's rushes.toml, else the user's file, else a default.

Nothing is read at import: the folder to start from and the environment are given. Keys of providers
are no settings; they are read where they are needed, and never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from rushes.errors import ConfigError, nearest
from rushes.model import LOUDNESS, Money, Size, frame_rate

__all__ = [
    "PROJECT_FILE",
    "PROMPTS_FILE",
    "SETTINGS",
    "Setting",
    "Settings",
    "find_workspace",
    "load_settings",
    "own_files",
    "user_file",
]

PROJECT_FILE = "rushes.toml"
PROMPTS_FILE = "prompts.toml"  # the user's own entries of the library of prompts
WORKSPACE_FOLDER = ".rushes"
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")

Value = TypeVar("Value", int, float)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a run. `origins` says for each setting where its value comes from.

    `prompts` are the files with the user's own entries of the library of prompts, the later ones on top.
    """

    workspace: Path | None = None
    model: str = "previz"
    size: Size = Size(1280, 720)
    fps: Fraction = Fraction(24)
    loudness: float = -14.0
    crf: int = 18
    preset: str = "veryfast"
    workers: int = 0
    ledger: str = ""
    monthly_budget: Money | None = None
    project_budget: Money | None = None
    deadline: float = 0.0
    poll_interval: float = 0.0
    takeover: float = 30.0
    prompts: tuple[Path, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: how it is read, and what it is for."""

    name: str
    read: Callable[[str], object]
    allowed: str
    help: str
    path: bool = False
    secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"RUSHES_{self.name.upper()}"


def within(kind: Callable[[str], Value], least: Value, most: Value) -> Callable[[str], Value]:
    """A reader of numbers from `least` to `most`."""

    def read(text: str) -> Value:
        value = kind(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    return read


def even_size(text: str) -> Size:
    size = Size.parse(text)
    if (
        size.width % 2
        or size.height % 2
        or min(size.width, size.height) < 16
        or max(size.width, size.height) > 8192
    ):
        raise ValueError(text)
    return size


def one_word(text: str) -> str:
    if not text or any(character.isspace() for character in text):
        raise ValueError(text)
    return text


def some_path(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise ValueError(text)
    return Path(text)


def database(text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")) or any(one.isspace() for one in text):
        raise ValueError(text)
    return text


def one_preset(text: str) -> str:
    if text not in PRESETS:
        raise ValueError(text)
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("workspace", some_path, "a folder", "The folder that holds `.rushes/`.", path=True),
    Setting("model", one_word, "a model, as `rushes models` lists them", "The model of `rushes shoot`."),
    Setting("size", even_size, "width x height, both even, like 1280x720", "The size of `rushes shoot`."),
    Setting("fps", frame_rate, "24, 25, 30, 23.976, 30000/1001…", "The frame rate of `rushes shoot`."),
    Setting("loudness", within(float, *LOUDNESS), "-40 to -5 LUFS", "The loudness of joined clips, in LUFS."),
    Setting("crf", within(int, 0, 51), "0 (best) to 51", "The quality of films: x264's CRF."),
    Setting("preset", one_preset, ", ".join(PRESETS), "How long x264 takes to make films small."),
    Setting(
        "workers", within(int, 0, 512), "0 (a worker a core) to 512", "How many things are made at once."
    ),
    Setting(
        "ledger",
        database,
        "postgresql://user@host/name",
        "A PostgreSQL database for the ledger, in place of the file in the workspace.",
        secret=True,
    ),
    Setting(
        "monthly_budget", Money.dollars, "dollars, such as 50", "What may be spent in a calendar month (UTC)."
    ),
    Setting(
        "project_budget", Money.dollars, "dollars, such as 200", "What may be spent in this workspace in all."
    ),
    Setting(
        "deadline",
        within(float, 0, 86_400),
        "0 (what the model's card says) to 86400 seconds",
        "How long a generation is waited for in one run.",
    ),
    Setting(
        "poll_interval",
        within(float, 0, 3_600),
        "0 (what the provider asks for) to 3600 seconds",
        "The longest time between two looks at a generation.",
    ),
    Setting(
        "takeover",
        within(float, 0.5, 86_400),
        "0.5 to 86400 seconds",
        "How long a process may be silent before another one takes its takes over.",
    ),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def load_settings(
    start: Path | str, *, overrides: Mapping[str, str] | None = None, environ: Mapping[str, str]
) -> Settings:
    """The settings that hold for work in the folder `start` (or beside the file `start`).

    `overrides` are flags, by the setting's name. Raises ConfigError that names the file, the variable
    or the flag of a value that is wrong, or of a setting that does not exist.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {setting.name: "default" for setting in SETTINGS}

    def put(name: str, text: str, origin: str, base: Path | None = None) -> None:
        setting = BY_NAME[name]
        try:
            value = setting.read(text)
        except (ValueError, ZeroDivisionError):
            said = "what it is set to" if setting.secret else repr(text[:80])
            raise ConfigError(
                f"{origin}: {name} cannot be {said}", hint=f"allowed: {setting.allowed}"
            ) from None
        values[name] = base / value if base is not None and isinstance(value, Path) else value
        origins[name] = origin

    files = [file for file in (user_file(environ), project_file(Path(start))) if file is not None]
    for file in files:
        for name, text in read_file(file).items():
            put(name, text, str(file), file.parent)
    for setting in SETTINGS:
        if environ.get(setting.variable):
            put(setting.name, environ[setting.variable], setting.variable)
    for name, text in (overrides or {}).items():
        if name not in BY_NAME:
            raise unknown(name, "the command line")
        put(name, text, f"--{name}")
    prompts = tuple(own_files(PROMPTS_FILE, start, environ=environ))
    return Settings(**values, prompts=prompts, origins=origins)  # pyright: ignore[reportArgumentType] — read by its own reader


def find_workspace(
    start: Path | str, *, explicit: Path | str | None = None, environ: Mapping[str, str]
) -> Path:
    """The folder that holds `.rushes/` for work in the folder `start` (or beside the file `start`).

    The one that is named, or RUSHES_WORKSPACE; else the nearest folder upward that has a `rushes.toml`
    or a `.rushes/`; else `start` itself. Nothing is made.
    """
    named = explicit or environ.get("RUSHES_WORKSPACE")
    if named:
        folder = Path(named)
        return folder.parent if folder.name == WORKSPACE_FOLDER else folder
    return project_folder(Path(start))


def own_files(name: str, start: Path | str, *, environ: Mapping[str, str]) -> list[Path]:
    """The user's files called `name`: beside their settings, `rushes.toml` and the project's `.rushes/`."""
    settings = project_file(Path(start))
    beside = None if settings is None else settings.parent  # further up than a `.rushes/` may be
    folders = dict.fromkeys((user_folder(environ), beside, project_folder(Path(start))))
    return [folder / name for folder in folders if folder is not None and (folder / name).is_file()]


def project_folder(start: Path) -> Path:
    """The nearest folder upward that has a `rushes.toml` or a `.rushes/`, else the one of `start`."""
    beside = folder_of(start)
    for folder in (beside, *beside.parents):
        if (folder / PROJECT_FILE).is_file() or (folder / WORKSPACE_FOLDER).is_dir():
            return folder
    return beside


def folder_of(start: Path) -> Path:
    """`start` when it is a folder, else the folder it lies in; absolute."""
    start = start.absolute()
    return start if start.is_dir() else start.parent


def project_file(start: Path) -> Path | None:
    """The `rushes.toml` of the nearest folder upward that has one."""
    beside = folder_of(start)
    files = (folder / PROJECT_FILE for folder in (beside, *beside.parents))
    return next((file for file in files if file.is_file()), None)


def user_file(environ: Mapping[str, str]) -> Path | None:
    """The user's own settings file, where there is one. RUSHES_CONFIG names another, or none when empty."""
    named = environ.get("RUSHES_CONFIG")
    if named is not None:
        if named and not Path(named).is_file():
            raise ConfigError(
                f"RUSHES_CONFIG names {named}, which is no file", hint="name a file, or unset it"
            )
        return Path(named) if named else None
    folder = user_folder(environ)
    file = None if folder is None else folder / "config.toml"
    return file if file is not None and file.is_file() else None


def user_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder of the user's own files, there or not; that of RUSHES_CONFIG, where it is set."""
    named = environ.get("RUSHES_CONFIG")
    if named is not None:
        return Path(named).parent if named else None
    if home := environ.get("XDG_CONFIG_HOME"):
        return Path(home) / "rushes"
    from platformdirs import user_config_path

    return user_config_path("rushes", appauthor=False)


def read_file(file: Path) -> dict[str, str]:
    """What a settings file says, by the settings' names."""
    import tomllib

    try:
        data: dict[str, Any] = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", hint="look who may read it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} is no TOML: {error}", hint='a setting is a line like `model = "previz"`'
        ) from None
    said: dict[str, str] = {}
    for name, value in data.items():
        if name not in BY_NAME:
            raise unknown(name, str(file))
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ConfigError(f"{file}: {name} must be one value", hint=f"allowed: {BY_NAME[name].allowed}")
        said[name] = str(value)
    return said


def unknown(name: str, where: str) -> ConfigError:
    close = nearest(name, BY_NAME)
    hint = f"did you mean {close}?" if close else f"settings: {', '.join(BY_NAME)}"
    if name.lower().endswith(("key", "token", "secret")):
        hint = "keys are never settings: a provider reads its own from the environment"
    return ConfigError(f"{where}: there is no setting {name}", hint=hint)

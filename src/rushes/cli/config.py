"""`rushes config`: the settings, and where each comes from."""

from __future__ import annotations

from rushes.cli.framework import command, group
from rushes.cli.out import Out
from rushes.cli.texts import shown
from rushes.settings import Setting

__all__ = ["config"]


@group("config")
def config() -> None:
    """Show the settings, and where each comes from."""


@config.add_command
@command("show", examples=["rushes config show", "RUSHES_WORKSPACE=/data rushes config show"])
def show(out: Out) -> None:
    """Show every setting, its value, and where it comes from.

    A flag wins over a RUSHES_* variable, that over the project's rushes.toml, that over your own
    settings file, and that over the default.
    """
    from rushes.cli.opening import settings_for
    from rushes.settings import SETTINGS

    settings, project = settings_for(out.environ)
    values = {one.name: _shown(one, getattr(settings, one.name)) for one in SETTINGS}
    if out.json:
        out.document(
            "rushes/config/1",
            {
                "project": str(project.absolute()),
                "settings": {
                    one.name: {
                        "value": values[one.name],
                        "origin": settings.origins[one.name],
                        "variable": one.variable,
                        "help": one.help,
                    }
                    for one in SETTINGS
                },
            },
        )
        return
    rows = [
        (
            one.name,
            values[one.name] or "-",
            settings.origins[one.name],
            one.help,
        )
        for one in SETTINGS
    ]
    out.table(("setting", "value", "from", ""), rows)
    out.say()
    out.say(f"the workspace is {shown(project / '.rushes')}")


def _shown(setting: Setting, value: object) -> str | None:
    """The value as a text, without what may be secret in it."""
    if value is None or value == "":
        return None
    if setting.secret:
        from rushes.http import redacted

        return redacted(str(value))
    return str(value)

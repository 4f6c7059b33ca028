"""Templates and macros on their own: rendered with plain Jinja, read back as HTML."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.inputs import fitting, input_type


def rendering() -> Environment:
    """Jinja as the macros see it, with translations passing through."""
    env = Environment(
        loader=FileSystemLoader("templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(fitting=fitting, input_type=input_type)
    return env

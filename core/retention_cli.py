"""`flask --app app retention …`"""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from core import retention
from core.clock import now
from core.retention import RetentionRule

group = AppGroup("retention", help="What is no longer needed: see what is due, and delete it.")


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("run")
@click.option("--dry-run", is_flag=True, help="Only show what is due; change nothing.")
@click.argument("name", required=False)
def run(dry_run: bool, name: str | None) -> None:
    """Apply all rules, or one, now, and print what each one did."""
    rules = _chosen(name)
    moment = now()
    due = retention.due(rules, moment)
    try:
        done = None if dry_run else retention.run(rules, moment)
    except retention.RetentionFailed as error:
        raise click.ClickException(f"Not everything was done; the log says why: {error}.") from None
    with force_locale("en"):
        for line in table(rules, due, done):
            click.echo(line)


def table(rules: list[RetentionRule], due: dict[str, int], done: dict[str, int] | None) -> list[str]:
    """Rule, rows due, rows done ("-": nothing is done by itself, or this is a dry run), and what the rule does."""
    rows = [("RULE", "DUE", "DONE", "WHAT")]
    for rule in rules:
        did = str(done[rule.name]) if done is not None and rule.apply else "-"
        rows.append((rule.name, str(due[rule.name]), did, rule.describe()))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [f"{n:<{widths[0]}}  {d:>{widths[1]}}  {did:>{widths[2]}}  {what}" for n, d, did, what in rows]


def _chosen(name: str | None) -> list[RetentionRule]:
    known = retention.registry(current_app._get_current_object())  # type: ignore[attr-defined]
    if name and name not in known:
        raise click.ClickException(f"No rule is called {name}. There are: {', '.join(sorted(known))}.")
    return [known[name]] if name else list(known.values())

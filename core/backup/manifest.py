"""What a backup says of itself, so that a restore can be compared with it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from core.backup.errors import BackupError

FORMAT, FORMAT_VERSION = "lebens-raum-backup", 1


class Table(NamedTuple):
    """How many rows, and a checksum of all their values that does not depend on their order."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Manifest:
    """`site` and `made_by` ("command" or "nightly") say whose it is; `revision` is the schema's, by its migration."""

    made_at: datetime
    made_by: str
    site: str
    database: str
    revision: str
    tables: dict[str, Table]
    dump_bytes: int
    dump_sha256: str

    def text(self) -> str:
        facts = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        facts["made_at"] = self.made_at.isoformat()
        facts["tables"] = {name: table._asdict() for name, table in sorted(self.tables.items())}
        return json.dumps(facts, indent=2) + "\n"


def read(text: bytes) -> Manifest:
    """A BackupError when it is not one of ours, or a later version's."""
    try:
        facts: dict[str, Any] = json.loads(text)
        if facts.pop("format") != FORMAT:
            raise BackupError("This file is not a backup of LEBENS-RAUM.")
        if facts.pop("format_version") != FORMAT_VERSION:
            raise BackupError("This backup was made by a newer version of LEBENS-RAUM: install that one first.")
        facts["made_at"] = datetime.fromisoformat(facts["made_at"])
        facts["tables"] = {name: Table(**table) for name, table in facts["tables"].items()}
        return Manifest(**facts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupError("This file is not a backup of LEBENS-RAUM: its list of contents cannot be read.") from None


def differences(wanted: dict[str, Table], found: dict[str, Table]) -> list[str]:
    """Each table that is not as the manifest says, in words."""
    lines = []
    for name in sorted(wanted.keys() | found.keys()):
        want, have = wanted.get(name), found.get(name)
        if want is None or have is None:
            lines.append(f"{name} is {'not expected' if want is None else 'missing'}")
        elif want.rows != have.rows:
            lines.append(f"{name} has {have.rows} rows instead of {want.rows}")
        elif want.checksum != have.checksum:
            lines.append(f"{name} has other values")
    return lines

"""Golden files: what a mail or a file looked like when a person last read it. `--update-golden` writes them anew."""

import difflib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "golden"


@dataclass
class Golden:
    """`golden.check("mails/confirm-signup.de.txt", text)` fails with a diff when the text is another one."""

    update: bool
    folder: Path = FOLDER

    def check(self, name: str, text: str) -> None:
        file = self.folder / name
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        assert file.exists(), f"{file} is missing: look at the text, then run with --update-golden\n{text}"
        kept = file.read_text(encoding="utf-8")
        if kept != text:
            diff = "\n".join(difflib.unified_diff(kept.splitlines(), text.splitlines(), "golden", "now", lineterm=""))
            raise AssertionError(f"{name} is another text now (--update-golden keeps it):\n{diff}")

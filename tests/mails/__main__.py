"""Write mails into a folder, to be looked at: see tests/mails/__init__.py."""

import sys
import tempfile
from pathlib import Path

from tests.mails import examples, rendered, texts
from tests.support.site import make_app

folder, names = Path(sys.argv[1]), sys.argv[2:] or examples()
folder.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as place, make_app(f"sqlite:///{place}/empty.db").app_context():
    for name in names:
        for locale in ("de", "en"):
            for ending, text in texts(rendered(name, locale)).items():
                shown = text.partition("\n\n")[2] if ending == "html" else text
                (folder / f"{name}.{locale}.{ending}").write_text(shown, encoding="utf-8")

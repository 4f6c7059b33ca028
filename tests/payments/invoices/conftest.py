"""The official rules of EN 16931, as Factur-X publishes them for the schematron, compiled once for a whole run."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

STYLESHEET = "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
REPORTED = re.compile(
    r"<svrl:(?:failed-assert|successful-report)\b.*?</svrl:(?:failed-assert|successful-report)>", re.DOTALL
)
RULE = re.compile(r"\[([A-Z]+-[A-Z0-9-]+)\]")


@pytest.fixture(scope="session")
def broken_rules() -> Callable[[bytes], set[str]]:
    """`broken_rules(xml)` → the names of the rules that it breaks, warnings among them. Takes 105 MB and a second."""
    import facturx
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    stylesheet = str(Path(facturx.__file__).parent / STYLESHEET)
    rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)

    def judge(xml: bytes) -> set[str]:
        report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
        assert "svrl:schematron-output" in report
        return {(RULE.search(found) or [found, found])[1] for found in REPORTED.findall(report)}

    return judge

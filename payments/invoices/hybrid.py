"""Tell programs that a PDF carries an e-invoice: the part of its metadata (XMP) that ZUGFeRD / Factur-X asks for.

Only that is appended to what typst wrote, as an incremental update. factur-x's own embedding would write the whole file
anew, say PDF/A-3b without PDF/UA, and put in the time at which it was done.
"""

import re

FILE_NAME = "factur-x.xml"
METADATA = re.compile(rb"(\d+) 0 obj\s*<<[^>]*/Type/Metadata[^>]*>>\s*stream\n(.*?)\nendstream", re.DOTALL)
TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)

_PROPERTIES = {
    "DocumentFileName": ("The name of the embedded XML document", FILE_NAME),
    "DocumentType": ("The type of the hybrid document in capital letters, e.g. INVOICE or ORDER", "INVOICE"),
    "Version": ("The actual version of the standard applying to the embedded XML document", "1.0"),
    "ConformanceLevel": ("The conformance level of the embedded XML document", "EN 16931"),
}
_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>"
    + "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
        for name, (meaning, _) in _PROPERTIES.items()
    )
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
)
_VALUES = (
    f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">'
    + "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (_, value) in _PROPERTIES.items())
    + "</rdf:Description>"
)
_END_OF_SCHEMAS = b"</rdf:Bag></pdfaExtension:schemas>"
_END = b"</rdf:RDF>"


class UnknownLayout(RuntimeError):
    """typst writes its files in another way than it did: this module must learn it."""


def marked(pdf: bytes) -> bytes:
    """The PDF, its bytes untouched, and behind them its metadata once more, with the e-invoice's. Raises
    UnknownLayout."""
    metadata, trailer = METADATA.search(pdf), TRAILER.search(pdf)
    if not metadata or not trailer:
        raise UnknownLayout("no plain metadata or no trailer")
    number, xmp = metadata[1], metadata[2]
    if xmp.count(_END_OF_SCHEMAS) != 1 or xmp.count(_END) != 1:
        raise UnknownLayout("metadata without extension schemas")
    xmp = xmp.replace(_END_OF_SCHEMAS, _SCHEMA.encode() + _END_OF_SCHEMAS).replace(_END, _VALUES.encode() + _END)
    start = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    head = b"%s 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % (number, len(xmp))
    update = head + xmp + b"\nendstream\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f\r\n%s 1\n%010d 00000 n\r\n" % (number, len(start))
    end = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer[1], trailer[2], len(start) + len(update))
    return start + update + table + end

"""The language of a PDF and its title in the window's title bar, which Qt does not write."""

import re

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_ROOT = re.compile(rb"/Root\s+(\d+)\s+0\s+R")
_SIZE = re.compile(rb"/Size\s+(\d+)")


def with_language(pdf: bytes, language: str = "en") -> bytes:
    """The same document with /Lang and DisplayDocTitle in its catalog, as an incremental update (PDF 1.7, 7.5.6).

    Raises
    ------
    ValueError : this is no PDF with a plain cross-reference table.
    """
    trailer = _TRAILER.search(pdf)
    root = _ROOT.search(trailer[1]) if trailer else None
    size = _SIZE.search(trailer[1]) if trailer else None
    if trailer is None or root is None or size is None:
        raise ValueError("no PDF with a plain trailer")
    number = root[1]
    found = list(re.finditer(rb"(?:^|\n)" + number + rb" 0 obj\s*<<(.*?)>>\s*endobj", pdf, re.DOTALL))
    if not found:
        raise ValueError("its catalog is not found")
    inside = re.sub(rb"/Lang\s*\(.*?\)", b"", found[-1][1])
    if b"/ViewerPreferences" not in inside:
        inside += b"\n/ViewerPreferences << /DisplayDocTitle true >>"
    start = len(pdf) + 1
    body = b"\n" + number + b" 0 obj\n<<" + inside + b"\n/Lang (" + language.encode("ascii") + b")\n>>\nendobj\n"
    table = start + len(body) - 1
    rest = re.sub(rb"/Prev\s+\d+", b"", trailer[1])
    return (
        pdf + body + b"xref\n" + number + b" 1\n" + f"{start:010d} 00000 n \n".encode("ascii")
        + b"trailer\n<<" + rest + b"/Prev " + trailer[2] + b"\n>>\nstartxref\n" + str(table).encode() + b"\n%%EOF\n"
    )  # fmt: skip

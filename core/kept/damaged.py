"""What reading a damaged file of ours raises: it is taken for none, and what it held is worked out again."""

import lzma
import tokenize
import zipfile
import zlib
from typing import Final

# of zipfile (RuntimeError: "encrypted", of an unknown kind), the packings it knows, and NumPy's reading of a header
DAMAGED: Final = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, ArithmeticError, RuntimeError,
    MemoryError, SyntaxError, tokenize.TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip

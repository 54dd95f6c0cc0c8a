"""PHP's pure functions of strings, carried out on known texts: nothing of a host is ever run.

Each takes texts of one character a byte and returns one, or None where it cannot be told. What
they do is written at https://www.php.net/manual/en/book.strings.php.
"""

import base64
import binascii
import bz2
import codecs
import hashlib
import html
import re
import urllib.parse
import zlib
from collections.abc import Callable

from rootout.webshell.php.values import LONGEST

Fold = Callable[..., str | None]


def fold(name: str, texts: list[str]) -> str | None:
    """Return what the function `name` makes of `texts`; None where that is not known."""
    function = PURE.get(name)
    if function is None:
        return None
    try:
        made = function(*texts)
    except (ValueError, TypeError, IndexError, ArithmeticError, OverflowError, LookupError):
        return None
    except (binascii.Error, zlib.error, OSError, EOFError, StopIteration, RuntimeError):
        return None
    return made if made is None or len(made) <= LONGEST else None


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _base64(text: str, strict: str = "") -> str:
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text.partition("=")[0] if strict else text)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    return _text(base64.b64decode(kept + "=" * (-len(kept) % 4)))


def _inflate(bits: int) -> Fold:
    def inflate(text: str, limit: str = "0") -> str:
        machine = zlib.decompressobj(bits)
        return _text(machine.decompress(_bytes(text), LONGEST))

    return inflate


def _deflate(bits: int) -> Fold:
    def deflate(text: str, level: str = "6") -> str:
        machine = zlib.compressobj(9, zlib.DEFLATED, bits)
        return _text(machine.compress(_bytes(text)) + machine.flush())

    return deflate


def _unzip_bz2(text: str) -> str:
    return _text(bz2.BZ2Decompressor().decompress(_bytes(text), LONGEST))


def _uudecode(text: str) -> str:
    lines = (line for line in text.split("\n") if line and line != "`")
    return "".join(_text(binascii.a2b_uu(_bytes(line))) for line in lines)


def _substr(text: str, start: str, length: str | None = None) -> str:
    first = int(start)
    first = max(0, len(text) + first) if first < 0 else first
    if length is None or length == "":
        return text[first:]
    size = int(length)
    return text[first : first + size] if size >= 0 else text[first:size]


def _replace(old: str, new: str, text: str) -> str | None:
    if not old or text.count(old) * len(new) > LONGEST:
        return text
    return text.replace(old, new)


def _ireplace(old: str, new: str, text: str) -> str:
    return re.sub(re.escape(old), lambda _: new, text, flags=re.IGNORECASE) if old else text


def _repeat(text: str, count: str) -> str | None:
    return text * int(count) if len(text) * int(count) <= LONGEST else None


def _translate(text: str, old: str, new: str) -> str:
    return text.translate(dict(zip(map(ord, old), new, strict=False)))


def _trim(text: str, characters: str = " \t\n\r\0\x0b") -> str:
    return text.strip(characters)


def _char(code: str) -> str:
    return chr(int(float(code)) % 256)


def _number(text: str, base: int) -> str:
    return str(int(re.sub(r"[^0-9a-zA-Z]", "", text) or "0", base))


def _convert(text: str, old: str, new: str) -> str:
    number = int(text, int(old))
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    made = ""
    while number:
        number, rest = divmod(number, int(new))
        made = digits[rest] + made
    return made or "0"


def _sprintf(form: str, *arguments: str) -> str | None:
    if not re.fullmatch(r"(?:[^%]|%%|%[sdcx])*", form):
        return None
    given = iter(arguments)
    parts = re.split(r"(%[%sdcx])", form)
    made: dict[str, Callable[[], str]] = {
        "%%": lambda: "%",
        "%s": lambda: next(given),
        "%d": lambda: str(int(next(given))),
        "%c": lambda: _char(next(given)),
        "%x": lambda: f"{int(next(given)):x}",
    }
    return "".join(made[part]() if part in made else part for part in parts)


def _pad(text: str, width: str, filling: str = " ") -> str:
    return text + (filling * int(width))[: max(0, int(width) - len(text))]


def _unescape(text: str) -> str:
    return _text(codecs.escape_decode(_bytes(text))[0])


def _pack(form: str, *arguments: str) -> str | None:
    if form == "H*":
        return _text(bytes.fromhex(arguments[0]))
    if form in ("C*", "c*"):
        return "".join(map(_char, arguments))
    return None


def _last_part(text: str, suffix: str = "") -> str:
    return text.rstrip("/").rpartition("/")[2].removesuffix(suffix)


PURE: dict[str, Fold] = {
    "base64_decode": _base64,
    "base64_encode": lambda text: _text(base64.b64encode(_bytes(text))),
    "basename": _last_part,
    "bin2hex": lambda text: _bytes(text).hex(),
    "bindec": lambda text: _number(text, 2),
    "bzdecompress": _unzip_bz2,
    "chr": _char,
    "base_convert": _convert,
    "convert_uudecode": _uudecode,
    "dechex": lambda text: f"{int(text):x}",
    "gzdecode": _inflate(31),
    "gzdeflate": _deflate(-15),
    "gzinflate": _inflate(-15),
    "gzuncompress": _inflate(15),
    "hex2bin": lambda text: _text(bytes.fromhex(text)),
    "hexdec": lambda text: _number(text, 16),
    "html_entity_decode": lambda text, *_: html.unescape(text),
    "htmlspecialchars_decode": lambda text, *_: html.unescape(text),
    "lcfirst": lambda text: text[:1].lower() + text[1:],
    "ltrim": lambda text, *more: text.lstrip(*(more or (" \t\n\r\0\x0b",))),
    "md5": lambda text: hashlib.md5(_bytes(text), usedforsecurity=False).hexdigest(),
    "octdec": lambda text: _number(text, 8),
    "ord": lambda text: str(ord(text[0])) if text else "0",
    "pack": _pack,
    "rawurldecode": lambda text: urllib.parse.unquote(text, "latin-1"),
    "rtrim": lambda text, *more: text.rstrip(*(more or (" \t\n\r\0\x0b",))),
    "sprintf": _sprintf,
    "str_ireplace": _ireplace,
    "str_pad": _pad,
    "str_repeat": _repeat,
    "str_replace": _replace,
    "str_rot13": lambda text: codecs.encode(text, "rot13"),
    "stripcslashes": _unescape,
    "stripslashes": lambda text: re.sub(r"\\(.?)", r"\1", text, flags=re.DOTALL),
    "strlen": lambda text: str(len(text)),
    "strrev": lambda text: text[::-1],
    "strstr": lambda text, part, *_: text[text.index(part) :],
    "strtolower": str.lower,
    "strtoupper": str.upper,
    "strtr": _translate,
    "strval": str,
    "substr": _substr,
    "trim": _trim,
    "ucfirst": lambda text: text[:1].upper() + text[1:],
    "urldecode": lambda text: urllib.parse.unquote_plus(text, "latin-1"),
    "wordwrap": lambda text, *_: text,
}

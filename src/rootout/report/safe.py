"""Text from a hacked host, made harmless for a terminal."""

import unicodedata

# Cc control, Cf format (bidirectional overrides, zero width), Cs surrogate (bytes that are no
# UTF-8), Co private use, Cn unassigned, Zl and Zp line and paragraph separators.
UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def safe(text: str) -> str:
    r"""Return `text` on one line, every character that could act shown as `\xNN` or `\uNNNN`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if unicodedata.category(letter) not in UNSAFE:
        return letter
    number = ord(letter)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

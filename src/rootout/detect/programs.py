"""What a running program is for: a shell, an interpreter, a relay; by name and by its arguments."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_in_own_folder, is_temporary

SHELLS: Final = re.compile(r"(?:ba|da|z|k|mk|c|tc|fi|a|rba)?sh")
INTERPRETERS: Final = re.compile(
    r"(?:python|perl|php|ruby|lua|node|tclsh|[gmn]?awk)[\d.]*(?:-cli)?"
)
RELAYS: Final = re.compile(
    r"(?:nc|ncat|netcat|socat1?|telnet|openssl|cryptcat)(?:\.(?:traditional|openbsd))?"
)
_MANY_IN_ONE: Final = frozenset(("busybox", "toybox"))
_INLINE: Final = re.compile(r"-[A-Za-z]{0,3}[ceEr]|--eval")
_WITH_A_WORD: Final = frozenset(("-W", "-X", "-I", "-d", "-C", "-F", "-v"))
_HANDS_OUT: Final = re.compile(r"-\w{0,9}[ec]|--exec|--sh-exec")  # of nc(1) and ncat(1)
_SOCAT: Final = re.compile(  # socat(1): EXEC:bash, EXEC:'bash -li',pty, SYSTEM:/bin/sh
    r"(?i:exec|system|shell):[\"']?(?:[^\s,]{0,60}/)?(?:ba|da|z|k|c)?sh"
    r"(?:\s+-[il]{1,2})*[\"']?(?:$|,)"
)
_NETWORK: Final = re.compile(
    r"(?i)(?:tcp|udp|openssl|ssl|sctp|vsock|socks|proxy)[46]?a?(?:-[a-z]+)*:"
)
_SPEAKS: Final = re.compile(
    r"socket|/inet/(?:tcp|udp)/|/dev/(?:tcp|udp)/|fsockopen|IO::Socket|TCPS(?:ocket|erver)"
    r"|\bnet\b.{0,40}\b(?:connect|createServer|Socket)\b"
)
_SPAWNS: Final = re.compile(
    r"\bpty\b|dup2|/bin/\w{0,3}sh\b|[\"'`](?:ba|da|z|k)?sh[\"'` ]|child_process|shell_exec"
    r"|\bsystem\b|\bpopen|\|&\s{0,9}getline.{0,400}\|&\s{0,9}getline",
    re.DOTALL,
)
_LONGEST: Final = 8192  # characters of a program that are looked at


def tool_of(process: Process) -> str:
    """Return the name of the tool that a process runs: of busybox, the one that it plays."""
    name = posixpath.basename(process.executable or "")
    if name not in _MANY_IN_ONE:
        return name
    words = (posixpath.basename(word).lstrip("-") for word in process.arguments[:2])
    return next((word for word in words if word not in _MANY_IN_ONE), name)


def is_bare_shell(process: Process) -> bool:
    """Say whether a shell takes what it does from its input: not from a script or an argument."""
    first, *words = process.arguments or ("",)
    if posixpath.basename(first) in _MANY_IN_ONE:
        words = words[1:]
    return bool(SHELLS.fullmatch(tool_of(process))) and _has_only_options(words)


def inline_program(process: Process) -> str:
    """Return the program that is an argument of an interpreter; empty where it has a file."""
    tool = tool_of(process)
    words = iter(process.arguments[1:] if INTERPRETERS.fullmatch(tool) else ())
    for word in words:
        if _INLINE.fullmatch(word):
            return next(words, "")[:_LONGEST]
        if word in _WITH_A_WORD:
            next(words, "")
        elif not word.startswith("-"):
            return word[:_LONGEST] if "awk" in tool else ""
    return ""


def gives_a_shell(process: Process) -> bool:
    """Say whether a relay, such as netcat, hands a shell to the other end."""
    tool = tool_of(process)
    if not RELAYS.fullmatch(tool):
        return False
    if tool.startswith("socat"):
        words = " ".join(process.arguments[1:])[:_LONGEST]
        is_handed = any(_SOCAT.search(word[:_LONGEST]) for word in process.arguments[1:])
        return is_handed and bool(_NETWORK.search(words))
    pairs = (word.partition("=")[::2] for word in process.arguments[1:])
    after = (*process.arguments[2:], "")
    return any(
        _HANDS_OUT.fullmatch(option) and _is_shell_command(given or following)
        for (option, given), following in zip(pairs, after, strict=True)
    )


def is_network_shell(program: str) -> bool:
    """Say whether the words of a program open a connection and a shell."""
    return bool(_SPEAKS.search(program) and _SPAWNS.search(program))


def own_files(process: Process) -> Iterator[str]:
    """Yield the program of a process and, of an interpreter, the script that it was given."""
    if process.executable:
        yield process.executable
    tool = tool_of(process)
    if SHELLS.fullmatch(tool) or INTERPRETERS.fullmatch(tool):
        words = (word for word in process.arguments[1:8] if not word.startswith("-"))
        script = next(words, "")
        if script.startswith("/") and not inline_program(process):
            yield script


def lies_oddly(process: Process) -> bool:
    """Say whether a program or its script is gone, or lies where nothing that serves belongs."""
    if process.package is None and (process.is_deleted or process.in_memory):
        return True
    return any(
        is_temporary(path) or (is_hidden(path) and not is_in_own_folder(path))
        for path in own_files(process)
    )


def _has_only_options(words: list[str] | tuple[str, ...]) -> bool:
    return all(word.startswith("-") and not re.fullmatch(r"-[a-z]*c", word) for word in words)


def _is_shell_command(text: str) -> bool:
    first, *words = text.split() or ("",)
    return bool(SHELLS.fullmatch(posixpath.basename(first))) and _has_only_options(words)

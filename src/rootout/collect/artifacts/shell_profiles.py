"""Lines of the files that shells read when they start: what they run, and what they set."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.script_blocks import whole_lines
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

# What makes shells, or every program that they start, run more or tell less: bash(1), ld.so(8).
SETS = re.compile(
    r"^(?:export\s+|declare\s+-x\s+|set\s+-gx\s+|setenv\s+)?"
    r"(LD_PRELOAD|LD_AUDIT|LD_LIBRARY_PATH|PROMPT_COMMAND|BASH_ENV|ENV|PATH|HISTFILE|HISTSIZE|"
    r"HISTFILESIZE|HISTCONTROL|HISTIGNORE)(?:=|\s)"
)
UNSETS = re.compile(r"^(?:unset\s+(HISTFILE)\b|set\s+\+o\s+(history)\b)")
RENAMES = re.compile(
    r"^(?:alias\s+(?:--\s+)?([\w.-]{1,40})=|(?:function\s+)?([\w.-]{1,40})\s*\(\)|function\s+([\w.-]{1,40})\s*\{)"
)
FETCHES = re.compile(r"\b(?:curl|wget|base64|xxd|openssl)\b|/dev/(?:tcp|udp)/|^trap\s")
LOGOUT = (".bash_logout", ".zlogout")


@value
class ProfileLine(Launcher):
    """One line that runs or sets something that runs."""

    sets: str  # the variable, alias or function that it makes; empty where it only runs something

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "line of a shell's profile"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return "at logout" if self.origin.path.endswith(LOGOUT) else "with every shell"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546.004"


@artifact(
    files=(
        "/etc/profile",
        "/etc/profile.d/*",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/bash.bash_logout",
        "/etc/zsh/*",
        "/etc/zshrc",
        "/etc/zshenv",
        "/etc/zprofile",
        "/etc/environment",
        "/etc/security/pam_env.conf",
        "~/.bashrc",
        "~/.bash_profile",
        "~/.bash_login",
        "~/.bash_logout",
        "~/.bash_aliases",
        "~/.profile",
        "~/.zshrc",
        "~/.zshenv",
        "~/.zprofile",
        "~/.zlogin",
        "~/.zlogout",
        "~/.kshrc",
        "~/.cshrc",
        "~/.tcshrc",
        "~/.config/fish/config.fish",
        "~/.pam_environment",
        "~/.xprofile",
        "~/.xsessionrc",
    ),
    attack=("T1546.004", "T1574.006"),
)
def parse(file: EvidenceFile) -> Iterator[ProfileLine]:
    """Lines of shells' profiles that run programs, or that set what makes others run them."""
    if file.package:
        return
    for line in whole_lines(file):
        text = str(line)
        sets = _sets(text)
        targets = _targets(text, sets)
        if sets or targets or FETCHES.search(text):
            yield ProfileLine(
                origin=line.origin,
                text=line.text,
                file_modified=modified(file),
                is_shared=True,
                user=_user(file.path),
                command=text,
                targets=targets,
                sets=sets,
            )


def _targets(text: str, sets: str) -> tuple[str, ...]:
    """Return what a line names; what it sets is a command of its own."""
    named = targets_of(text)
    if sets and "=" in text and sets not in ("PATH", "HISTFILE"):
        given = text.partition("=")[2].strip("\"'")
        named += tuple(one for one in targets_of(given) if one not in named)
    return named


def _sets(text: str) -> str:
    if found := SETS.match(text):
        return found[1]
    if found := UNSETS.match(text):
        return found[1] or found[2]
    if found := RENAMES.match(text):
        return found[1] or found[2] or found[3]
    return ""


def _user(path: str) -> str:
    """Return whose shells read it; files below /etc are read by root's too."""
    if path.startswith("/etc/"):
        return "root"
    return path.split("/")[2] if path.startswith("/home/") else path.split("/")[1]

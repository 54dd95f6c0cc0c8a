"""Scripts that run when something happens to the network, the kernel, or a repository."""

import fnmatch
from collections.abc import Iterator
from typing import NamedTuple

from rootout.collect.registry import artifact
from rootout.collect.scripts import commands_in, modified, script_targets
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value


class Hook(NamedTuple):
    """Where scripts lie that one kind of event runs."""

    occasion: str
    technique: str
    patterns: tuple[str, ...]


NETWORK = "when a network interface goes up or down"
# NetworkManager-dispatcher(8), interfaces(5), networkd-dispatcher(8), dhclient-script(8), pppd(8),
# resolvconf(8), initramfs-tools(7), dracut.modules(7), kernel-install(8), update-grub(8),
# githooks(5).
HOOKS = (
    Hook(
        NETWORK,
        "T1037",
        (
            "/etc/NetworkManager/dispatcher.d/*",
            "/etc/NetworkManager/dispatcher.d/*.d/*",
            "/usr/lib/NetworkManager/dispatcher.d/*",
            "/usr/lib/NetworkManager/dispatcher.d/*.d/*",
            "/etc/network/if-*.d/*",
            "/etc/networkd-dispatcher/*.d/*",
            "/usr/lib/networkd-dispatcher/*.d/*",
            "/etc/ppp/ip*-up.d/*",
            "/etc/ppp/ip*-down.d/*",
            "/etc/ppp/ip-up",
            "/etc/ppp/ip-down",
            "/etc/resolvconf/update*.d/*",
        ),
    ),
    Hook(
        "when the server gets its address",
        "T1037",
        (
            "/etc/dhcp/dhclient-*-hooks.d/*",
            "/etc/dhcp/dhclient-*-hooks",
            "/etc/dhcp/dhclient.d/*",
            "/etc/dhcpcd.*-hook",
            "/usr/lib/dhcpcd/dhcpcd-hooks/*",
        ),
    ),
    Hook(
        "when a kernel or the image that boots it is installed",
        "T1542.003",
        (
            "/etc/initramfs-tools/hooks/*",
            "/etc/initramfs-tools/scripts/*/*",
            "/usr/share/initramfs-tools/hooks/*",
            "/usr/lib/dracut/modules.d/*/module-setup.sh",
            "/etc/kernel/*.d/*",
            "/usr/lib/kernel/install.d/*",
            "/etc/grub.d/*",
        ),
    ),
    Hook("at boot, by cloud-init", "T1037", ("/var/lib/cloud/scripts/*/*",)),
    Hook(
        "when somebody works in that repository",
        "T1546",
        (
            "/etc/.git/hooks/*",
            "/opt/*/.git/hooks/*",
            "/srv/*/.git/hooks/*",
            "/var/www/*/.git/hooks/*",
            "~/.git/hooks/*",
            "~/*/.git/hooks/*",
            "~/.config/git/hooks/*",
        ),
    ),
)
LEFT_OUT = (".sample", ".dpkg-old", ".dpkg-dist", ".rpmsave", ".rpmnew")  # nothing runs these


@value
class HookScript(Launcher):
    """One script; `command` is its text without comments, or its path where it is no text."""

    when: str
    att_ck: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "hook script"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return self.when

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return self.att_ck


@artifact(
    files=tuple(pattern for hook in HOOKS for pattern in hook.patterns),
    attack=("T1037", "T1542.003", "T1546"),
)
def parse(file: EvidenceFile) -> Iterator[HookScript]:
    """Scripts that network managers, kernel installations, cloud-init and git run."""
    if not file.data or file.name.endswith(LEFT_OUT) or file.name.startswith("README"):
        return
    command = commands_in(file)
    hook = _hook_of(file)
    yield HookScript(
        origin=file.origin,
        text="",
        file_modified=modified(file),
        is_shared=False,
        package=file.package,
        user=_user(file),
        command=command,
        targets=script_targets(file, command),
        when=hook.occasion,
        att_ck=hook.technique,
    )


def _user(file: EvidenceFile) -> str:
    """Return who runs it: what lies in a home, its owner; `/` is nobody's home."""
    return file.account if file.account and file.home.strip("/") else "root"


def _hook_of(file: EvidenceFile) -> Hook:
    in_home = file.path.replace(file.home.rstrip("/"), "~", 1)
    for path in (file.path, in_home):
        for hook in HOOKS:
            if any(fnmatch.fnmatchcase(path, pattern) for pattern in hook.patterns):
                return hook
    return HOOKS[0]

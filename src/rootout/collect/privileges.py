"""Rights that a file gives to whoever runs it: SUID, SGID and capabilities(7)."""

import re
import struct

ATTRIBUTE = "security.capability"
# linux/capability.h: struct vfs_cap_data is little-endian on disk, whatever the machine.
REVISION = 0xFF000000
SETS = {0x01000000: 1, 0x02000000: 2, 0x03000000: 2}  # revision -> pairs of 32 bits
NAMES = (
    "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid",
    "setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw",
    "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct",
    "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod",
    "lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog",
    "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore",
)  # fmt: skip
# Whoever has one of these can become root: capabilities(7), GTFOBins.
ROOTING = frozenset(
    f"cap_{name}"
    for name in (
        "chown", "dac_override", "fowner", "mknod", "setfcap", "setgid", "setuid", "sys_admin",
        "sys_module", "sys_rawio",
    )
)  # fmt: skip
# Programs that do for their caller whatever he says, and that no distribution ever makes SUID.
NEVER = re.compile(
    r"(?:ba|da|z|k|mk|a|fi|c|tc|rba|pwsh)?sh|busybox|static-sh"
    r"|python\d*(?:\.\d+)*|perl(?:\d[\d.]*)?|ruby[\d.]*|php[\d.]*|node(?:js)?|lua[\d.]*|tclsh[\d.]*"
    r"|expect|gdb|(?:g|m|n|original-)?awk|sed|find|xargs|env|nice|nohup|timeout|stdbuf|setarch"
    r"|ionice|taskset|setsid|unshare|nsenter|chroot|capsh|start-stop-daemon|watch|time|strace"
    r"|vim?|vim\.\w+|view|rvim|nano|pico|ed|emacs[\w.-]*|less|more|most|tee|cat|tac|head|tail|cp|mv"
    r"|dd|install|ln|chmod|chown|tar|cpio|zip|rsync|ar|base64|xxd|od|hexdump|openssl|curl|wget"
    r"|socat|nc|nc\.\w+|ncat|git|make|gcc[\d.-]*|ld(?:-linux-[\w-]+)?\.so(?:\.\d)?"
)
# Programs that distributions and well-known products make SUID or SGID, or give capabilities.
_KNOWN = """
    VBoxHeadless VBoxNetAdpCtl VBoxNetDHCP VBoxNetNAT VBoxSDL VBoxVolInfo VirtualBoxVM Xorg.wrap
    abrt-action-install-debuginfo-to-abrt-cache apps.plugin arping at authbind-helper batch
    bsd-write bwrap camel-lock-helper-1.2 cgexec cgroup-network chage check_dhcp check_icmp chfn
    chrome-sandbox chsh clockdiff cockpit-session crontab dbus-daemon-launch-helper
    debugfs.plugin doas dotlock.mailutils dotlockfile dumpcap ebpf.plugin exim exim4 expiry
    firejail fping fping6 freeipmi.plugin fusermount fusermount-glusterfs fusermount3
    gnome-keyring-daemon gpasswd grub2-set-bootflag gst-ptp-helper inews kcheckpass
    kismet_capture ksu kwin_wayland local-listeners locate lockdev lockspool lxc-user-nic
    mail-lock mail-touchlock mail-unlock maildrop mlocate mount mount.cifs
    mount.ecryptfs_private mount.nfs mount.ntfs mount.ntfs-3g mount.smb3 mtr mtr-packet ndsudo
    newgidmap newgrp newuidmap nfacct.plugin ntfs-3g nvidia-modprobe pam-tmpdir-helper
    pam_extrausers_chkpwd pam_timestamp_check passwd perf.plugin ping ping4 ping6 pkexec plocate
    polkit-agent-helper-1 postdrop postqueue pppd procmail pt_chown qemu-bridge-helper rcp
    rlogin rsh screen sendmail sendmail.postfix sendmail.sendmail sg slabinfo.plugin slock
    snap-confine ssh-agent ssh-keysign ssmtp staprun su sudo sudo-rs sudo.ws sudoedit suexec
    suexec2 tcptraceroute traceroute traceroute6 traceroute6.iputils umount
    umount.ecryptfs_private umount.nfs unix2_chkpwd unix_chkpwd userhelper usernetctl utempter
    uuidd vmware-authd vmware-user-suid-wrapper vmware-vmx vmware-vmx-debug vmware-vmx-stats
    wall write write.ul xlock xscreensaver-auth xterm
"""
KNOWN = frozenset(_KNOWN.split())
GREATEST = len(NAMES)


def is_never_privileged(name: str) -> bool:
    """Say whether a program of this name has rights of its own in no distribution."""
    return NEVER.fullmatch(name) is not None


def capabilities_in(value: str) -> tuple[str, ...] | None:
    """Return the names of what a `security.capability` permits; None where it is none: damaged.

    What is only inheritable gives nothing by itself: capabilities(7), "File capabilities".
    """
    try:
        data = bytes.fromhex(value)
        (magic,) = struct.unpack_from("<I", data)
        pairs = SETS[magic & REVISION]
        permitted = 0
        for number in range(pairs):
            permitted |= struct.unpack_from("<I", data, 4 + 8 * number)[0] << (32 * number)
    except (ValueError, KeyError, struct.error):
        return None
    return tuple(f"cap_{_name(bit)}" for bit in range(64) if permitted >> bit & 1)


def _name(bit: int) -> str:
    return NAMES[bit] if bit < GREATEST else str(bit)

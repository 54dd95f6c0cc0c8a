"""The ATT&CK techniques that rules and checks name, pinned to version 18.

Version 19 keeps every id below. It renames the tactic `defense-evasion` to `stealth`, and moves
what turns defences off (T1562, T1070.002) to `defense-impairment` (T1685, T1686): none used yet.
"""

from rootout.model.value import value

VERSION = "18"
RENAMED_TACTICS = {"defense-evasion": "stealth"}  # version 18 -> version 19


@value
class Technique:
    """One technique: its name, and the tactics that it serves, as Sigma tags spell them."""

    name: str
    tactics: tuple[str, ...]


_PERSISTENCE = ("persistence", "privilege-escalation")
_ENTRY = ("initial-access", "persistence", "privilege-escalation", "defense-evasion")
_EVASION = ("defense-evasion",)
_ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("T1014", "Rootkit", _EVASION),
    ("T1036.004", "Masquerade Task or Service", _EVASION),
    ("T1036.011", "Overwrite Process Arguments", _EVASION),
    ("T1037", "Boot or Logon Initialization Scripts", _PERSISTENCE),
    ("T1037.004", "RC Scripts", _PERSISTENCE),
    ("T1040", "Network Sniffing", ("credential-access", "discovery")),
    ("T1046", "Network Service Discovery", ("discovery",)),
    ("T1053.002", "Scheduled Task/Job: At", ("execution", *_PERSISTENCE)),
    ("T1053.003", "Scheduled Task/Job: Cron", ("execution", *_PERSISTENCE)),
    ("T1055.008", "Ptrace System Calls", ("defense-evasion", "privilege-escalation")),
    ("T1056", "Input Capture", ("collection", "credential-access")),
    ("T1059.004", "Unix Shell", ("execution",)),
    ("T1070.002", "Clear Linux or Mac System Logs", _EVASION),
    ("T1070.003", "Clear Command History", _EVASION),
    ("T1070.004", "File Deletion", _EVASION),
    ("T1070.006", "Timestomp", _EVASION),
    ("T1078", "Valid Accounts", _ENTRY),
    ("T1078.003", "Valid Accounts: Local Accounts", _ENTRY),
    ("T1098", "Account Manipulation", _PERSISTENCE),
    ("T1098.004", "SSH Authorized Keys", _PERSISTENCE),
    ("T1098.007", "Additional Local or Domain Groups", _PERSISTENCE),
    ("T1105", "Ingress Tool Transfer", ("command-and-control",)),
    ("T1110.001", "Password Guessing", ("credential-access",)),
    ("T1110.004", "Credential Stuffing", ("credential-access",)),
    ("T1136.001", "Create Account: Local Account", ("persistence",)),
    ("T1189", "Drive-by Compromise", ("initial-access",)),
    ("T1190", "Exploit Public-Facing Application", ("initial-access",)),
    ("T1222.002", "Linux and Mac File and Directory Permissions Modification", _EVASION),
    ("T1496", "Resource Hijacking", ("impact",)),
    ("T1498.001", "Direct Network Flood", ("impact",)),
    ("T1505.003", "Web Shell", ("persistence",)),
    ("T1542.003", "Bootkit", ("persistence", "defense-evasion")),
    ("T1543.002", "Systemd Service", _PERSISTENCE),
    ("T1546", "Event Triggered Execution", _PERSISTENCE),
    ("T1546.004", "Unix Shell Configuration Modification", _PERSISTENCE),
    ("T1546.016", "Installer Packages", _PERSISTENCE),
    ("T1546.017", "Udev Rules", _PERSISTENCE),
    ("T1546.018", "Python Startup Hooks", _PERSISTENCE),
    ("T1547.006", "Kernel Modules and Extensions", _PERSISTENCE),
    ("T1547.013", "XDG Autostart Entries", _PERSISTENCE),
    ("T1548.001", "Setuid and Setgid", ("privilege-escalation", "defense-evasion")),
    ("T1548.003", "Sudo and Sudo Caching", ("privilege-escalation", "defense-evasion")),
    ("T1552.001", "Credentials In Files", ("credential-access",)),
    ("T1554", "Compromise Host Software Binary", ("persistence",)),
    (
        "T1556",
        "Modify Authentication Process",
        ("credential-access", "defense-evasion", "persistence"),
    ),
    (
        "T1556.003",
        "Pluggable Authentication Modules",
        ("credential-access", "defense-evasion", "persistence"),
    ),
    ("T1564.001", "Hidden Files and Directories", _EVASION),
    ("T1564.013", "Hide Artifacts: Bind Mounts", _EVASION),
    ("T1567", "Exfiltration Over Web Service", ("exfiltration",)),
    ("T1571", "Non-Standard Port", ("command-and-control",)),
    ("T1574.006", "Dynamic Linker Hijacking", (*_PERSISTENCE, "defense-evasion")),
    ("T1595.002", "Active Scanning: Vulnerability Scanning", ("reconnaissance",)),
    ("T1595.003", "Active Scanning: Wordlist Scanning", ("reconnaissance",)),
    ("T1620", "Reflective Code Loading", _EVASION),
)

TECHNIQUES = {id_: Technique(name=name, tactics=tactics) for id_, name, tactics in _ROWS}

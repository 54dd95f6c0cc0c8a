"""User agents that name an attacker's tool, or that one address changes like shirts."""

import re
from collections.abc import Iterator

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_agent",
    title="User agents of attackers' tools, or forged ones",
    techniques=("T1595.002",),
    advice="Look at what these addresses were answered.",
)
TOOL = re.compile(
    r"sqlmap|nikto|nuclei|masscan|zgrab|gobuster|dirbuster|dirb\b|feroxbuster|ffuf|wfuzz|wpscan|joomscan|"
    r"hydra|acunetix|netsparker|nessus|openvas|qualys|arachni|w3af|skipfish|whatweb|jaeles|commix|havij|"
    r"nmap scripting|fuzz faster|wpforce|xsstrike|metasploit|l9explore|l9tcpid|censysinspect|"
    r"paloalto.*scan|hello,? world|gh0st|muhstik|mozi\b|ivre-masscan|pentest",
    re.IGNORECASE,
)
ROTATED = 8  # different agents of one address that loads no pictures
LEAST = 20


def detect(log: Log) -> Iterator[Sign]:
    """Yield who says what tool it is, then who says something else each time."""
    log.make("visitors", "agents")
    named = [(row["text"],) for row in log.ask("each_agent") if TOOL.search(row["text"])]
    log.put("chosen", "text varchar", named)
    for row in log.ask("tools"):
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="high",
            address=row["address"],
            why=f"says that it is {row['agent'][:120]}",
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )
    for row in log.ask("rotating", least=LEAST, agents=ROTATED):
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="medium",
            address=row["address"],
            why=f"called itself about {row['agents']} different browsers in {row['requests']} "
            "requests, and loaded no picture",
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )

"""What is unusual for the hour, in sentences, as a table with sparklines, and as JSON."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rootout.history.compare import HourLook, Trend, is_weekend
from rootout.history.departures import Behind, Departure
from rootout.history.measures import Part, between, figure
from rootout.history.telling import Trends
from rootout.model.finding import Finding
from rootout.report.safe import safe

BARS = "▁▂▃▄▅▆▇█"
SHOWN_HOURS = 24
LEAST_DAYS = 3
PERCENT: Part = "cpu"


def trends_document(told: Trends) -> dict[str, Any]:
    """Return the document of `rootout trends --json`; times are seconds since 1970."""
    return {
        "host": told.host,
        "source": told.source,
        "since": told.since,
        "until": told.until,
        "days": told.days,
        "known_days": told.known_days,
        "departures": [_departure(one) for one in told.departures],
        "listeners": [asdict(one) for one in told.listeners],
        "pauses": [asdict(one) for one in told.pauses],
        "findings": [_finding(one) for one in told.findings],
        "lacks": list(told.lacks),
        "measures": [
            {
                "name": trend.measure.name,
                "title": trend.measure.title,
                "unit": trend.measure.unit,
                "hours": [_hour(one) for one in trend.hours],
            }
            for trend in told.trends
        ],
    }


def trends_text(told: Trends) -> str:
    """Return what a person reads first: what is unusual, then every measure."""
    times = f"{_moment(told.since)} to {_moment(told.until)}"
    days = f"the same hours of {told.known_days} days before"
    lines = [f"{safe(told.host)}: {times}, beside {days} ({safe(told.source)})", ""]
    lines += [f"  {safe(sentence(one))}" for one in told.departures]
    lines += [
        f"  {safe(one.socket)} listens since {_clock(one.since, told.until)}, and never did before."
        for one in told.listeners
    ]
    for one in told.pauses:
        span = f"{_clock(one.since, told.until)} to {_clock(one.until, told.until)}"
        lines.append(f"  Nothing was recorded from {span}: no server, or no recorder.")
    if told.known_days < LEAST_DAYS:
        lines.append("  What is usual is not known yet: that takes three days of history.")
    elif len(lines) == 2:
        lines.append("  Nothing is unusual for the hour.")
    for finding in told.findings:
        lines.append(f"  [{finding.severity}] {safe(finding.title)}")
        lines.append(f"      {safe(finding.why)}")
    lines += ["", *_table(told)]
    lines += [f"  not seen: {safe(one)}" for one in told.lacks]
    return "\n".join(lines)


def sentence(one: Departure) -> str:
    """Tell one departure: how much, what is usual, since when, and by whom."""
    measure = one.measure
    end = "" if one.until is None else f" until {_clock(one.until, one.hour)}"
    said = f"{_capital(measure.title)} {figure(measure, one.amount)}, usual {_usual(one)}; "
    said += f"since {_clock(one.since, one.hour)}{end}."
    if one.programs and measure.part:
        part: Part = measure.part
        said += " By " + ", ".join(_behind(behind, part) for behind in one.programs) + "."
    return said


def _usual(one: Departure) -> str:
    usual = one.usual
    kind = ("weekends" if is_weekend(one.hour) else "workdays") if one.of_kind else "all days"
    hour = time.localtime(one.hour).tm_hour
    spread = between(one.measure, usual.low, usual.high)
    return f"at {hour}-{hour + 1} h on {kind} {figure(one.measure, usual.median)} ({spread})"


def _behind(behind: Behind, part: Part) -> str:
    if part == PERCENT:
        return f"{behind.program} {behind.amount:.0f} % (usually {behind.usual:.0f} %)"
    return f"{behind.program} {behind.amount / 1e6:.1f} MB a second"


def _table(told: Trends) -> Iterator[str]:
    width = max((len(trend.measure.title) for trend in told.trends), default=0)
    for trend in told.trends:
        last = trend.hours[-1]
        usual = "usual: not known"
        if last.usual:
            spread = between(trend.measure, last.usual.low, last.usual.high)
            usual = f"usual {figure(trend.measure, last.usual.median)} ({spread})"
        mark = "!" if last.far else " "
        bars = sparkline(trend)
        now = figure(trend.measure, last.amount)
        yield f"{mark} {trend.measure.title:{width}}  {now:>16}  {bars:{SHOWN_HOURS}}  {usual}"


def sparkline(trend: Trend) -> str:
    """Draw the last hours, from nothing to the greatest of them and of what is usual."""
    shown = trend.hours[-SHOWN_HOURS:]
    top = max((*(one.amount for one in shown), *(one.usual.high for one in shown if one.usual)))
    if top <= 0:
        return BARS[0] * len(shown)
    return "".join(BARS[min(7, int(8 * max(0.0, one.amount) / top))] for one in shown)


def _departure(one: Departure) -> dict[str, Any]:
    return {
        "measure": one.measure.name,
        "since": one.since,
        "until": one.until,
        "amount": one.amount,
        "is_above": one.is_above,
        "usual": asdict(one.usual),
        "programs": [asdict(behind) for behind in one.programs],
        "told": sentence(one),
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "id": one.id,
        "rule": one.rule,
        "title": one.title,
        "severity": one.severity,
        "confidence": one.confidence,
        "techniques": list(one.techniques),
        "entities": [{"kind": entity.kind, "key": entity.key} for entity in one.entities],
        "why": one.why,
        "advice": one.advice,
    }


def _hour(one: HourLook) -> dict[str, Any]:
    usual = asdict(one.usual) if one.usual else None
    return {"start": one.start, "amount": one.amount, "usual": usual, "far": one.far}


def _moment(moment: float) -> str:
    return time.strftime("%a %d %b %H:%M", time.localtime(moment))


def _clock(moment: float, beside: float) -> str:
    """Write the time of day, and the day where it is another one."""
    is_same = time.localtime(moment)[:3] == time.localtime(beside)[:3]
    return time.strftime("%H:%M" if is_same else "%a %H:%M", time.localtime(moment))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""`python -m benchmarks [JOB]`: runs the jobs, prints one table, writes build/bench.json."""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path("build/bench.json")
# Which module measures a job; some measure two.
JOBS = {
    "transitions": "transitions",
    "transitions-parallel": "transitions",
    "sweep-idle": "sweep",
    "sweep-due": "sweep",
    "deliver": "deliver",
    "signoff-page": "signoff_page",
    "ledger-verify": "ledger_verify",
}

Result = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all jobs or one of them; 0 when every one of them ran."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("job", nargs="?", choices=sorted(JOBS), metavar="JOB", help=", ".join(JOBS))
    parser.add_argument("-n", type=int, metavar="N", help="how many items, by default what the job itself names")
    given = parser.parse_args(arguments)
    names = dict.fromkeys(JOBS[job] for job in ([given.job] if given.job else JOBS))
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names]
    results = []
    for module in modules:
        print(f"{module.__name__} …", file=sys.stderr, flush=True)
        measured = module.run() if given.n is None else module.run(given.n)
        results += [result for result in measured if given.job is None or result["job"] == given.job]
    print_results(results)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def print_results(results: Sequence[Result]) -> None:
    """One table, and how each job's rate changes with its size."""
    table = Table("job", "backend", "n", "rate", "unit", "floor", "ratio", title="Benchmarks", title_justify="left")
    for column in table.columns[2:4] + table.columns[5:]:
        column.justify = "right"
    for result in results:
        table.add_row(*(_cell(result.get(str(column.header))) for column in table.columns))
    console = Console()
    console.print(table)
    for line in growth(results):
        console.print(line)


def growth(results: Sequence[Result]) -> list[str]:
    """For each job that ran at several sizes: the rate at the largest against that at the smallest."""
    series: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        series.setdefault((result["job"], str(result.get("backend", ""))), []).append(result)
    lines = []
    for (job, backend), runs in series.items():
        least, most = min(runs, key=lambda run: run["n"]), max(runs, key=lambda run: run["n"])
        if least["n"] < most["n"] and least["rate"]:
            kept = most["rate"] / least["rate"]
            lines.append(f"{job} {backend}: at n = {most['n']:,} {kept:.2f} of the rate at n = {least['n']:,}")
    return lines


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main())

"""`python3 launch bench`: a nation beside a hundredth of it, measured in one run."""

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

import django
from django.conf import settings

from benchmarks.measuring import Result
from benchmarks.scales import NAMES, ROOT, Scales

ROUNDS = 5
RAW = ROOT / "benchmarks.json"


def main(words: list[str]) -> int:
    """Prepare the scales, run the measures, print the table, keep the raw figures; 1 if a bar is not held."""
    options = _options(words)
    scales = Scales(os.environ["DATABASE_URL"], options.at)
    for scale in NAMES if options.at == "nation" else (options.at,):
        print(f"preparing {scale} …", flush=True)
        scales.prepare(scale)
        if scale in scales.seconds:
            print(f"{scale}: seeded in {scales.seconds[scale]:.0f} s", flush=True)
    os.environ.update(scales.environment("nation"))
    django.setup()
    # Models stand behind the set-up.
    from benchmarks.catalogue import MEASURES  # noqa: PLC0415

    results: list[Result] = []
    for measure in MEASURES:
        if options.only and measure.key not in options.only:
            continue
        begun = time.perf_counter()
        for result in measure.run(scales, options.rounds):
            results.append(result)
            print(_line(result), flush=True)
        print(f"    ({measure.key}: {time.perf_counter() - begun:.0f} s)", flush=True)
    _keep(options.raw, results, scales)
    print(f"\n{_table(results)}\n\nraw figures: {options.raw}")
    return 0 if all(result.is_held for result in results) else 1


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 launch bench", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="measures by their words, such as check docket search")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each pair, in alternation")
    parser.add_argument("--at", choices=NAMES, default="nation", help="the scale to measure as if it were the nation")
    parser.add_argument("--raw", type=Path, default=RAW, help="where the raw figures are kept")
    return parser.parse_args(words)


def _line(result: Result) -> str:
    verdict = "held" if result.is_held else "NOT HELD"
    bars = ", ".join(map(str, result.bars))
    reference = "" if result.reference is None else f"{result.reference:,.2f}"
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    note = f" {result.note}" if result.note else ""
    return f"| {result.name}{note} | {result.ours:,.2f} {result.unit} | {reference} | {ratio} | {bars} | {verdict} |"


def _table(results: list[Result]) -> str:
    head = "| measure | ours | reference | ratio | bar | |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join([head, *map(_line, results)])


def _keep(file: Path, results: list[Result], scales: Scales) -> None:
    rows = [
        {"name": row.name, "unit": row.unit, "ours": row.ours, "reference": row.reference, "ratio": row.ratio,
         "bars": [str(bar) for bar in row.bars], "held": row.is_held, "raw": row.raw}
        for row in results
    ]  # fmt: skip
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    told = {"machine": machine, "django": django.get_version(), "debug": settings.DEBUG, "seeded": scales.seconds}
    file.write_text(json.dumps({**told, "results": rows}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

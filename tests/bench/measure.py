#!/usr/bin/python3
"""Compares answers, then times: Estafeta beside its peers, in turns, medians. Prints Markdown.

Usage: measure.py BUILD WORK [--update]
  BUILD     folder of the release build
  WORK      folder for the inputs, which are kept
  --update  puts the figures into tests/bench/README.md
"""
import datetime
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 3
SPANS = {"4 h": 4 * 3600, "30 d": 30 * 86400, "365 d": 365 * 86400}
SPAN_COUNT, PERL_COUNT = 100_000, 500
CASES, EVENTS = 100_000, 50


def stop(words):
    sys.exit(f"tests/bench/run: {words}")


def run(command, **options):
    done = subprocess.run([str(word) for word in command], text=True, **options)
    if done.returncode != 0:
        stop(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stderr or ''}")
    return done


def made(path, command):
    if not path.exists():
        part = path.with_suffix(".part")
        with open(part, "w", encoding="utf-8") as out:
            run(command, stdout=out)
        part.rename(path)
    return path


def answered(command):
    """The answers, and how many a second."""
    done = run(command, capture_output=True)
    return done.stdout.split(), float(done.stderr.split()[0])


def measured(command):
    """Seconds, user seconds and MiB resident of a program whose output goes nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, tempfile.NamedTemporaryFile("r") as figures:
        run(["/usr/bin/time", "-f", "%e %U %S %M", "-o", figures.name, *command], stdout=nowhere)
        wall, user, system, kib = (float(word) for word in figures.read().split())
    return wall, user + system, kib / 1024


def short(number):
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.3g} {unit}"
    return f"{number:.3g}"


def spans_table(bench, work):
    rows = []
    for name, seconds in SPANS.items():
        file = made(work / f"spans-{seconds}.txt", [bench / "spans", "make", SPAN_COUNT, seconds])
        peers = {"Estafeta": [bench / "spans", "run", file],
                 "numpy": ["/usr/bin/python3", HERE / "peers.py", file],
                 "Perl": ["/usr/bin/perl", HERE / "peers.pl", file, PERL_COUNT]}
        rates = {peer: [] for peer in peers}
        for _ in range(ROUNDS):
            answers = {}
            for peer, command in peers.items():
                answers[peer], rate = answered(command)
                rates[peer].append(rate)
            if answers["Estafeta"] != answers["numpy"] or answers["Estafeta"][:PERL_COUNT] != answers["Perl"]:
                stop(f"the answers differ for spans of {name}; nothing was timed further")
        median = {peer: statistics.median(all_rates) for peer, all_rates in rates.items()}
        rows.append(f"| {name} | {short(median['Estafeta'])} | {short(median['numpy'])} | {short(median['Perl'])} | "
                    f"{median['Estafeta'] / median['numpy']:.1f} × | {median['Estafeta'] / median['Perl']:,.0f} × |")
    return ["| span | Estafeta | numpy, in batches | Perl Business::Hours | to numpy | to Perl |",
            "|---|---|---|---|---|---|", *rows]


def file_table(build, work):
    file = made(work / f"cases-{CASES}x{EVENTS}.json", [build / "bench/make_cases", CASES, EVENTS])
    commands = {"`estafeta sla eval`": [build / "estafeta", "sla", "eval", file],
                "bare parse, same flags": [build / "bench/bare_parse", "same", file],
                "bare parse, default flags": [build / "bench/bare_parse", "default", file]}
    lines = run(commands["`estafeta sla eval`"], capture_output=True).stdout.count("\n")
    if lines != CASES:
        stop(f"sla eval answered {lines} of {CASES} cases")
    figures = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            figures[name].append(measured(command))
    rows = []
    ours = [statistics.median(column) for column in zip(*figures["`estafeta sla eval`"])]
    for name, all_figures in figures.items():
        wall, cpu, resident = (statistics.median(column) for column in zip(*all_figures))
        rows.append(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {resident:.0f} MiB | {ours[0] / wall:.2f} | "
                    f"{ours[1] / cpu:.2f} |")
    judged = statistics.median(float(run([build / "bench/judge_cases", file], capture_output=True).stdout.split()[0])
                               for _ in range(ROUNDS))
    return [f"{CASES:,} incidents of {EVENTS} events each, {file.stat().st_size / 1e6:.0f} MB:", "",
            "| | time | CPU | resident | our time to it | our CPU to it |", "|---|---|---|---|---|---|", *rows, "",
            f"Judged in memory, parsed already: {judged:.2f} s of CPU time for 100,000 of them."]


def micro_table(build):
    text = run([build / "bench/micro", "--benchmark_repetitions=3", "--benchmark_min_time=0.1", "--benchmark_report_aggregates_only=true"],
               capture_output=True).stdout
    rows = re.findall(r"^(\S+)_median\s+(\S+) (\w+)\s+(\S+) (\w+)", text, re.MULTILINE)
    return ["| question | CPU time |", "|---|---|", *(f"| {row[0]} | {row[3]} {row[4]} |" for row in rows)]


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    day = datetime.date.today().isoformat()
    return (f"`tests/bench/run` on {day}: {os.cpu_count()} cores, {model.group(1) if model else 'unknown CPU'}, load "
            f"{os.getloadavg()[0]:.1f} before. Medians of {ROUNDS} rounds, in turns.")


def main():
    build, work = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    work.mkdir(parents=True, exist_ok=True)
    parts = [machine(), "", "### Working time between two instants", "", "Questions a second of CPU time, one thread:", "",
             *spans_table(build / "bench", work), "", "### A file of incidents", "", *file_table(build, work), "",
             "### One question at a time", "", *micro_table(build)]
    text = "\n".join(parts) + "\n"
    print(text)
    if "--update" in sys.argv[3:]:
        readme = HERE / "README.md"
        head = readme.read_text(encoding="utf-8").split("<!-- figures -->")[0]
        readme.write_text(head + "<!-- figures -->\n" + text, encoding="utf-8")


main()

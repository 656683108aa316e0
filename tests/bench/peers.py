#!/usr/bin/python3
"""Working time between two instants with numpy: prefix sums and searchsorted, the way one does it by hand.

Usage: peers.py FILE    answers to standard output, spans a second to standard error. Calendar: see spans.cc.
"""
import datetime
import sys
import time
import zoneinfo

import numpy

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
HOLIDAYS = {datetime.date.fromisoformat(day) for day in (
    "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-12-24 2026-12-25 2026-12-31 2027-01-01"
).split()}
SHIFTS = ((9, 13), (14, 18))


def opened():
    day = datetime.date(2025, 12, 1)
    while day < datetime.date(2029, 1, 1):
        if day.weekday() < 5 and day not in HOLIDAYS:
            for begin, end in SHIFTS:
                yield [int(datetime.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).timestamp())
                       for hour in (begin, end)]
        day += datetime.timedelta(days=1)


def main():
    spans = numpy.loadtxt(sys.argv[1], dtype=numpy.int64)
    starts, ends = numpy.array(list(opened()), dtype=numpy.int64).T
    before = numpy.concatenate(([0], numpy.cumsum(ends - starts)))

    def open_until(instants):
        index = numpy.searchsorted(starts, instants, side="right")
        last = numpy.maximum(index - 1, 0)
        running = numpy.clip(numpy.minimum(instants, ends[last]) - starts[last], 0, None)
        return before[last] + running

    def elapsed():
        return open_until(spans[:, 1]) - open_until(spans[:, 0])

    answers = elapsed()
    asked, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < 0.5:
        elapsed()
        asked += len(spans)
    rate = asked / (time.perf_counter() - begin)
    sys.stdout.write("".join(f"{answer}\n" for answer in answers.tolist()))
    print(f"{rate:.0f}", file=sys.stderr)


main()

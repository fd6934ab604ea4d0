#!/usr/bin/env python3
"""Control charts and forecasts of 100,000 series of 120 months: the core against NumPy on the same figures.

NumPy works on all series at once, as whole columns. It is given the quantile of Student's t, and it does without
the probability of meeting the target, the runs test, and the precedence of signals; the core does all of these.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
try:
    import numpy as np
except ImportError:
    debian = "/usr/bin/python3"  # python3-numpy is for this one, whichever comes first on the path
    if os.path.realpath(sys.executable) != os.path.realpath(debian) and os.path.exists(debian):
        os.execv(debian, [debian, *sys.argv])
    print("bench_analysis: NumPy is missing, nothing to compare with; apt-get install python3-numpy")
    sys.exit(0)

SERIES, POINTS, AHEAD = 100_000, 120, 12
STUDENT_T_118 = 1.9802722492730436  # two-sided 95%


def figures():
    n = np.arange(1, SERIES * POINTS + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        x = n * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        x ^= x >> np.uint64(33)
        x *= np.uint64(0xFF51AFD7ED558CCD)
        x ^= x >> np.uint64(33)
    scatter = (x >> np.uint64(40)).astype(np.float64) / 1677721.6
    return 100 + 0.05 * np.arange(POINTS) + scatter.reshape(SERIES, POINTS)


def run_of(flags, length):
    """True within `length` or more neighbours that are all true."""
    whole = np.lib.stride_tricks.sliding_window_view(flags, length, axis=1).all(axis=2)
    out = np.zeros_like(flags)
    for shift in range(length):
        out[:, shift:shift + whole.shape[1]] |= whole
    return out


def charts(y):
    mean = y.mean(axis=1, keepdims=True)
    ranges = np.abs(np.diff(y, axis=1))
    average = ranges.mean(axis=1, keepdims=True)
    kept = ranges < 3.267 * average
    average = np.where(kept, ranges, 0).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    lower, upper = mean - 2.66 * average, mean + 2.66 * average
    outside = (y > upper) | (y < lower)
    above, below = y > mean, y < mean
    signal = outside | run_of(above, 7) | run_of(below, 7)
    for moves in (np.diff(y, axis=1) > 0, np.diff(y, axis=1) < 0):
        six = np.lib.stride_tricks.sliding_window_view(moves, 6, axis=1).all(axis=2)
        for shift in range(7):
            signal[:, shift:shift + six.shape[1]] |= six
    near = 2.66 * 2 / 3 * average
    close = ((y > mean + near) | (y < mean - near)) & ~outside
    for side in (above, below):
        windows = (np.lib.stride_tricks.sliding_window_view(close & side, 3, axis=1).sum(axis=2) >= 2) & \
            np.lib.stride_tricks.sliding_window_view(side, 3, axis=1).all(axis=2)
        for shift in range(3):
            signal[:, shift:shift + windows.shape[1]] |= windows & (close & side)[:, shift:shift + windows.shape[1]]
    return upper, signal


def forecasts(y):
    x = np.arange(POINTS, dtype=np.float64)
    dx = x - x.mean()
    sxx = (dx * dx).sum()
    mean = y.mean(axis=1)
    slope = (y - mean[:, None]) @ dx / sxx
    residuals = y - mean[:, None] - slope[:, None] * dx
    deviation = np.sqrt((residuals * residuals).sum(axis=1) / (POINTS - 2))
    away = POINTS - 1 + AHEAD - x.mean()
    central = mean + slope * away
    error = deviation * np.sqrt(1 + 1 / POINTS + away * away / sxx)
    return central, central - STUDENT_T_118 * error, central + STUDENT_T_118 * error


def best_of(times, work):
    best = None
    for _ in range(times):
        start = time.process_time()
        result = work()
        took = time.process_time() - start
        best = took if best is None else min(best, took)
    return best, result


def core():
    program = Path(__file__).resolve().parents[2] / "build/release/tests/bench/bench_analysis"
    program = Path(os.environ.get("BENCH_ANALYSIS", program))
    out = subprocess.run([program, "--benchmark_format=json", "--benchmark_repetitions=3"], check=True, text=True,
                         capture_output=True).stdout
    results = {}
    for line in json.loads(out)["benchmarks"]:
        if line.get("run_type") != "iteration":
            continue
        name = line["name"].split("/100000")[0]
        if name not in results or line["cpu_time"] < results[name]["cpu_time"]:
            results[name] = line
    return results


def main():
    y = figures()
    numpy_charts, (upper, signal) = best_of(3, lambda: charts(y))
    numpy_forecasts, _ = best_of(3, lambda: forecasts(y))
    ours = core()
    chart, line = ours["charts"], ours["forecasts/least_squares"]
    both = ours["chart_and_forecast"]["cpu_time"] / 1000
    if abs(chart["upper_limits"] / upper.sum() - 1) > 1e-9 or int(chart["signals"]) != int(signal.sum()):
        sys.exit(f"bench_analysis: the two disagree: limits {chart['upper_limits']} and {upper.sum()}, "
                 f"signals {chart['signals']:.0f} and {signal.sum()}")
    theirs = numpy_charts + numpy_forecasts
    print(f"{SERIES:,} series of {POINTS} points, one core, CPU time, best of 3; the same limits and {signal.sum():,} signals")
    print(f"  control charts   core {chart['real_time'] / 1000:.3f} s   NumPy {numpy_charts:.3f} s   "
          f"ratio {numpy_charts * 1000 / chart['real_time']:.2f}")
    print(f"  forecasts        core {line['real_time'] / 1000:.3f} s   NumPy {numpy_forecasts:.3f} s   "
          f"ratio {numpy_forecasts * 1000 / line['real_time']:.2f}")
    print(f"  both             core {both:.3f} s   NumPy {theirs:.3f} s   ratio {theirs / both:.2f}")


if __name__ == "__main__":
    main()

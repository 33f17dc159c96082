"""The hold model on SimPy's calendar: take the first event, schedule one later, with so many standing.

Usage: python3 hold.py STANDING exponential|ties|half HOLDS. Prints one line of JSON: holds and the seconds of processor time for
them. Each event is a time-out with one callback, the least that SimPy can be made to do: a process for each would cost more.
"""

import json
import random
import sys
import time

import simpy

GAPS = 1 << 16


def gaps_of(kind):
    if kind == "ties":
        return [0] * GAPS
    rng = random.Random(1)
    drawn = [round(rng.expovariate(1 / 10_000)) for _ in range(GAPS)]
    return [0 if kind == "half" and i % 2 == 0 else gap for i, gap in enumerate(drawn)]


def main():
    standing, kind, holds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    gaps = gaps_of(kind)
    env = simpy.Environment()
    done = 0

    def hold(_event):
        nonlocal done
        simpy.Timeout(env, gaps[done % GAPS]).callbacks.append(hold)
        done += 1

    began = time.process_time()
    for i in range(standing):
        simpy.Timeout(env, gaps[i % GAPS]).callbacks.append(hold)
    while done < holds:
        env.step()
    seconds = time.process_time() - began
    print(json.dumps({"count": holds, "seconds": seconds}))


main()

"""M/M/20 in SimPy's standard idiom: one Resource, one process per customer.

Usage: python3 mm20.py TASKS SEED. Prints one line of JSON: tasks, processor seconds of the whole process, mean wait in seconds, peak
memory in bytes.
"""

import json
import random
import resource
import sys
import time

import simpy

ARRIVALS_PER_SECOND = 1.8
MEAN_SERVICE_SECONDS = 10.0
SERVERS = 20


class Waits:
    """Sum and number of the waits, so that memory does not grow with the run."""

    def __init__(self):
        self.total = 0.0
        self.count = 0


def customer(env, servers, service_seconds, waits):
    arrived = env.now
    with servers.request() as request:
        yield request
        waits.total += env.now - arrived
        waits.count += 1
        yield env.timeout(service_seconds)


def source(env, servers, tasks, rng, waits):
    for _ in range(tasks):
        yield env.timeout(rng.expovariate(ARRIVALS_PER_SECOND))
        env.process(customer(env, servers, rng.expovariate(1 / MEAN_SERVICE_SECONDS), waits))


def peak_bytes():
    """High-water mark of this program alone; getrusage counts what the parent held before the exec, too."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main():
    tasks, seed = int(sys.argv[1]), sys.argv[2]
    rng = random.Random(seed)
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=SERVERS)
    waits = Waits()
    env.process(source(env, servers, tasks, rng, waits))
    env.run()
    print(
        json.dumps(
            {
                "count": waits.count,
                "seconds": time.process_time(),
                "meanWaitSeconds": waits.total / waits.count,
                "peakBytes": peak_bytes(),
            }
        )
    )


main()

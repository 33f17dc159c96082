#!/usr/bin/env python3
"""One pod per pending or running task: the formula of the built-in pending-plus-running, as a program.

    poolproof run scenarios/steady-office-day.yaml --policy 'exec:python3 examples/policies/active_tasks.py'

Reads one JSON object a line from standard input, writes one a line to standard output. What is for people goes to standard error.
"""
import json
import sys


def decide(signals):
    pending = signals["tasks"]["pending"]
    running = signals["tasks"]["running"]
    pods = signals["pods"]["count"]
    if pending is None:
        figures = {"running": running, "pods": pods}
        reason = {"rule": "unavailable", "text": "the task store did not answer", "figures": figures}
        return {"hold": True, "reason": reason}
    active = pending + running
    reason = {
        "rule": "active",
        "text": f"{pending} pending and {running} running tasks need an agent each",
        "figures": {"activeTasks": active, "pending": pending, "running": running, "pods": pods},
    }
    return {"scaleTo": active, "reason": reason}


for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello":
        if message["version"] != 1:
            sys.exit(f"this program speaks version 1, not {message['version']}")
    elif message["type"] == "signals":
        print(json.dumps({"ask": message["ask"], **decide(message["signals"])}), flush=True)

"""What the Python programs have in common: the conversation with benchmarks/run.

    PROGRAM WORKLOAD CONTESTANT SIZE RESULT OPERATIONS

says `ready`, then answers lines on standard input, as dev.rondo.benchmarks.Worker does:

    round MILLIS   nanoseconds per operation, and - for what is allocated
    once           nanoseconds of one job, peak memory in bytes

Each job must give RESULT. Three more ways to call it:

    PROGRAM check CONTESTANT     does a job for each line `WORKLOAD SIZE RESULT`, and answers
                                 `right` or what is wrong
    PROGRAM start CONTESTANT     prints a line in the first coroutine and ends
    PROGRAM workloads            prints the workloads that it knows
"""

import resource
import sys
import time


def main(jobs, runner, start):
    if sys.argv[1] == "workloads":
        print("\n".join(jobs))
        return
    workload, contestant = sys.argv[1:3]
    run = runner(contestant)
    if workload == "start":
        run(start())
        return
    sys.setrecursionlimit(10_000)
    if workload == "check":
        check(jobs, run)
        return
    size, result, operations = map(int, sys.argv[3:])

    def job():
        given = run(jobs[workload](size))
        if given != result:
            sys.exit(f"{workload} gave {given} instead of {result}")

    answer("ready")
    for line in sys.stdin:
        match line.split():
            case ["round", millis]:
                answer(f"{measure(job, int(millis)) / operations} -")
            case ["once"]:
                begin = time.perf_counter_ns()
                job()
                answer(f"{time.perf_counter_ns() - begin} {peak_memory()}")
            case _:
                sys.exit(f"unknown: {line}")


def check(jobs, run):
    for line in sys.stdin:
        workload, size, result = line.split()
        given = run(jobs[workload](int(size)))
        answer("right" if given == int(result) else f"{workload} gave {given} instead of {result}")


def answer(line):
    print(line, flush=True)


def measure(job, millis):
    """Nanoseconds of one job, on average; as many as fit into the time, at least one."""
    begin = now = time.perf_counter_ns()
    jobs = 0
    while jobs == 0 or now - begin < millis * 1_000_000:
        job()
        jobs += 1
        now = time.perf_counter_ns()
    return (now - begin) / jobs


def peak_memory():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

"""When timers are due, as dev.rondo.benchmarks.jobs.Delays says it."""


def sleep(sleepers):
    return 0.01 if sleepers < 100_000 else 1


def fires(index):
    return index % 100 == 0


def firing(timers):
    return timers // 100


def seconds(index):
    if fires(index):
        return index * 1e-8
    return (1000 + index * 40503 % 59000) / 1000

"""The workloads on trio, as far as it has such things; see README.md and worker.py."""

import threading

import trio

import delays
import worker


# ---- turns ----


async def turns(count):
    done = 0
    while done < count:
        await trio.lowlevel.checkpoint()
        done += 1
    return done


async def gather(functions):
    """A nursery returns nothing, so results go into a list."""
    results = [None] * len(functions)

    async def call(index, function):
        results[index] = await function()

    async with trio.open_nursery() as nursery:
        for index, function in enumerate(functions):
            nursery.start_soon(call, index, function)
    return results


async def yield_in_turn(size):
    return sum(await gather([lambda: turns(size)] * 1000))


# ---- tasks ----


async def at_once(result):
    return result


async def after_yield(result):
    await trio.lowlevel.checkpoint()
    return result


async def gather_at_once(size):
    return sum(await gather([lambda index=index: at_once(index) for index in range(size)]))


async def gather_one_yield(size):
    return sum(await gather([lambda index=index: after_yield(index) for index in range(size)]))


async def sleepers(size):
    slept = 0

    async def sleeper():
        nonlocal slept
        await trio.sleep(delays.sleep(size))
        slept += 1

    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(sleeper)
    return slept


async def cancel(size):
    cancelled = 0

    async def sleeper():
        nonlocal cancelled
        try:
            await trio.sleep_forever()
        except trio.Cancelled:
            cancelled += 1
            raise

    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(sleeper)
        await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()
    return cancelled


async def tree(levels):
    if levels == 0:
        return 1
    return 1 + sum(await gather([lambda: tree(levels - 1)] * 6))


# ---- queues ----


async def channel(capacity, size):
    sender, receiver = trio.open_memory_channel(capacity)
    total = 0

    async def produce():
        for index in range(size):
            await sender.send(index)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        for _ in range(size):
            total += await receiver.receive()
    return total


# ---- locks ----


async def guarded(guard, tasks, size):
    """The count is right only if the lock does its work."""
    count = 0

    async def work():
        nonlocal count
        for _ in range(size // tasks):
            async with guard:
                before = count
                await trio.lowlevel.checkpoint()
                count = before + 1

    async with trio.open_nursery() as nursery:
        for _ in range(tasks):
            nursery.start_soon(work)
    return count


async def waiters(size):
    lock = trio.Lock()
    count = 0

    async def work():
        nonlocal count
        async with lock:
            count += 1

    async with trio.open_nursery() as nursery:
        await lock.acquire()
        for _ in range(size):
            nursery.start_soon(work)
        await trio.lowlevel.checkpoint()
        lock.release()
    return count


# ---- timers ----


async def timeout(size):
    count = 0
    while count < size:
        with trio.fail_after(1):
            count = await at_once(count + 1)
    return count


# ---- calls ----


async def descend(depth):
    if depth == 0:
        await trio.lowlevel.checkpoint()
        return 0
    return 1 + await descend(depth - 1)


async def chain(depth, size):
    async def work():
        returns = 0
        for _ in range(size // 2):
            returns += await descend(depth)
        return returns

    return sum(await gather([work, work]))


async def turns_below(depth, count):
    if depth > 0:
        return await turns_below(depth - 1, count)
    return await turns(count)


async def deep(depth, size):
    return sum(await gather([lambda: turns_below(depth, size // 2)] * 2))


# ---- callbacks ----


async def run_sync_soon(threads, size):
    token = trio.lowlevel.current_trio_token()
    finished = trio.Event()
    count = 0

    def callback():
        nonlocal count
        count += 1
        if count == size:
            finished.set()

    def call():
        for _ in range(size // threads):
            token.run_sync_soon(callback)

    callers = [threading.Thread(target=call) for _ in range(threads)]
    for caller in callers:
        caller.start()
    await finished.wait()
    for caller in callers:
        caller.join()
    return count


JOBS = {
    "yield-alone": turns,
    "yield-in-turn": yield_in_turn,
    "gather-at-once": gather_at_once,
    "gather-one-yield": gather_one_yield,
    "sleepers": sleepers,
    "queue-128": lambda size: channel(128, size),
    "queue-1": lambda size: channel(1, size),
    "rendezvous": lambda size: channel(0, size),
    "lock-2": lambda size: guarded(trio.Lock(), 2, size),
    "lock-10000": lambda size: guarded(trio.Lock(), 10000, size),
    "semaphore-2": lambda size: guarded(trio.Semaphore(1), 2, size),
    "semaphore-10000": lambda size: guarded(trio.Semaphore(1), 10000, size),
    "waiters": waiters,
    "cancel": cancel,
    "timeout": timeout,
    "chain-1": lambda size: chain(1, size),
    "chain-10": lambda size: chain(10, size),
    "chain-100": lambda size: chain(100, size),
    "chain-1000": lambda size: chain(1000, size),
    "deep-1": lambda size: deep(1, size),
    "deep-10": lambda size: deep(10, size),
    "deep-100": lambda size: deep(100, size),
    "deep-1000": lambda size: deep(1000, size),
    "call-soon-threadsafe-1": lambda size: run_sync_soon(1, size),
    "call-soon-threadsafe-4": lambda size: run_sync_soon(4, size),
    "tree-group": tree,
}


async def start():
    print("started", flush=True)


def runner(contestant):
    def run(main):
        async def call():
            return await main

        return trio.run(call)

    return run


if __name__ == "__main__":
    worker.main(JOBS, runner, start)

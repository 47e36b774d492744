"""The workloads on asyncio, or on asyncio with uvloop; see README.md and worker.py."""

import asyncio
import sys
import threading

import delays
import echo_peer
import worker

LONG = 3600


# ---- turns ----


async def turns(count):
    done = 0
    while done < count:
        await asyncio.sleep(0)
        done += 1
    return done


async def yield_alone(size):
    return await turns(size)


async def yield_in_turn(size):
    return sum(await asyncio.gather(*[turns(size) for _ in range(1000)]))


# ---- tasks ----


async def at_once(result):
    return result


async def after_yield(result):
    await asyncio.sleep(0)
    return result


async def gather_at_once(size):
    return sum(await asyncio.gather(*[at_once(index) for index in range(size)]))


async def gather_one_yield(size):
    return sum(await asyncio.gather(*[after_yield(index) for index in range(size)]))


async def sleepers(size):
    async def sleeper():
        await asyncio.sleep(delays.sleep(size))
        return 1

    return sum(await asyncio.gather(*[sleeper() for _ in range(size)]))


async def cancel(size):
    tasks = [asyncio.create_task(asyncio.sleep(LONG)) for _ in range(size)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return sum(isinstance(result, asyncio.CancelledError) for result in results)


async def tree_group(levels):
    if levels == 0:
        return 1
    async with asyncio.TaskGroup() as group:
        children = [group.create_task(tree_group(levels - 1)) for _ in range(6)]
    return 1 + sum(child.result() for child in children)


async def tree_gather(levels):
    if levels == 0:
        return 1
    return 1 + sum(await asyncio.gather(*[tree_gather(levels - 1) for _ in range(6)]))


# ---- queues ----


async def queue(limit, size):
    items = asyncio.Queue(limit)

    async def produce():
        for index in range(size):
            await items.put(index)

    producer = asyncio.create_task(produce())
    total = 0
    for _ in range(size):
        total += await items.get()
    await producer
    return total


async def select_two(size):
    """There is no select: two tasks wait for items, and the one that got none waits on."""
    queues = [asyncio.Queue(1), asyncio.Queue(1)]

    async def produce(first):
        for index in range(first, size, 2):
            await queues[first].put(index)

    producers = [asyncio.create_task(produce(0)), asyncio.create_task(produce(1))]
    gets = {asyncio.create_task(items.get()): items for items in queues}
    total = 0
    left = size
    while left:
        done, _ = await asyncio.wait(gets, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            items = gets.pop(task)
            total += task.result()
            left -= 1
            gets[asyncio.create_task(items.get())] = items
    for task in gets:
        task.cancel()
    await asyncio.gather(*producers)
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
                await asyncio.sleep(0)
                count = before + 1

    await asyncio.gather(*[work() for _ in range(tasks)])
    return count


async def waiters(size):
    lock = asyncio.Lock()
    count = 0

    async def work():
        nonlocal count
        async with lock:
            count += 1

    await lock.acquire()
    tasks = [asyncio.create_task(work()) for _ in range(size)]
    await asyncio.sleep(0)
    lock.release()
    await asyncio.gather(*tasks)
    return count


# ---- timers ----


async def timers(size):
    loop = asyncio.get_running_loop()
    finished = loop.create_future()
    fired = 0
    expected = delays.firing(size)

    def fire():
        nonlocal fired
        fired += 1
        if fired == expected:
            finished.set_result(None)

    handles = [loop.call_later(delays.seconds(index), fire) for index in range(size)]
    for index, handle in enumerate(handles):
        if not delays.fires(index):
            handle.cancel()
    await finished
    return fired


async def timeout(size):
    count = 0
    while count < size:
        async with asyncio.timeout(1):
            count = await at_once(count + 1)
    return count


# ---- calls ----


async def descend(depth):
    if depth == 0:
        await asyncio.sleep(0)
        return 0
    return 1 + await descend(depth - 1)


async def chain(depth, size):
    async def work():
        returns = 0
        for _ in range(size // 2):
            returns += await descend(depth)
        return returns

    return sum(await asyncio.gather(work(), work()))


async def turns_below(depth, count):
    if depth > 0:
        return await turns_below(depth - 1, count)
    return await turns(count)


async def deep(depth, size):
    return sum(await asyncio.gather(*[turns_below(depth, size // 2) for _ in range(2)]))


async def generator(size):
    def numbers():
        for index in range(size):
            yield index

    total = 0
    for number in numbers():
        total += number
    return total


# ---- callbacks ----


async def call_soon(size):
    loop = asyncio.get_running_loop()
    finished = loop.create_future()
    count = 0

    def callback():
        nonlocal count
        count += 1
        if count == size:
            finished.set_result(None)
        else:
            loop.call_soon(callback)

    loop.call_soon(callback)
    await finished
    return count


def counting(loop, size):
    finished = loop.create_future()
    count = 0

    def callback():
        nonlocal count
        count += 1
        if count == size:
            finished.set_result(count)

    return callback, finished


async def call_soon_burst(size):
    loop = asyncio.get_running_loop()
    callback, finished = counting(loop, size)
    for _ in range(size):
        loop.call_soon(callback)
    return await finished


async def call_soon_threadsafe(threads, size):
    loop = asyncio.get_running_loop()
    callback, finished = counting(loop, size)

    def call():
        for _ in range(size // threads):
            loop.call_soon_threadsafe(callback)

    callers = [threading.Thread(target=call) for _ in range(threads)]
    for caller in callers:
        caller.start()
    count = await finished
    for caller in callers:
        caller.join()
    return count


JOBS = {
    "yield-alone": yield_alone,
    "yield-in-turn": yield_in_turn,
    "gather-at-once": gather_at_once,
    "gather-one-yield": gather_one_yield,
    "sleepers": sleepers,
    "queue-128": lambda size: queue(128, size),
    "queue-1": lambda size: queue(1, size),
    "select-two": select_two,
    "lock-2": lambda size: guarded(asyncio.Lock(), 2, size),
    "lock-10000": lambda size: guarded(asyncio.Lock(), 10000, size),
    "semaphore-2": lambda size: guarded(asyncio.Semaphore(1), 2, size),
    "semaphore-10000": lambda size: guarded(asyncio.Semaphore(1), 10000, size),
    "waiters": waiters,
    "cancel": cancel,
    "timers": timers,
    "timeout": timeout,
    "chain-1": lambda size: chain(1, size),
    "chain-10": lambda size: chain(10, size),
    "chain-100": lambda size: chain(100, size),
    "chain-1000": lambda size: chain(1000, size),
    "deep-1": lambda size: deep(1, size),
    "deep-10": lambda size: deep(10, size),
    "deep-100": lambda size: deep(100, size),
    "deep-1000": lambda size: deep(1000, size),
    "generator": generator,
    "call-soon": call_soon,
    "call-soon-burst": call_soon_burst,
    "call-soon-threadsafe-1": lambda size: call_soon_threadsafe(1, size),
    "call-soon-threadsafe-4": lambda size: call_soon_threadsafe(4, size),
    "tree-group": tree_group,
    "tree-gather": tree_gather,
}


async def start():
    print("started", flush=True)


def runner(contestant):
    if contestant.startswith("asyncio"):
        return asyncio.run
    import uvloop

    def run(main):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as each:
            return each.run(main)

    return run


if __name__ == "__main__":
    if sys.argv[1] == "echo":
        echo_peer.main(runner(sys.argv[2]), sys.argv[2])
    else:
        worker.main(JOBS, runner, start)

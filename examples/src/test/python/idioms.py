"""The idioms of docs/guide/coming-from-asyncio.md and asyncio-patterns.md in Python.

AsyncioIdiomsTest has the same in Java, and compares. What this printed under CPython 3.13 is in
idioms.out; to record it again: python3.13 idioms.py > idioms.out
"""

import asyncio
import signal
import tempfile
from pathlib import Path

names = ["a", "b", "c"]


async def fetch(name, seconds=0.01):
    await asyncio.sleep(seconds)
    return "page " + name


async def crash(reason):
    await asyncio.sleep(0)
    raise OSError(reason)


def run():
    async def greet():
        await asyncio.sleep(0.1)
        print("hello")

    asyncio.run(greet())


async def gather():
    pages = await asyncio.gather(fetch("a"), fetch("b"))
    more = await asyncio.gather(*[fetch(name) for name in names])
    print(", ".join(pages + more))


async def create_task():
    task = asyncio.create_task(fetch("a"), name="loader")
    print(task.get_name(), await task)


async def timeout():
    try:
        async with asyncio.timeout(0.05):
            print(await fetch("slow", 3600))
    except TimeoutError:
        print("too late")


async def wait_for():
    page = await asyncio.wait_for(fetch("a"), 3600)
    print(page)


async def exception_group():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(crash("disk full"))
            group.create_task(crash("no network"))
    except* OSError as failures:
        for failure in failures.exceptions:
            print(failure)


async def cancel():
    task = asyncio.create_task(fetch("slow", 3600))
    await asyncio.sleep(0)
    task.cancel("the user left")
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled:", error)


async def worker_pool():
    async def work(queue):
        while True:
            name = await queue.get()
            print(await fetch(name))
            queue.task_done()

    queue = asyncio.Queue()
    workers = [asyncio.create_task(work(queue)) for _ in range(2)]
    for name in names:
        await queue.put(name)
    await queue.join()
    for worker in workers:
        worker.cancel()


async def semaphore():
    limit = asyncio.Semaphore(2)

    async def polite_fetch(name):
        async with limit:
            return await fetch(name)

    pages = await asyncio.gather(*[polite_fetch(name) for name in names])
    print(", ".join(pages))


async def to_thread():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text")
        path.write_text("some text")
        text = await asyncio.to_thread(path.read_text)
        print(text)


async def as_completed():
    for page in asyncio.as_completed([fetch("slow", 0.05), fetch("fast")]):
        print(await page)


async def async_generator():
    async def pages():
        for name in names:
            yield await fetch(name)

    async for page in pages():
        print(page)


async def async_with():
    class Connection:
        async def __aenter__(self):
            await asyncio.sleep(0.01)
            print("open")
            return self

        async def __aexit__(self, *failure):
            await asyncio.sleep(0.01)
            print("closed")

    async with Connection():
        print("at work")


async def press_ctrl_c():
    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGINT)
    await asyncio.sleep(3600)


def ctrl_c(main):
    try:
        asyncio.run(main)
    except KeyboardInterrupt:
        print("stopped")


print("== run")
run()
for idiom in [
    gather,
    create_task,
    timeout,
    wait_for,
    exception_group,
    cancel,
    worker_pool,
    semaphore,
    to_thread,
    as_completed,
    async_generator,
    async_with,
]:
    print("==", idiom.__name__)
    asyncio.run(idiom())
print("== ctrl_c")
ctrl_c(press_ctrl_c())

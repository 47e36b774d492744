"""How many passes of the loop lie between an event and the code that waits for it."""
import asyncio

tick = 0

async def main():
    loop = asyncio.get_running_loop()

    def on_tick():  # the first handle of every pass
        global tick
        tick += 1
        loop.call_soon(on_tick)
    loop.call_soon(on_tick)
    await asyncio.sleep(0)

    async def nothing(): pass
    async def fail(): raise ValueError
    async def turns(n):
        for _ in range(n): await asyncio.sleep(0)
    async def wait(awaitable): await awaitable
    async def starts_and_awaits(coro): await asyncio.create_task(coro)
    async def chain(n): await (asyncio.create_task(chain(n - 1)) if n else loop.create_future())
    async def cleans_up(n):
        try: await asyncio.sleep(10)
        finally: await turns(n)
    def future(): return loop.create_future()
    def done():
        f = future(); f.set_result(None); return f
    def failed():
        f = future(); f.set_exception(ValueError()); return f
    def soon(action):
        f = future(); loop.call_soon(action, f); return f
    def give(f): f.set_result(None)
    def break_(f): f.set_exception(ValueError())
    def cancel(f): f.cancel()

    async def measure(name, make):
        start = tick
        try:
            await make()
            how = ""
        except BaseException as e:
            how = " " + type(e).__name__
        print(f"{name}: {tick - start}{how}")

    await measure("sleep(0)", lambda: asyncio.sleep(0))
    await measure("coroutine", nothing)
    await measure("done future", done)
    await measure("failed future", failed)
    await measure("future that a callback sets", lambda: soon(give))
    await measure("future that a callback breaks", lambda: soon(break_))
    await measure("future that a callback cancels", lambda: soon(cancel))
    await measure("task that returns", lambda: asyncio.create_task(nothing()))
    await measure("task that fails", lambda: asyncio.create_task(fail()))
    await measure("task that gives up its turn 3 times", lambda: asyncio.create_task(turns(3)))
    await measure("task that awaits a task started before it", lambda: asyncio.create_task(wait(asyncio.create_task(nothing()))))
    await measure("task that starts and awaits a task", lambda: asyncio.create_task(starts_and_awaits(nothing())))
    await measure("task that awaits a future", lambda: asyncio.create_task(wait(soon(give))))
    await measure("shield of a coroutine", lambda: asyncio.shield(nothing()))
    await measure("shield of a done future", lambda: asyncio.shield(done()))
    await measure("shield of a future that a callback sets", lambda: asyncio.shield(soon(give)))

    await measure("gather of nothing", lambda: asyncio.gather())
    await measure("gather of coroutines", lambda: asyncio.gather(nothing(), nothing()))
    await measure("gather of done futures", lambda: asyncio.gather(done(), done()))
    await measure("gather of a failed future", lambda: asyncio.gather(future(), failed()))
    await measure("gather of a future that a callback sets", lambda: asyncio.gather(soon(give)))
    await measure("gather with a failure", lambda: asyncio.gather(future(), fail(), turns(5)))
    await measure("gather with a late failure", lambda: asyncio.gather(nothing(), wait(soon(break_))))
    await measure("gather of outcomes", lambda: asyncio.gather(fail(), turns(5), return_exceptions=True))
    await measure("gather of a gather", lambda: asyncio.gather(asyncio.gather(nothing())))

    async def cancelled(name, body):
        t = asyncio.create_task(body)
        await turns(10)
        async def end():
            t.cancel()
            await t
        await measure("cancelled: " + name, end)

    t = asyncio.create_task(nothing())
    t.cancel()
    await measure("cancelled: before its first step", lambda: t)
    await cancelled("gives up its turn", turns(100))
    await cancelled("sleeps", asyncio.sleep(10))
    await cancelled("awaits a future", wait(future()))
    await cancelled("awaits a task", chain(1))
    await cancelled("awaits a chain of tasks", chain(5))
    await cancelled("awaits a shield", wait(asyncio.shield(asyncio.sleep(10))))
    await cancelled("gathers futures", wait(asyncio.gather(future(), future())))
    await cancelled("gathers coroutines", wait(asyncio.gather(asyncio.sleep(10), asyncio.sleep(10))))
    await cancelled("gathers, first child slow", wait(asyncio.gather(cleans_up(3), asyncio.sleep(10))))
    await cancelled("gathers outcomes", wait(asyncio.gather(cleans_up(3), asyncio.sleep(10), return_exceptions=True)))
    await cancelled("cleans up", cleans_up(3))

    async def cancel_self(then):
        asyncio.current_task().cancel()
        await then()
    async def itself(): await asyncio.current_task()
    await measure("cancels itself, then returns", lambda: asyncio.create_task(cancel_self(nothing)))
    await measure("cancels itself, then fails", lambda: asyncio.create_task(cancel_self(fail)))
    await measure("cancels itself, then gives up its turn", lambda: asyncio.create_task(cancel_self(lambda: turns(1))))
    await measure("cancels itself, then sleeps", lambda: asyncio.create_task(cancel_self(lambda: asyncio.sleep(10))))
    await measure("cancels itself, then awaits a future", lambda: asyncio.create_task(cancel_self(future)))
    await measure("cancels itself, then awaits a task", lambda: asyncio.create_task(cancel_self(lambda: asyncio.create_task(turns(9)))))
    await measure("cancels itself, then gathers", lambda: asyncio.create_task(cancel_self(lambda: asyncio.gather(turns(9), turns(9)))))
    await measure("awaits itself", lambda: asyncio.create_task(itself()))

asyncio.run(main())

"""A pending cancellation is swallowed by timeout(0), not by timeout(0.001). Wanted: CancelledError both times."""
import asyncio
async def test(t):
    asyncio.current_task().cancel()
    try:
        async with asyncio.timeout(t): await asyncio.sleep(1)
    except TimeoutError: return "TimeoutError: the outside cancel was lost"
async def main():
    for t in (0, 0.001):
        print(t, [repr(x) for x in await asyncio.gather(asyncio.create_task(test(t)), return_exceptions=True)])
asyncio.run(main())

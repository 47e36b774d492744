"""cancel() recurses through the chain of awaited tasks. Run as: cancel_depth.py cycle, then with 900, 1500, 5000, 50000."""
import asyncio, sys, logging
logging.disable(logging.CRITICAL)
mode=sys.argv[1]
async def main():
    if mode=="cycle":
        ts={}
        async def a(): await ts['b']
        async def b(): await ts['a']
        ts['a']=asyncio.create_task(a()); ts['b']=asyncio.create_task(b())
        for _ in range(3): await asyncio.sleep(0)
        try: print("cycle cancel ->", ts['a'].cancel(), flush=True)
        except BaseException as e: print("cycle cancel ->", type(e).__name__, flush=True)
        for _ in range(5): await asyncio.sleep(0)
        print("done", [t.done() for t in ts.values()], flush=True)
    else:
        d=int(mode)
        async def chain(d):
            if d==0: await asyncio.get_running_loop().create_future()
            else: await asyncio.create_task(chain(d-1))
        t=asyncio.create_task(chain(d))
        for _ in range(d+3): await asyncio.sleep(0)
        try: r=t.cancel()
        except BaseException as e: r=type(e).__name__
        for _ in range(2*d+10): await asyncio.sleep(0)
        print("chain", d, "cancel ->", r, "done", t.done(), flush=True)
    import os; os._exit(0)
asyncio.run(main())

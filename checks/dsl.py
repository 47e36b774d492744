"""Random-program differential testing: a tiny JSON language of coroutine programs, a generator, and a reference interpreter on CPython asyncio
with virtual time. A Java interpreter of the same JSON must print the same trace.
usage: dsl.py gen SEED | dsl.py run FILE.json | dsl.py batch FIRST COUNT [--strict]   (batch prints 'seed digest lines outcome' per program)
Canonical order rules used where CPython leaves the order open (hash order / heap order): timers with equal deadlines fire in registration
order; a TaskGroup cancels children in creation order; sets are printed sorted."""
import asyncio, hashlib, heapq, itertools, json, random, selectors, sys

# ---------------------------------------------------------------- generator
def gen(seed, size=40):
    R = random.Random(seed); names = itertools.count(); left = [size]
    res = {"locks": 2, "sems": [1, 2], "queues": [1, 0], "events": 2, "futs": 3, "conds": 1}
    spawned = []
    def body(depth, lo=1, hi=4):
        return [op(depth) for _ in range(R.randint(lo, hi))]
    def t(): return R.choice([0, 1, 1, 2, 3, 5])
    def op(depth):
        left[0] -= 1
        simple = ["sleep0", "sleep", "put", "get", "ev_wait", "ev_set", "ev_clear", "fut_wait", "fut_set", "fut_exc", "fut_cancel", "raise", "call_soon", "call_later", "cond_notify", "await", "cancel", "uncancel", "cancel_self", "put_nw", "get_nw", "note"]
        compound = ["lock", "sem", "spawn", "gather", "wait", "wait_for", "timeout", "shield", "tg", "try", "finally", "call", "cond_wait", "agen"]
        k = R.choice(simple + ["sleep0", "sleep", "note"]) if depth <= 0 or left[0] <= 0 or R.random() < .45 else R.choice(compound)
        i2 = R.randrange(2)
        if k in ("sleep0", "uncancel", "cancel_self", "note"): return [k]
        if k == "sleep": return [k, t()]
        if k in ("put", "put_nw"): return [k, i2, R.randrange(100)]
        if k in ("get", "get_nw", "ev_wait", "ev_set", "ev_clear"): return [k, i2]
        if k in ("fut_wait", "fut_exc", "fut_cancel"): return [k, R.randrange(3)]
        if k == "fut_set": return [k, R.randrange(3), R.randrange(100)]
        if k == "raise": return [k, R.choice(["ValueError", "KeyError", "ValueError", "CancelledError"])] if R.random() < .5 else ["sleep0"]
        if k == "call_soon": return [k, R.choice(["ev_set", "ev_clear", "note"]), i2]
        if k == "call_later": return [k, t(), R.choice(["ev_set", "note", "fut_set"]), i2]
        if k == "cond_notify": return [k, R.randint(1, 2)]
        if k in ("await", "cancel"): return [k, R.choice(spawned)] if spawned else ["sleep0"]
        if k in ("lock", "sem"): return [k, i2, body(depth - 1)]
        if k == "spawn":
            n = f"t{next(names)}"; b = body(depth - 1); spawned.append(n); return [k, n, b]
        if k == "gather": return [k, [body(depth - 1, 1, 3) for _ in range(R.randint(0, 3))], R.random() < .4]
        if k == "wait": return [k, [body(depth - 1, 1, 3) for _ in range(R.randint(1, 3))], R.choice(["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"]), R.choice([None, None, 0, 2])]
        if k in ("wait_for", "timeout"): return [k, R.choice([None, 0, 1, 2, 4]), body(depth - 1)]
        if k in ("shield", "call", "cond_wait"): return [k, body(depth - 1, 1, 2)]
        if k == "agen": return [k, R.randint(0, 3), R.choice([None, 1]), body(depth - 1, 1, 2)]
        if k == "tg": return [k, [body(depth - 1, 1, 3) for _ in range(R.randint(0, 3))], body(depth - 1, 0, 2)]
        if k == "try": return [k, body(depth - 1), R.choice(["Exception", "CancelledError", "BaseException"]), R.random() < .4, body(0, 0, 1)]
        if k == "finally": return [k, body(depth - 1), body(0, 1, 2)]
    rescue = ["spawn", "rescue", []]
    for r in range(3):
        rescue[2] += [["sleep", 6], ["ev_set", 0], ["ev_set", 1], ["fut_set", r, r], ["put_nw", 0, 900 + r], ["put_nw", 1, 950 + r], ["put_nw", 1, 960 + r], ["get_nw", 0], ["cond_notify", 2]]
    return {"seed": seed, "res": res, "main": [["spawn", f"m{i}", body(4, 2, 5)] for i in range(R.randint(2, 4))] + [rescue] + body(3, 1, 4)}

# ---------------------------------------------------------------- virtual-time loop
class SeqTimer(asyncio.TimerHandle):
    __slots__ = ("seq",); count = itertools.count()
    def __init__(self, *a): super().__init__(*a); self.seq = next(SeqTimer.count)
    def __lt__(self, o): return (self._when, self.seq) < (o._when, o.seq)

class Deadlock(Exception): pass

class VSelector(selectors.BaseSelector):
    def __init__(self): self.loop = None; self.m = {}
    def register(self, f, e, d=None): k = selectors.SelectorKey(f, 0, e, d); self.m[f] = k; return k
    def unregister(self, f): return self.m.pop(f)
    def modify(self, f, e, d=None): return self.register(f, e, d)
    def get_map(self): return self.m
    def get_key(self, f): return self.m[f]
    def close(self): self.m.clear()
    def select(self, timeout=None):
        if timeout is None: raise Deadlock
        if timeout > 0: self.loop.now += timeout
        return []

def keep_reason(t):
    if not isinstance(t, asyncio.Task) or not t.done(): return
    e = t.cancelled() and t._make_cancelled_error(); t._cancel_message = e.args[0] if e and e.args else None

class VLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        s = VSelector(); super().__init__(s); s.loop = self; self.now = 0.0; self.iters = 0; self._clock_resolution = 1e-9
    def time(self): return self.now
    def call_at(self, when, cb, *args, context=None):
        self._check_closed(); t = SeqTimer(round(when, 6), cb, args, self, context)
        heapq.heappush(self._scheduled, t); t._scheduled = True; return t
    # Changed for Rondo: whoever awaits a cancelled task learns why it was cancelled, not only the first who asks.
    def call_soon(self, cb, *args, context=None):
        for a in args: keep_reason(a)
        return super().call_soon(cb, *args, context=context)
    def _run_once(self):
        self.iters += 1; super()._run_once()

class OrderedSet(dict):
    def add(self, x): self[x] = None
    def discard(self, x): self.pop(x, None)

class TG(asyncio.TaskGroup):
    def __init__(self): super().__init__(); self._tasks = OrderedSet()
    # Changed for Rondo: the first failure is thrown as it is, the others are suppressed on it, in order; no exception groups.
    async def __aexit__(self, *exc):
        try: return await super().__aexit__(*exc)
        except BaseExceptionGroup as group: first, *others = group.exceptions
        seen = {id(first)}; first.suppressed = getattr(first, "suppressed", [])
        for e in others:
            if id(e) not in seen: seen.add(id(e)); first.suppressed.append(e)
        raise first

# Changed for Rondo: a time limit does not swallow a cancellation that was pending when its block began (gh-134471).
def enter(self, inner=asyncio.Timeout.__aenter__):
    self.pending = asyncio.current_task()._must_cancel
    return inner(self)
async def leave(self, et, exc, tb, inner=asyncio.Timeout.__aexit__):
    try: return await inner(self, et, exc, tb)
    except TimeoutError:
        if not self.pending or self in exc.args: raise
def expire(self): self._task.cancel(self); self._state = asyncio.timeouts._State.EXPIRING; self._timeout_handler = None
asyncio.Timeout._on_timeout = expire
asyncio.Timeout.__aenter__, asyncio.Timeout.__aexit__ = enter, leave

# ---------------------------------------------------------------- interpreter
LIMIT = 4000
class TooLong(BaseException): pass
EXC = {"ValueError": ValueError, "KeyError": KeyError, "CancelledError": asyncio.CancelledError, "Exception": Exception, "BaseException": BaseException}

# Changed for Rondo: instead of the members of a group, what is suppressed on an exception; one that is suppressed on itself is not followed.
def desc(e, path=()):
    if e in path: return "again"
    s = getattr(e, "suppressed", None)
    return alone(e) + ("+[" + ",".join(desc(x, path + (e,)) for x in s) + "]" if s else "")
def alone(e):
    return type(e).__name__ + ("(" + str(e.args[0]) + ")" if e.args and e.args[0] and isinstance(e.args[0], str) and not isinstance(e, (RuntimeError, asyncio.InvalidStateError)) else "")

class Interp:
    def __init__(self, prog, strict=False):
        self.p, self.strict, self.out, self.tasks, self.all, self.n = prog, strict, [], {}, [], itertools.count()
    def log(self, who, *a):
        if len(self.out) >= LIMIT: raise TooLong
        l = self.loop
        self.out.append(f"{l.now:g}{'/' + str(l.iters) if self.strict else ''} {who} " + " ".join(map(str, a)))
    def run(self):
        self.loop = l = VLoop(); asyncio.set_event_loop(l); r = self.p["res"]; outcome = "ok"
        l.set_exception_handler(lambda _, c: self.log("handler", c["message"].split("(")[0].split("<")[0].strip(), desc(c["exception"]) if "exception" in c else ""))
        self.locks = [asyncio.Lock() for _ in range(r["locks"])]; self.sems = [asyncio.Semaphore(v) for v in r["sems"]]
        self.queues = [asyncio.Queue(c) for c in r["queues"]]; self.events = [asyncio.Event() for _ in range(r["events"])]
        self.futs = [l.create_future() for _ in range(r["futs"])]; self.cond = asyncio.Condition()
        async def start(): return await self.body("main", self.p["main"])
        main = l.create_task(start(), name="main"); self.all.append(main)
        try:
            rounds = 0
            while True:
                try:
                    self.drain()
                    break
                except Deadlock:
                    if all(t.done() for t in self.all): break  # Changed for Rondo: a cancelled timer that is left over is no deadlock.
                    rounds += 1; outcome = f"deadlock{rounds}"; self.log("-", "DEADLOCK", ",".join(t.get_name() for t in self.all if not t.done()))
                    if rounds > 8: outcome = "stuck"; break
                    for t in self.all:
                        if not t.done(): t.cancel("deadlock")
        except TooLong: outcome = "toolong"
        except RecursionError: outcome = "recursion"
        for t in self.all:
            if not t.done(): s = "pending"
            elif t.cancelled(): s = "cancelled"
            elif t.exception(): s = desc(t.exception())
            else: s = f"result {t.result()}"
            self.out.append(f"end {t.get_name()} {s} cancelling={t.cancelling()}")
        for f in self.futs: f.done() and not f.cancelled() and f.exception()
        self.out.append(f"state locks={[x.locked() for x in self.locks]} cond={self.cond.locked()} sems={[s._value for s in self.sems]} queues={[q.qsize() for q in self.queues]} now={l.now:g}")
        l.set_exception_handler(lambda *_: None)
        for t in self.all: t._log_destroy_pending = False
        l._ready.clear(); l._scheduled.clear(); asyncio.set_event_loop(None); l.close()
        return outcome
    def drain(self):
        l = self.loop; asyncio._set_running_loop(l)
        try:
            while any(not t.done() for t in self.all) or l._ready or l._scheduled:
                if l.iters > 20000: raise TooLong
                l._run_once()
        finally: asyncio._set_running_loop(None)
    def mk(self, body, name=None):
        name = name or f"c{next(self.n)}"
        async def r(): return await self.body(name, body)
        t = self.loop.create_task(r(), name=name); self.all.append(t); return t
    async def body(self, who, ops):
        v = None
        for o in ops:
            v = await self.op(who, o)
        return v
    def act(self, who, k, i):
        self.log(who, "act", k, i)
        if k == "ev_set": self.events[i].set()
        elif k == "ev_clear": self.events[i].clear()
        elif k == "fut_set" and not self.futs[i].done(): self.futs[i].set_result(7)
    async def op(self, w, o):
        k = o[0]; self.log(w, ">", *[x for x in o[:3] if not isinstance(x, list)])
        try:
            v = await getattr(self, "do_" + k)(w, *o[1:])
        except TooLong: raise
        except BaseException as e:
            self.log(w, "!", k, desc(e)); raise
        self.log(w, "<", k, "" if v is None else v)
        return v
    async def do_sleep0(self, w): await asyncio.sleep(0)
    async def do_note(self, w): pass
    async def do_sleep(self, w, t): await asyncio.sleep(t)
    async def do_put(self, w, i, v): await self.queues[i].put(v)
    async def do_get(self, w, i): return await self.queues[i].get()
    async def do_put_nw(self, w, i, v):
        try: self.queues[i].put_nowait(v)
        except asyncio.QueueFull: return "full"
    async def do_get_nw(self, w, i):
        try: return self.queues[i].get_nowait()
        except asyncio.QueueEmpty: return "empty"
    async def do_ev_wait(self, w, i): return await self.events[i].wait()
    async def do_ev_set(self, w, i): self.events[i].set()
    async def do_ev_clear(self, w, i): self.events[i].clear()
    async def do_fut_wait(self, w, i): return await self.futs[i]
    async def do_fut_set(self, w, i, v):
        try: self.futs[i].set_result(v)
        except asyncio.InvalidStateError: return "invalid"
    async def do_fut_exc(self, w, i):
        try: self.futs[i].set_exception(ValueError("fut"))
        except asyncio.InvalidStateError: return "invalid"
    async def do_fut_cancel(self, w, i): return self.futs[i].cancel()
    async def do_raise(self, w, e): raise EXC[e]("raised")
    async def do_call_soon(self, w, k, i): self.loop.call_soon(self.act, "cb", k, i)
    async def do_call_later(self, w, t, k, i): self.loop.call_later(t, self.act, "tm", k, i)
    async def do_await(self, w, n):
        t = self.tasks.get(n)
        if t is None: return "none"
        keep_reason(t)
        return await t
    async def do_cancel(self, w, n):
        t = self.tasks.get(n)
        return "none" if t is None else t.cancel("by-" + w)
    async def do_uncancel(self, w): return asyncio.current_task().uncancel()
    async def do_cancel_self(self, w): return asyncio.current_task().cancel("self")
    async def do_lock(self, w, i, b):
        async with self.locks[i]: self.log(w, "acquired"); return await self.body(w, b)
    async def do_sem(self, w, i, b):
        async with self.sems[i]: self.log(w, "acquired"); return await self.body(w, b)
    async def do_spawn(self, w, n, b): self.tasks[n] = self.mk(b, n)
    async def do_call(self, w, b): return await self.body(w, b)
    async def do_gather(self, w, bs, rx):
        r = await asyncio.gather(*[self.mk(b) for b in bs], return_exceptions=rx)
        return [desc(x) if isinstance(x, BaseException) else x for x in r]
    async def do_wait(self, w, bs, mode, t):
        d, p = await asyncio.wait([self.mk(b) for b in bs], return_when=mode, timeout=t)
        return sorted(x.get_name() for x in d), sorted(x.get_name() for x in p)
    async def do_wait_for(self, w, t, b): return await asyncio.wait_for(self.mk(b), t)
    async def do_timeout(self, w, t, b):
        async with asyncio.timeout(t): return await self.body(w, b)
    async def do_shield(self, w, b): return await asyncio.shield(self.mk(b))
    async def do_tg(self, w, bs, b):
        async with TG() as tg:
            for x in bs:
                name = f"c{next(self.n)}"
                async def r(x=x, name=name): return await self.body(name, x)
                c = r()
                try: self.all.append(tg.create_task(c, name=name))
                except RuntimeError: c.close(); self.log(w, "tg refused"); break
            return await self.body(w, b)
    async def do_try(self, w, b, cls, reraise, h):
        try: return await self.body(w, b)
        except EXC[cls] as e:
            if isinstance(e, TooLong): raise
            self.log(w, "caught", desc(e)); await self.body(w, h)
            if reraise: raise
            return "handled"
    async def do_finally(self, w, b, f):
        try: return await self.body(w, b)
        finally: self.log(w, "finally"); await self.body(w, f)
    async def do_cond_notify(self, w, n):
        async with self.cond: self.cond.notify(n)
    async def do_cond_wait(self, w, b):
        async with self.cond:
            self.log(w, "has lock"); await self.body(w, b) if False else None
            r = await self.cond.wait(); self.log(w, "woken", self.cond.locked()); return r
    async def do_agen(self, w, n, brk, b):
        async def g():
            try:
                for i in range(n): await self.body(w, b); yield i
            finally: self.log(w, "agen finally")
        it = g(); s = 0
        try:
            async for x in it:
                s += 1
                if brk is not None and x >= brk: break
        finally: await it.aclose()
        return s

def one(seed_or_prog, strict=False):
    p = gen(seed_or_prog) if isinstance(seed_or_prog, int) else seed_or_prog
    i = Interp(p, strict); oc = i.run()
    return i.out, oc

if __name__ == "__main__":
    import gc, logging; logging.disable(logging.CRITICAL)
    import warnings; warnings.simplefilter("ignore")
    sys.unraisablehook = lambda *_: None
    c = sys.argv[1]
    if c == "gen": json.dump(gen(int(sys.argv[2])), sys.stdout)
    elif c == "run":
        out, oc = one(json.load(open(sys.argv[2])), "--strict" in sys.argv); print("\n".join(out)); print("outcome", oc)
    elif c == "seed":
        out, oc = one(int(sys.argv[2]), "--strict" in sys.argv); print("\n".join(out)); print("outcome", oc)
    elif c == "batch":
        gc.disable()
        for s in range(int(sys.argv[2]), int(sys.argv[2]) + int(sys.argv[3])):
            out, oc = one(s, "--strict" in sys.argv)
            print(s, hashlib.sha256("\n".join(out).encode()).hexdigest()[:12], len(out), oc)
            if s % 200 == 0: gc.collect()

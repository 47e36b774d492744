"""Random programs of tasks, futures, gathers, shields and cancellations, with what CPython 3.13 prints when it runs them
under virtual time. `python3.13 programs.py > programs.out`; programs that add nothing new are left out.

A program is a tree of lines, indented as below; `spawn NAME`, `gather`, `shield`, `try`, `catch TYPE`, `finally` and the like
have lines below them. FUTURE is 0, 1 or 2, TARGET a future or the name of a task."""
import asyncio, heapq, itertools, logging, random, selectors, warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
FUTURES = 3
PROGRAMS = 80

# ---- a loop whose clock jumps; equal timers fire in the order in which they were set

class Timer(asyncio.TimerHandle):
    count = itertools.count()
    def __init__(self, *args):
        super().__init__(*args)
        self.number = next(Timer.count)
    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)

class Deadlock(BaseException): pass

class Selector(selectors.SelectSelector):
    def select(self, timeout=None):
        if timeout is None: raise Deadlock
        self.loop.now += max(timeout, 0)
        return []

class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.selector = Selector()
        super().__init__(self.selector)
        self.selector.loop, self.now, self._clock_resolution = self, 0, 1e-9
        self.failed = []
        self.set_exception_handler(lambda _, context: self.failed.append(context.get("exception")))
    def time(self):
        return self.now
    def call_at(self, when, callback, *args, context=None):
        timer = Timer(round(when, 6), callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

# ---- programs: (line, [programs below it])

def generate(seed):
    R = random.Random(seed)
    names, spawned, left = itertools.count(), [], [18]
    def body(depth, low=1, high=4): return [op(depth) for _ in range(R.randint(low, high))]
    def target(): return R.choice(spawned) if spawned and R.random() < .7 else str(R.randrange(FUTURES))
    def action():
        if spawned and R.random() < .5: return "cancel " + R.choice(spawned)
        return R.choice(["set", "cancel"]) + f" {R.randrange(FUTURES)}"
    def leaf():
        kind = R.choice(["yield", "yield", "sleep", "sleep", "await", "await", "await", "set", "break", "raise", "soon", "later",
                         "cancel", "cancel", "cancel", "uncancel", "cancelself", "callback", "gatherall", "shieldit"])
        if kind in ("yield", "uncancel", "cancelself"): return kind
        if kind == "sleep": return f"sleep {R.choice([0, 1, 1, 2, 3])}"
        if kind in ("set", "break"): return f"{kind} {R.randrange(FUTURES)}"
        if kind == "raise": return R.choice(["raise ValueError", "raise KeyError", "raise CancelledError", "yield", "yield", "yield"])
        if kind == "soon": return "soon " + action()
        if kind == "later": return f"later {R.choice([0, 1, 2])} " + action()
        if kind == "gatherall": return " ".join([R.choice(["gatherall", "outcomesall"])] + [target() for _ in range(R.randint(1, 3))])
        return f"{kind} {target()}"
    def op(depth):
        left[0] -= 1
        if left[0] <= 0: return R.choice(["yield", "sleep 1"]), []
        if depth <= 0 or R.random() < .5: return leaf(), []
        kind = R.choice(["spawn", "spawn", "spawn", "gather", "gather", "outcomes", "shield", "try", "try", "try", "finally", "finally"])
        if kind == "spawn":
            name = f"t{next(names)}"
            lines = body(depth - 1)
            spawned.append(name)
            return f"spawn {name}", lines
        if kind in ("gather", "outcomes"):
            return kind, [("child", body(depth - 1, 1, 3)) for _ in range(R.randint(0, 3))]
        if kind == "shield": return kind, body(depth - 1, 1, 2)
        if kind == "try":
            caught = R.choice(["Exception", "CancelledError", "CancelledError", "BaseException"])
            return kind, [("do", body(depth - 1)), (f"catch {caught} {R.choice(['stop', 'stop', 'rethrow'])}", body(R.choice([0, 1]), 0, 2))]
        return kind, [("do", body(depth - 1)), ("always", body(R.choice([0, 1]), 1, 2))]
    rescue = "spawn rescue", [line for future in range(FUTURES) for line in ((f"sleep 6", []), (f"set {future}", []))]
    return [rescue] + [(f"spawn m{i}", body(3, 2, 4)) for i in range(2)] + body(2, 1, 3)

def show(lines, indent):
    for line, below in lines:
        yield indent + line
        yield from show(below, indent + "  ")

# ---- the reference

TYPES = {"ValueError": ValueError, "KeyError": KeyError, "CancelledError": asyncio.CancelledError, "Exception": Exception,
         "BaseException": BaseException}

class Program:
    def __init__(self, lines):
        self.lines, self.trace, self.tasks, self.all, self.numbers = lines, [], {}, [], itertools.count()
    def run(self):
        with asyncio.Runner(loop_factory=Loop) as runner:
            self.loop = runner.get_loop()
            try:
                runner.run(self.main())
            except Deadlock:
                return False
            finally:
                for task in self.all: task._log_destroy_pending = False
            return not any(isinstance(failure, RecursionError) for failure in self.loop.failed)
    async def main(self):
        self.futures = [self.loop.create_future() for _ in range(FUTURES)]
        self.start("main", self.lines)
        while pending := [task for task in self.all if not task.done()]:
            await asyncio.wait(pending)
        await asyncio.sleep(100)
        for task in self.all: self.log("end", task.get_name(), self.state(task), task.cancelling())
    def log(self, *words):
        self.trace.append(f"{self.loop.now:g} " + " ".join(map(str, words)))
    def state(self, future):
        if not future.done(): return "pending"
        if future.cancelled(): return "cancelled"
        return type(future.exception()).__name__ if future.exception() else future.result()
    def start(self, name, lines):
        async def run():
            self.log(name, "begins")
            return await self.body(name, lines)
        task = self.loop.create_task(run(), name=name)
        self.all.append(task)
        return task
    def start_children(self, children):
        return [self.start(f"c{next(self.numbers)}", below) for _, below in children]
    def targets(self, words):
        found = [self.futures[int(word)] if word.isdigit() else self.tasks.get(word) for word in words]
        return [target for target in found if target is not None and target is not asyncio.current_task()]
    def act(self, who, kind, word):
        self.log(who, kind, word)
        for target in self.targets([word]):
            if kind == "cancel": target.cancel()
            elif not target.done(): target.set_result("set")
    async def body(self, who, lines):
        value = None
        for line, below in lines: value = await self.op(who, line, below)
        return value
    async def op(self, who, line, below):
        try:
            value = await self.perform(who, line.split(), below)
        except BaseException as e:
            self.log(who, line, "raises", type(e).__name__)
            raise
        self.log(who, line, "returns", value)
        return value
    async def perform(self, who, words, below):
        match words:
            case ["yield"]: await asyncio.sleep(0)
            case ["sleep", seconds]: await asyncio.sleep(int(seconds))
            case ["await", word]:
                for target in self.targets([word]): return await target
            case ["set", word]:
                if self.targets([word])[0].done(): return "done"
                self.targets([word])[0].set_result(f"by {who}")
            case ["break", word]:
                if self.targets([word])[0].done(): return "done"
                self.targets([word])[0].set_exception(ValueError())
            case ["raise", name]: raise TYPES[name]()
            case ["soon", kind, word]: self.loop.call_soon(self.act, "soon", kind, word)
            case ["later", seconds, kind, word]: self.loop.call_later(int(seconds), self.act, "later", kind, word)
            case ["cancel", word]:
                for target in self.targets([word]): return target.cancel()
            case ["uncancel"]: return asyncio.current_task().uncancel()
            case ["cancelself"]: return asyncio.current_task().cancel()
            case ["callback", word]:
                for target in self.targets([word]): target.add_done_callback(lambda done: self.log("callback", word, self.state(done)))
            case ["gatherall", *targets]: return await asyncio.gather(*self.targets(targets))
            case ["outcomesall", *targets]: return self.outcomes(await asyncio.gather(*self.targets(targets), return_exceptions=True))
            case ["shieldit", word]:
                for target in self.targets([word]): return await asyncio.shield(target)
            case ["spawn", name]: self.tasks[name] = self.start(name, below)
            case ["gather"]: return await asyncio.gather(*self.start_children(below))
            case ["outcomes"]: return self.outcomes(await asyncio.gather(*self.start_children(below), return_exceptions=True))
            case ["shield"]: return await asyncio.shield(*self.start_children([("child", below)]))
            case ["try"]:
                (_, do), (catch, handler) = below
                _, name, then = catch.split()
                try:
                    return await self.body(who, do)
                except TYPES[name]:
                    await self.body(who, handler)
                    if then == "rethrow": raise
                    return "caught"
            case ["finally"]:
                (_, do), (_, always) = below
                try:
                    return await self.body(who, do)
                finally:
                    await self.body(who, always)
    def outcomes(self, results):
        return [type(result).__name__ if isinstance(result, BaseException) else result for result in results]

# ---- which programs to keep: those in which something happens that did not happen before

def features(trace):
    before = {}
    for line in trace:
        _, who, *rest = line.split()
        if "raises" in rest or "returns" in rest:
            event = rest[0], rest[-1] if "raises" in rest else ""
            yield before.get(who), event
            before[who] = event

def main():
    seen, kept = set(), 0
    for seed in itertools.count(1):
        program = Program(generate(seed))
        if not program.run() or any("RecursionError" in line for line in program.trace): continue
        new = set(features(program.trace)) - seen
        if len(new) < 4 or len(program.trace) > 60: continue
        if sum("raises CancelledError" in line for line in program.trace) < 3: continue
        seen |= new
        kept += 1
        print(f"program {seed}")
        for line in show(program.lines, "  "): print(line)
        print("trace")
        for line in program.trace: print("  " + line)
        if kept == PROGRAMS: break

main()

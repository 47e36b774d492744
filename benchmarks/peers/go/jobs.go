package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// ---- goroutines ----

func yieldInTurn(tasks, turns int) int {
	counts := make([]int, tasks)
	var all sync.WaitGroup
	all.Add(tasks)
	for index := 0; index < tasks; index++ {
		go func(mine int) {
			defer all.Done()
			count := 0
			for count < turns {
				runtime.Gosched()
				count++
			}
			counts[mine] = count
		}(index)
	}
	all.Wait()
	return sum(counts)
}

func gather(size int, yields bool) int {
	results := make([]int, size)
	var all sync.WaitGroup
	all.Add(size)
	for index := 0; index < size; index++ {
		go func(mine int) {
			defer all.Done()
			if yields {
				runtime.Gosched()
			}
			results[mine] = mine
		}(index)
	}
	all.Wait()
	return sum(results)
}

func sleepers(size int) int {
	delay := time.Second
	if size < 100_000 {
		delay = 10 * time.Millisecond
	}
	var slept atomic.Int64
	var all sync.WaitGroup
	all.Add(size)
	for index := 0; index < size; index++ {
		go func() {
			defer all.Done()
			time.Sleep(delay)
			slept.Add(1)
		}()
	}
	all.Wait()
	return int(slept.Load())
}

// One context for each, as each task of the others is cancelled alone.
func cancel(size int) int {
	var cancelled atomic.Int64
	var all sync.WaitGroup
	all.Add(size)
	cancels := make([]context.CancelFunc, size)
	for index := 0; index < size; index++ {
		each, stop := context.WithCancel(context.Background())
		cancels[index] = stop
		go func() {
			defer all.Done()
			timer := time.NewTimer(time.Hour)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-each.Done():
				cancelled.Add(1)
			}
		}()
	}
	runtime.Gosched()
	for _, stop := range cancels {
		stop()
	}
	all.Wait()
	return int(cancelled.Load())
}

func tree(levels int) int {
	if levels == 0 {
		return 1
	}
	nodes := make([]int, 6)
	var all sync.WaitGroup
	all.Add(len(nodes))
	for child := range nodes {
		go func(mine int) {
			defer all.Done()
			nodes[mine] = tree(levels - 1)
		}(child)
	}
	all.Wait()
	return 1 + sum(nodes)
}

// ---- channels ----

func channel(capacity, size int) int {
	items := make(chan int, capacity)
	go send(items, 0, 1, size)
	total := 0
	for count := 0; count < size; count++ {
		total += <-items
	}
	return total
}

func selectTwo(size int) int {
	even := make(chan int)
	odd := make(chan int)
	go send(even, 0, 2, size)
	go send(odd, 1, 2, size)
	total := 0
	for count := 0; count < size; count++ {
		select {
		case item := <-even:
			total += item
		case item := <-odd:
			total += item
		}
	}
	return total
}

func send(items chan<- int, first, step, end int) {
	for index := first; index < end; index += step {
		items <- index
	}
}

// ---- locks: the count is not atomic, only the lock makes it right ----

func lock(tasks, size int) int {
	var mutex sync.Mutex
	return guarded(tasks, size, mutex.Lock, mutex.Unlock)
}

// A channel of one place is Go's semaphore.
func semaphore(tasks, size int) int {
	places := make(chan struct{}, 1)
	return guarded(tasks, size, func() { places <- struct{}{} }, func() { <-places })
}

func guarded(tasks, size int, acquire, release func()) int {
	count := 0
	var all sync.WaitGroup
	all.Add(tasks)
	for index := 0; index < tasks; index++ {
		go func() {
			defer all.Done()
			for turn := 0; turn < size/tasks; turn++ {
				acquire()
				before := count
				runtime.Gosched()
				count = before + 1
				release()
			}
		}()
	}
	all.Wait()
	return count
}

func waiters(size int) int {
	var mutex sync.Mutex
	var all sync.WaitGroup
	all.Add(size)
	count := 0
	mutex.Lock()
	for index := 0; index < size; index++ {
		go func() {
			defer all.Done()
			mutex.Lock()
			count++
			mutex.Unlock()
		}()
	}
	runtime.Gosched()
	mutex.Unlock()
	all.Wait()
	return count
}

// ---- timers ----

// As dev.rondo.benchmarks.jobs.Delays says it.
func delay(index int) time.Duration {
	if index%100 == 0 {
		return time.Duration(index) * 10
	}
	return time.Duration(1000+index*40503%59000) * time.Millisecond
}

func timers(size int) int {
	var fired atomic.Int64
	finished := make(chan struct{})
	expected := int64(size / 100)
	handles := make([]*time.Timer, size)
	for index := range handles {
		handles[index] = time.AfterFunc(delay(index), func() {
			if fired.Add(1) == expected {
				close(finished)
			}
		})
	}
	for index, handle := range handles {
		if index%100 != 0 {
			handle.Stop()
		}
	}
	<-finished
	return int(fired.Load())
}

func timeout(size int) int {
	count := 0
	for count < size {
		limited, stop := context.WithTimeout(context.Background(), time.Second)
		count = oneMore(limited, count)
		stop()
	}
	return count
}

func oneMore(limited context.Context, count int) int {
	if limited.Err() != nil {
		return -1
	}
	return count + 1
}

// ---- calls ----

func chain(depth, size int) int {
	return twice(func() int {
		returns := 0
		for turn := 0; turn < size/2; turn++ {
			returns += descend(depth)
		}
		return returns
	})
}

func descend(depth int) int {
	if depth == 0 {
		runtime.Gosched()
		return 0
	}
	return 1 + descend(depth-1)
}

func deep(depth, size int) int {
	return twice(func() int { return turnsBelow(depth, size/2) })
}

func turnsBelow(depth, turns int) int {
	if depth > 0 {
		return turnsBelow(depth-1, turns)
	}
	count := 0
	for count < turns {
		runtime.Gosched()
		count++
	}
	return count
}

func twice(body func() int) int {
	results := make([]int, 2)
	var all sync.WaitGroup
	all.Add(2)
	for index := range results {
		go func(mine int) {
			defer all.Done()
			results[mine] = body()
		}(index)
	}
	all.Wait()
	return sum(results)
}

// ---- callbacks: functions in a channel, called by one goroutine ----

func callSoon(size int) int {
	callbacks := make(chan func(), 128)
	count := 0
	var callback func()
	callback = func() {
		count++
		if count == size {
			close(callbacks)
		} else {
			callbacks <- callback
		}
	}
	callbacks <- callback
	for each := range callbacks {
		each()
	}
	return count
}

func callSoonBurst(size int) int {
	callbacks := make(chan func(), size)
	count := 0
	for index := 0; index < size; index++ {
		callbacks <- func() { count++ }
	}
	close(callbacks)
	for each := range callbacks {
		each()
	}
	return count
}

func callSoonThreadsafe(callers, size int) int {
	callbacks := make(chan func(), size)
	count := 0
	for caller := 0; caller < callers; caller++ {
		go func() {
			for index := 0; index < size/callers; index++ {
				callbacks <- func() { count++ }
			}
		}()
	}
	for count < size {
		(<-callbacks)()
	}
	return count
}

func sum(numbers []int) int {
	total := 0
	for _, number := range numbers {
		total += number
	}
	return total
}

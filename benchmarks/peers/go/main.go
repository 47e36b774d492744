// The workloads on goroutines. The conversation with benchmarks/run:
//
//	PROGRAM WORKLOAD CONTESTANT SIZE RESULT OPERATIONS
//
// says "ready", then answers lines on standard input, as dev.rondo.benchmarks.Worker does:
//
//	round MILLIS   nanoseconds per operation, and - for what is allocated
//	once           nanoseconds of one job, peak memory in bytes
//
// Each job must give RESULT. More ways to call it:
//
//	PROGRAM check CONTESTANT     does a job for each line "WORKLOAD SIZE RESULT", and answers
//	                             "right" or what is wrong
//	PROGRAM start CONTESTANT     prints a line in a goroutine and ends
//	PROGRAM workloads            prints the workloads that it knows
//	PROGRAM echo CONTESTANT      see serveEcho
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var jobs = map[string]func(size int) int{
	"yield-alone":            func(size int) int { return yieldInTurn(1, size) },
	"yield-in-turn":          func(size int) int { return yieldInTurn(1000, size) },
	"gather-at-once":         func(size int) int { return gather(size, false) },
	"gather-one-yield":       func(size int) int { return gather(size, true) },
	"sleepers":               sleepers,
	"cancel":                 cancel,
	"queue-128":              func(size int) int { return channel(128, size) },
	"queue-1":                func(size int) int { return channel(1, size) },
	"rendezvous":             func(size int) int { return channel(0, size) },
	"select-two":             selectTwo,
	"lock-2":                 func(size int) int { return lock(2, size) },
	"lock-10000":             func(size int) int { return lock(10000, size) },
	"semaphore-2":            func(size int) int { return semaphore(2, size) },
	"semaphore-10000":        func(size int) int { return semaphore(10000, size) },
	"waiters":                waiters,
	"timers":                 timers,
	"timeout":                timeout,
	"chain-1":                func(size int) int { return chain(1, size) },
	"chain-10":               func(size int) int { return chain(10, size) },
	"chain-100":              func(size int) int { return chain(100, size) },
	"chain-1000":             func(size int) int { return chain(1000, size) },
	"deep-1":                 func(size int) int { return deep(1, size) },
	"deep-10":                func(size int) int { return deep(10, size) },
	"deep-100":               func(size int) int { return deep(100, size) },
	"deep-1000":              func(size int) int { return deep(1000, size) },
	"generator":              func(size int) int { return channel(0, size) },
	"call-soon":              callSoon,
	"call-soon-burst":        callSoonBurst,
	"call-soon-threadsafe-1": func(size int) int { return callSoonThreadsafe(1, size) },
	"call-soon-threadsafe-4": func(size int) int { return callSoonThreadsafe(4, size) },
	"tree-group":             tree,
	"tree-gather":            tree,
}

func main() {
	switch os.Args[1] {
	case "workloads":
		var names []string
		for name := range jobs {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Println(strings.Join(names, "\n"))
	case "start":
		done := make(chan struct{})
		go func() {
			fmt.Println("started")
			close(done)
		}()
		<-done
	case "check":
		check()
	case "echo":
		serveEcho()
	default:
		answerAll(os.Args[1], number(3), number(4), number(5))
	}
}

func number(argument int) int {
	value, err := strconv.Atoi(os.Args[argument])
	if err != nil {
		fail("not a number: %s", os.Args[argument])
	}
	return value
}

func answerAll(workload string, size, result, operations int) {
	run := jobs[workload]
	job := func() {
		if given := run(size); given != result {
			fail("%s gave %d instead of %d", workload, given, result)
		}
	}
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "round":
			millis, _ := strconv.Atoi(words[1])
			fmt.Printf("%f -\n", measure(job, time.Duration(millis)*time.Millisecond)/float64(operations))
		case "once":
			begin := time.Now()
			job()
			fmt.Println(time.Since(begin).Nanoseconds(), peakMemory())
		default:
			fail("unknown: %s", lines.Text())
		}
	}
}

func check() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var workload string
		var size, result int
		if _, err := fmt.Sscan(lines.Text(), &workload, &size, &result); err != nil {
			fail("not a line of check: %s", lines.Text())
		}
		if given := jobs[workload](size); given != result {
			fmt.Printf("%s gave %d instead of %d\n", workload, given, result)
		} else {
			fmt.Println("right")
		}
	}
}

// Nanoseconds of one job, on average; as many as fit into the time, at least one.
func measure(job func(), atLeast time.Duration) float64 {
	begin := time.Now()
	count := 0
	for count == 0 || time.Since(begin) < atLeast {
		job()
		count++
	}
	return float64(time.Since(begin).Nanoseconds()) / float64(count)
}

func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail("getrusage: %v", err)
	}
	return int64(usage.Maxrss) * 1024
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

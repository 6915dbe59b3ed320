// Command soak runs nodes under load while connections are cut and servers
// stop, die and start again, and counts what became of every request:
//
//	go run ./soak -time 10m
//
// It measures nothing. It exits with status 1 when a call never returned, when
// an answer reached a call that it was not for, when a request was sent again
// without the T bit, or when goroutines or memory are left over. A call that
// fails with an error is none of these: -failed makes too many of them a
// reason.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

// options say what is run.
type options struct {
	time    time.Duration // of the load with disturbances
	warmup  time.Duration // of the load without, before that
	servers int
	clients int
	callers int           // of each client
	pause   time.Duration // longest between two disturbances, and that a server is down
	timeout time.Duration // of a call
	every   time.Duration // between two lines of progress
	failed  int64         // how many calls may fail; negative: any number
}

func main() {
	var o options
	flag.DurationVar(&o.time, "time", 10*time.Minute, "how long to run")
	flag.DurationVar(&o.warmup, "warmup", 2*time.Second, "load without disturbances, before memory is measured")
	flag.IntVar(&o.servers, "servers", 3, "servers; at most one of them is down")
	flag.IntVar(&o.clients, "clients", 2, "clients, each connected with all servers")
	flag.IntVar(&o.callers, "callers", 32, "calls that a client has under way")
	flag.DurationVar(&o.pause, "pause", time.Second, "longest time between two disturbances, and that a server is down")
	flag.DurationVar(&o.timeout, "timeout", 5*time.Second, "time for a call")
	flag.DurationVar(&o.every, "every", 10*time.Second, "time between two lines of progress")
	flag.Int64Var(&o.failed, "failed", -1, "how many calls may fail with an error; -1: any number")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	problems, err := run(ctx, o, os.Stdout)
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, "soak: "+p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// run returns what went wrong. The error is that it could not be found out.
func run(ctx context.Context, o options, out io.Writer) ([]string, error) {
	load := newLoad(o)
	before := measure(0)
	c, err := startCluster(o, load)
	if err != nil {
		return nil, err
	}
	if err := c.awaitConnected(); err != nil {
		return nil, err
	}
	load.run(ctx, c.clients, o.warmup)
	warm := measure(0)

	ctx, end := context.WithTimeout(ctx, o.time)
	defer end()
	disturbed := make(chan error, 1)
	go func() { disturbed <- c.disturb(ctx) }()
	go load.progress(ctx, out, o.every)
	load.run(ctx, c.clients, o.time)
	if err := <-disturbed; err != nil {
		return nil, err
	}
	if err := c.awaitConnected(); err != nil {
		return nil, err
	}
	cooled := measure(warm.goroutines)
	if err := c.shutdown(); err != nil {
		return nil, err
	}
	after := measure(before.goroutines)

	load.report(out)
	c.report(out)
	fmt.Fprintf(out, "before:  %v\nwarm:    %v (everything connected, no load)\ncooled:  %v (likewise, at the end)\nafter:   %v\n", before, warm, cooled, after)
	problems := load.problems()
	problems = append(problems, cooled.beyond(warm, "while connected without load")...)
	return append(problems, after.beyond(before, "after everything was shut down")...), nil
}

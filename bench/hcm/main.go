// Command hcm sends a message to many tokens through the sandbox of Huawei
// Push Kit, which runs as another process, and prints what that took:
//
//	go run ./hcm
//	go run ./hcm -tokens 100000 -fail 0.01
//
// It exits with status 1 when the report does not account for every token, or
// when the client has used more than -memory.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	sandbox "github.com/telgen/telgen/internal/sandbox/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/pushkit"
	"github.com/telgen/telgen/runtime/rest"
)

// options say what is run.
type options struct {
	tokens      int
	concurrency int
	fail        float64 // share of calls that fail with 503
	memory      float64 // MiB that the client may use
}

func main() {
	var o options
	serve := flag.Bool("serve", false, "be the server (the program starts itself so)")
	flag.IntVar(&o.tokens, "tokens", 1000000, "tokens to send to")
	flag.IntVar(&o.concurrency, "concurrency", rest.DefaultConcurrency, "calls at a time")
	flag.Float64Var(&o.fail, "fail", 0.01, "share of calls that the server answers with 503")
	flag.Float64Var(&o.memory, "memory", 100, "MiB that the client may use")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := error(nil)
	if *serve {
		err = server(ctx, o)
	} else {
		err = client(ctx, o, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hcm:", err)
		os.Exit(1)
	}
}

// server is the sandbox; its first line says where it listens.
func server(ctx context.Context, o options) error {
	s, err := sandbox.New(sandbox.Config{Seed: 1, FailShare: o.fail, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	go func() { // ends with the client
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return s.Serve(ctx, l)
}

// start runs the server as another process, so that what is measured is the
// client's.
func start(ctx context.Context, o options) (address string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-serve", "-fail", fmt.Sprint(o.fail))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { in.Close(); _ = cmd.Wait() }
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, errors.New("the server did not start")
	}
	return strings.TrimSpace(line), stop, nil
}

// client sends and prints what that took.
func client(ctx context.Context, o options, out io.Writer) error {
	address, stop, err := start(ctx, o)
	if err != nil {
		return err
	}
	defer stop()
	app, err := pushkit.NewApp(pushkit.Config{ID: "10086", Secret: "secret", TokenURL: address + "/oauth2/v3/token", PushURL: address})
	if err != nil {
		return err
	}
	message := &hcm.Message{
		Notification: &hcm.Notification{Title: opt.Some("Hello"), Body: opt.Some("A message of usual length, to everybody.")},
		Android:      &hcm.AndroidConfig{Notification: &hcm.AndroidNotification{ClickAction: hcm.ClickAction{Type: hcm.ClickActionTypeStartApp}}},
	}
	begin, cpu := time.Now(), cpuTime()
	report, err := app.SendAll(ctx, message, tokens(o.tokens), rest.FanOutOptions{Concurrency: o.concurrency, Retry: rest.Retry{Attempts: 5, Base: 10 * time.Millisecond}})
	if err != nil {
		return err
	}
	took, cpu := time.Since(begin), cpuTime()-cpu
	peak := peakMemory()
	fmt.Fprintf(out, "%d tokens: accepted %d, refused %d, failed %d\n", report.Total, report.Accepted, len(report.Refused), report.FailedItems())
	fmt.Fprintf(out, "%.2f s, %.0f tokens/s\n", took.Seconds(), float64(report.Total)/took.Seconds())
	fmt.Fprintf(out, "client: %.2f s of processor time, %.0f %% of the time of one processor; peak memory %.1f MiB\n", cpu.Seconds(), 100*cpu.Seconds()/took.Seconds(), peak)
	switch {
	case report.Total != o.tokens || report.Accepted+len(report.Refused)+report.Unnamed+report.FailedItems() != o.tokens:
		return errors.New("the report does not account for every token")
	case peak > o.memory:
		return fmt.Errorf("the client used %.1f MiB, want at most %.1f", peak, o.memory)
	}
	if report.FailedItems() > 0 {
		return report.Err()
	}
	return nil
}

// tokens returns n tokens of the usual length, of which one in 50 is illegal.
func tokens(n int) iter.Seq[string] {
	filling := strings.Repeat("AbCdEfGhIj", 12)
	return func(yield func(string) bool) {
		for i := range n {
			prefix := "IQAAAACy"
			if i%50 == 7 {
				prefix = "illegal-"
			}
			if !yield(fmt.Sprintf("%s%010d%s", prefix, i, filling)) {
				return
			}
		}
	}
}

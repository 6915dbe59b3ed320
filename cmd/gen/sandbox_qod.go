package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/sandbox/qod"
)

// qodSandbox holds the flags of "gen sandbox qod".
type qodSandbox struct {
	qod.Config
	listen  string
	fail    []string
	verbose bool
}

func (g *gen) sandboxQodCommand() *cobra.Command {
	var s qodSandbox
	cmd := &cobra.Command{
		Use:   "qod",
		Short: "Run a network operator with Quality on Demand that has no network",
		Long:  qodHelp(),
		Example: "  gen sandbox qod\n" +
			"  gen sandbox qod --speed 60 --fail 429:0.01 --fail 503:0.01 --deliver-twice --drop 0.05",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if s.Faults, err = parseFaults(s.fail); err != nil {
				return err
			}
			return fail(s.run(cmd, g.out))
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.listen, "listen", "127.0.0.1:8481", "address to listen on; port 0 takes a free one")
	f.Uint64Var(&s.Seed, "seed", 1, "seed of ids, failures and drops")
	f.Float64Var(&s.Speed, "speed", 1, "how much faster than the real clock that of the sandbox runs")
	f.DurationVar(&s.Grant, "grant", time.Second, "time until a session is AVAILABLE, on the sandbox's clock; 0 for at once")
	f.DurationVar(&s.Keep, "keep", 0, "time that a session can be read when it has ended, on the sandbox's clock (default 6m0s)")
	f.IntVar(&s.Rate, "rate", 0, "requests per second above which the answer is 429; 0 for no limit")
	f.StringArrayVar(&s.fail, "fail", nil, "STATUS:SHARE answers a share of the requests, from 0 to 1, with a status; drop:SHARE with none (repeatable)")
	f.BoolVar(&s.DeliverTwice, "deliver-twice", false, "post every notification twice, with the same id")
	f.Float64Var(&s.Drop, "drop", 0, "share of notifications whose connection breaks, from 0 to 1; they are posted again")
	f.IntVar(&s.Attempts, "attempts", 0, "how often a notification is posted until the sink takes it (default 8)")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "also log every request")
	return cmd
}

// qodHelp says what is where, and what is chosen by names.
func qodHelp() string {
	var b strings.Builder
	b.WriteString("Qod is a network operator in memory: it takes sessions through their life and posts notifications\n" +
		"to their sinks. All versions are served at once, and a page at / shows what happens:\n\n")
	for _, v := range qod.Versions() {
		fmt.Fprintf(&b, "  %-12s %s\n", v.Name, strings.Join(v.Paths, ", "))
	}
	b.WriteString("  profiles     /qos-profiles/v1 (also v0.11, v1.0), /qos-profiles/v1rc3\n\n" +
		"Any bearer token is good, or any X-RapidAPI-Key, except those that begin with expired- or invalid-\n" +
		"(401; 403 for invalid- in X-RapidAPI-Key), noscope- (403), other- (another client) and device- with a\n" +
		"telephone number (a three-legged token: device-+34600000000). Telephone numbers that begin with +999\n" +
		"do what their last digits say: 404 is not known, 422 has no such service, 429 gets TOO_MANY_REQUESTS,\n" +
		"430 QUOTA_EXCEEDED, 500 and 503 these statuses; the network refuses the sessions of 600 and ends those\n" +
		"of 601 halfway. Up to 1.0, a telephone number together with an address of 192.0.2.0/24 is refused: they\n" +
		"belong to different devices.\n\nProfiles:\n\n")
	for _, p := range qod.Profiles() {
		fmt.Fprintf(&b, "  %-18s  %s\n", p.Name, p.About)
	}
	b.WriteString("\nCertificates of sinks on this machine are not verified, those of others are.")
	return b.String()
}

// parseFaults reads "429:0.01" and "drop:0.01".
func parseFaults(list []string) ([]qod.Fault, error) {
	var faults []qod.Fault
	for _, s := range list {
		status, share, _ := strings.Cut(s, ":")
		var f qod.Fault
		var err error
		if status != "drop" {
			f.Status, err = strconv.Atoi(status)
		}
		if err == nil {
			f.Share, err = strconv.ParseFloat(share, 64)
		}
		if err != nil || status == "0" {
			return nil, fmt.Errorf("--fail %q: want STATUS:SHARE such as 429:0.01, or drop:SHARE", s)
		}
		faults = append(faults, f)
	}
	return faults, nil
}

// run is the sandbox until it is interrupted.
func (s *qodSandbox) run(cmd *cobra.Command, out io.Writer) error {
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	s.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level, ReplaceAttr: shortTime}))
	server, err := qod.New(s.Config)
	if err != nil {
		return err
	}
	defer server.Close()
	l, err := net.Listen("tcp", s.listen)
	if err != nil {
		return err
	}
	parent := cmd.Context()
	if parent == nil {
		parent = context.Background()
	}
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Fprintf(out, "listening on http://%s\n", l.Addr())
	return server.Serve(ctx, l)
}

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/sandbox/hcm"
)

// hcmSandbox holds the flags of "gen sandbox hcm".
type hcmSandbox struct {
	hcm.Config
	listen  string
	verbose bool
}

func (g *gen) sandboxHCMCommand() *cobra.Command {
	var s hcmSandbox
	cmd := &cobra.Command{
		Use:   "hcm",
		Short: "Run a server of Huawei Push Kit that shows nothing",
		Long: "Hcm is Huawei Push Kit in memory. It issues access tokens to any numeric app id with any secret,\n" +
			"takes messages and topics, and sends receipts. Tokens that begin with \"illegal-\" are refused;\n" +
			"messages to tokens that begin with \"gone-\" are reported as not delivered.\n\n" +
			"POST /sandbox/expire-tokens ends all access tokens, POST /sandbox/unavailable?calls=3 has the next\n" +
			"calls answered with 503, GET /sandbox/stats tells what was done.",
		Example: "  gen sandbox hcm --receipts http://127.0.0.1:8081/receipts --receipt-user me --receipt-key secret\n" +
			"  gen sandbox hcm --fail 0.01 --retry-after 1s --seed 7",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return fail(s.run(cmd, g.out)) },
	}
	f := cmd.Flags()
	f.StringVar(&s.listen, "listen", "127.0.0.1:8480", "address to listen on; port 0 takes a free one")
	f.Uint64Var(&s.Seed, "seed", 1, "seed of tokens and failures")
	f.DurationVar(&s.TokenLife, "token-life", 0, "how long access tokens live (default 1h)")
	f.Float64Var(&s.FailShare, "fail", 0, "share of calls that are answered with 503, from 0 to 1")
	f.DurationVar(&s.RetryAfter, "retry-after", 0, "pause that is asked for with 503")
	f.IntVar(&s.Rate, "rate", 0, "devices per second above which calls are answered with 503; 0 for no limit")
	f.StringVar(&s.Receipts.URL, "receipts", "", "address to send receipts to")
	f.StringVar(&s.Receipts.User, "receipt-user", "", "user name that receipts are signed with")
	f.StringVar(&s.Receipts.Key, "receipt-key", "", "key that receipts are signed with")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "log every request on standard error")
	cmd.MarkFlagsRequiredTogether("receipt-user", "receipt-key")
	return cmd
}

// run is the sandbox until it is interrupted.
func (s *hcmSandbox) run(cmd *cobra.Command, out io.Writer) error {
	level := slog.LevelWarn
	if s.verbose {
		level = slog.LevelDebug
	}
	s.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level, ReplaceAttr: shortTime}))
	server, err := hcm.New(s.Config)
	if err != nil {
		return err
	}
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

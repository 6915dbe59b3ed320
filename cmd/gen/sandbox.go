package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/telgen/telgen/internal/sandbox/cx"
	"github.com/telgen/telgen/runtime/diameter"
)

func (g *gen) sandboxCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a local server that behaves like the real one, for trying things out",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(g.sandboxCxCommand(), g.sandboxHCMCommand(), g.sandboxQodCommand())
	return cmd
}

// cxSandbox holds the flags of "gen sandbox cx".
type cxSandbox struct {
	listen, identity, realm string
	subscribers             string
	push                    []string
	cert, key, clientCA     string
	print, verbose          bool
}

func (g *gen) sandboxCxCommand() *cobra.Command {
	var s cxSandbox
	cmd := &cobra.Command{
		Use:   "cx",
		Short: "Run an HSS that answers on Cx and pushes profiles",
		Long: "Cx is an HSS with a few subscribers. It answers what I-CSCFs and S-CSCFs ask (UAR, SAR, LIR,\n" +
			"MAR), logs each request in one line, and takes commands on standard input: \"push USER\" sends a\n" +
			"profile (PPR) and \"deregister USER\" ends a registration (RTR); \"help\" shows all of them.",
		Example: "  gen sandbox cx --push alice@example.org\n" +
			"  gen sandbox cx --print-subscribers >subscribers.yaml\n" +
			"  gen sandbox cx --subscribers subscribers.yaml",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.print {
				_, err := io.WriteString(g.out, cx.DefaultYAML())
				return fail(err)
			}
			return s.run(cmd, g.out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.listen, "listen", "127.0.0.1:3868", "address to listen on; port 0 takes a free one")
	f.StringVar(&s.identity, "identity", "hss.example.org", "Origin-Host of the HSS")
	f.StringVar(&s.realm, "realm", "", "Origin-Realm of the HSS (default: the domain of its identity)")
	f.StringVar(&s.subscribers, "subscribers", "", "YAML file of subscribers (default: those of --print-subscribers)")
	f.BoolVar(&s.print, "print-subscribers", false, "print the built-in subscribers and exit")
	f.StringArrayVar(&s.push, "push", nil, "push the profile of this user as soon as it is registered (repeatable)")
	f.StringVar(&s.cert, "tls-cert", "", "PEM file of the certificate; with it only TLS is accepted")
	f.StringVar(&s.key, "tls-key", "", "PEM file of the key of the certificate")
	f.StringVar(&s.clientCA, "tls-ca", "", "PEM file of authorities that must have signed the certificates of peers")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "also log requests that the node refuses by itself")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return cmd
}

// run is the sandbox until it is interrupted.
func (s *cxSandbox) run(cmd *cobra.Command, out io.Writer) error {
	cfg := cx.Config{Identity: diameter.Identity(s.identity), Push: s.push, Log: s.logger(cmd.ErrOrStderr())}
	var err error
	if cfg.Realm, err = s.originRealm(); err != nil {
		return err
	}
	if cfg.TLS, err = s.tls(); err != nil {
		return err
	}
	if cfg.Subscribers, err = s.load(); err != nil {
		return fail(err)
	}
	hss, err := cx.New(cfg)
	if err != nil {
		return fail(err)
	}
	l, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fail(err)
	}
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	scheme := "aaa"
	if cfg.TLS != nil {
		scheme = "aaas"
	}
	fmt.Fprintf(out, "listening on %s://%s\n", scheme, l.Addr())
	ignoreTerminalStop()
	go s.console(hss, out).Run(ctx, cmd.InOrStdin()) // ends with the program: reading cannot be interrupted
	return fail(hss.Serve(ctx, l))
}

func (s *cxSandbox) console(hss *cx.HSS, out io.Writer) *cx.Console {
	c := &cx.Console{HSS: hss, Out: out}
	if s.subscribers != "" {
		c.Load = s.load
	}
	return c
}

// load reads the subscribers.
func (s *cxSandbox) load() ([]*cx.Subscriber, error) {
	if s.subscribers == "" {
		return cx.Read("built-in", []byte(cx.DefaultYAML()))
	}
	src, err := os.ReadFile(s.subscribers)
	if err != nil {
		return nil, err
	}
	return cx.Read(filepath.ToSlash(s.subscribers), src)
}

// originRealm returns the realm, which is the domain of the identity unless
// set.
func (s *cxSandbox) originRealm() (diameter.Identity, error) {
	if s.realm != "" {
		return diameter.Identity(s.realm), nil
	}
	_, domain, ok := strings.Cut(s.identity, ".")
	if !ok || domain == "" {
		return "", fmt.Errorf("--identity %q has no domain: set --realm", s.identity)
	}
	return diameter.Identity(domain), nil
}

// tls returns how to accept TLS, or nil.
func (s *cxSandbox) tls() (*tls.Config, error) {
	if s.cert == "" {
		if s.clientCA != "" {
			return nil, errors.New("--tls-ca needs --tls-cert and --tls-key")
		}
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(s.cert, s.key)
	if err != nil {
		return nil, fail(err)
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if s.clientCA == "" {
		return cfg, nil
	}
	authorities, err := os.ReadFile(s.clientCA)
	if err != nil {
		return nil, fail(err)
	}
	cfg.ClientCAs, cfg.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
	if !cfg.ClientCAs.AppendCertsFromPEM(authorities) {
		return nil, fail(fmt.Errorf("%s: no certificate in PEM form", s.clientCA))
	}
	return cfg, nil
}

// logger writes one short line for each event.
func (s *cxSandbox) logger(w io.Writer) *slog.Logger {
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: shortTime}))
}

func shortTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		a.Value = slog.StringValue(a.Value.Time().Format("15:04:05.000"))
	}
	return a
}

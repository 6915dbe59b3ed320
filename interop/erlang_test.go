//go:build linux

package interop

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// The nodes of these tests.
const (
	goHost     = "go.example.org"
	erlangHost = "erlang.example.org"
	realm      = "example.org"
)

// compileErlang returns a folder with the node of testdata and the dictionary
// that it uses, compiled.
func compileErlang(t *testing.T) string {
	t.Helper()
	need(t, "diameterc", "erlc", "erl", "/usr/lib/erlang/lib/diameter-*/include/diameter.hrl", "tshark")
	dir := t.TempDir()
	for _, name := range []string{"cx.dia", "cxnode.erl"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "diameterc", "cx.dia")
	run(t, dir, "erlc", "+nowarn_unused_function", "cx.erl", "cxnode.erl")
	return dir
}

// startErlang starts the node in dir as "server" or "client".
func startErlang(t *testing.T, dir, role string, port int) *program {
	return start(t, dir, "erl", "-noshell", "-run", "cxnode", "main", role, strconv.Itoa(port))
}

// A shown is a message as Erlang's diameter sees it.
type shown struct {
	name   string // "received UAR"
	errors []string
	avps   []string
}

// message returns the next message that the node shows.
func (p *program) message() shown {
	p.t.Helper()
	var m shown
	for {
		word, rest, _ := strings.Cut(p.line(), " ")
		switch word {
		case "message":
			m.name = rest
		case "error":
			m.errors = append(m.errors, rest)
		case "avp":
			m.avps = append(m.avps, rest)
		case "end":
			return m
		default:
			p.t.Fatalf("the node says %s %s", word, rest)
		}
	}
}

// shows checks that the next message of the node is the one with these AVPs,
// and that it found nothing wrong with it.
func (p *program) shows(name string, avps []string) {
	p.t.Helper()
	m := p.message()
	if m.name != name {
		p.t.Fatalf("the node %s, want %s", m.name, name)
	}
	for _, e := range m.errors {
		p.t.Errorf("%s: Erlang's diameter reports %s", name, e)
	}
	if strings.HasPrefix(name, "sent") {
		m.avps, avps = normal(name, m.avps), normal(name, avps)
	}
	same(p.t, name, m.avps, avps)
}

// normal returns the lines of a message in the form that a message has after
// it went through a generated type: AVPs in the order of the grammar, and
// Supported-Features with the M bit in requests. A .dia has one rule for the
// flags of an AVP, and cannot say that this one differs.
func normal(name string, lines []string) []string {
	lines = sorted(lines)
	for i, line := range lines {
		if line == "0 Supported-Features V" && strings.HasSuffix(name, "R") {
			lines[i] += "M"
		}
	}
	return lines
}

// TestErlang has Erlang's diameter be the server of all six commands, and then
// the client. It decodes strictly, by a dictionary that was typed in by hand.
func TestErlang(t *testing.T) {
	dir := compileErlang(t)
	t.Run("server", func(t *testing.T) { erlangServer(t, dir) })
	t.Run("client", func(t *testing.T) { erlangClient(t, dir) })
}

func erlangServer(t *testing.T, dir string) {
	port := freePort(t)
	erlang := startErlang(t, dir, "server", port)
	wire := newCapture()
	node := newNode(t, peer.Config{Identity: goHost, Realm: realm, Trace: wire.trace(goHost)}, nil)
	connect(t, node, "aaa", port)
	if line := erlang.line(); line != "up" {
		t.Fatalf("the node says %s", line)
	}
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for _, command := range requests() {
		req := newRequest(t, command, addressed(goHost, erlangHost, realm))
		answer, err := send(ctx, cx.NewClient(node), req)
		if err != nil {
			t.Errorf("%s: %v", short(req), err)
			continue
		}
		erlang.shows("received "+short(req), lines(avps(req)))
		erlang.shows("sent "+short(answer), lines(avps(answer)))
	}
	req := newRequest(t, requests()[0], addressed(goHost, erlangHost, realm))
	req.(*cx.UserAuthorizationRequest).UserAuthorizationType.Set(99)
	_, _ = send(ctx, cx.NewClient(node), req) // what it is answered is for the other side to say
	if m := erlang.message(); len(m.errors) != 1 || !strings.Contains(m.errors[0], "5004") {
		t.Errorf("a value that no list has is reported as %q, want 5004: are errors seen at all?", m.errors)
	}
	leave(t, node, wire)
	wire.clean(t)
}

func erlangClient(t *testing.T, dir string) {
	wire := newCapture()
	s := newServer(t, goHost, realm)
	node := newNode(t, peer.Config{Identity: goHost, Realm: realm, Trace: wire.trace(goHost)}, s)
	l, port := listen(t)
	go func() { _ = node.Serve(t.Context(), l) }()
	erlang := startErlang(t, dir, "client", port)
	for range requests() {
		v := s.next()
		erlang.shows("sent "+v.name, v.request)
		erlang.shows("received "+strings.TrimSuffix(v.name, "R")+"A", v.answer)
	}
	wire.clean(t)
}

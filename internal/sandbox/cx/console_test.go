package cx

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
)

// A journal is a buffer that is written and read concurrently.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) take() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.b.Reset()
	return j.b.String()
}

// log returns a logger that writes messages and attributes only.
func (j *journal) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// TestConsole has all commands, what they print and what is logged.
func TestConsole(t *testing.T) {
	s := newSCSCF()
	var out, logged journal
	h, address := start(t, Config{Log: logged.log()})
	c := connect(t, address, s)
	src := DefaultYAML()
	console := &Console{HSS: h, Out: &out, Load: func() ([]*Subscriber, error) { return Read("s.yaml", []byte(src)) }}
	do := func(line, want string) {
		t.Helper()
		console.Run(t.Context(), strings.NewReader(line+"\n"))
		if got := out.take(); got != want {
			t.Errorf("%s: printed\n%swant\n%s", line, got, want)
		}
	}
	do("", "")
	do("dance", help)
	do("push", help)
	do("push carol", "no subscriber is called \"carol\"\n")
	do("push alice@example.org", "alice@example.org is not registered: no S-CSCF serves the user\n")
	do("list", "alice@example.org: not registered\nbob@example.org: not registered\n")

	if _, err := c.mar(bob, "Unknown", 1); err != nil {
		t.Fatal(err)
	}
	do("list", "alice@example.org: not registered\nbob@example.org: not registered at "+serverOne+", authentication pending\n")
	if _, err := c.sar(alice, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+alice); err != nil {
		t.Fatal(err)
	}
	do("push alice@example.org", "")
	within(t, s.pushed)

	do("reload", "2 subscribers, 0 profiles to push\n")
	src = strings.Replace(src, "sip:calls.example.org", "sip:new.example.org", 1)
	do("reload", "2 subscribers, 1 profiles to push\n")
	if ppr := within(t, s.pushed); !strings.Contains(string(ppr.UserData), "<ServerName>sip:new.example.org</ServerName>") {
		t.Errorf("the profile is %s", ppr.UserData)
	}
	src = "subscribers: 1"
	do("reload", "s.yaml:1:14: subscribers must be a list, not \"1\"\n")
	console.Load = nil
	do("reload", "nothing to read again: the subscribers are the built-in ones\n")

	logged.take()
	do("deregister alice@example.org", "")
	within(t, s.ended)
	if got, want := logged.take(), `msg="RTR to scscf.example.org: DIAMETER_SUCCESS 2001" user=alice@example.org identity=sip:alice@example.org`+"\n"; got != want {
		t.Errorf("logged\n%swant\n%s", got, want)
	}
	do("list", "alice@example.org: not registered\nbob@example.org: not registered at "+serverOne+", authentication pending\n")
}

// TestRefused has an S-CSCF that does not do what it is told.
func TestRefused(t *testing.T) {
	s := newSCSCF()
	s.refuses = failure(cx.ExperimentalResultErrorTooMuchData, "no room")
	var logged journal
	h, address := start(t, Config{Log: logged.log()})
	c := connect(t, address, s)
	if _, err := c.sar(alice, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+alice); err != nil {
		t.Fatal(err)
	}
	logged.take()
	if err := h.Push(c.ctx, alice); code(err) != "E5008" {
		t.Errorf("Push: %v", err)
	}
	if got := logged.take(); !strings.Contains(got, "PPR to scscf.example.org: ERROR_TOO_MUCH_DATA 5008") {
		t.Errorf("logged %s", got)
	}
	if err := h.Deregister(c.ctx, alice); code(err) != "E5008" {
		t.Errorf("Deregister: %v", err)
	}
	lia, err := c.lir("sip:"+alice, nil)
	wantName(t, err, lia.ServerName, serverOne)
	ended, cancel := context.WithCancel(c.ctx)
	cancel()
	if err := h.Push(ended, alice); !errors.Is(err, context.Canceled) {
		t.Errorf("Push: %v", err)
	}
}

// TestOutcome has the results that are logged.
func TestOutcome(t *testing.T) {
	uar := cx.NewUserAuthorizationRequest()
	answer := uar.Answer(diameter.ResultSuccess)
	subsequent := uar.Answer(0)
	subsequent.ResultCode.Clear()
	subsequent.ExperimentalResult = result(cx.ExperimentalResultSubsequentRegistration)
	for _, tt := range []struct {
		answer diameter.Message
		err    error
		want   string
	}{
		{answer, nil, "DIAMETER_SUCCESS 2001"},
		{subsequent, nil, "SUBSEQUENT_REGISTRATION 2002"},
		{nil, failure(cx.ExperimentalResultErrorUserUnknown, "who?"), "ERROR_USER_UNKNOWN 5001 (who?)"},
		{nil, failure(9999, "?"), "experimental result 9999 (?)"},
		{nil, refusal(diameter.ResultTooBusy, "later"), "DIAMETER_TOO_BUSY 3004 (later)"},
		{nil, errors.New("oh"), "DIAMETER_UNABLE_TO_COMPLY 5012 (oh)"},
	} {
		if got := outcome(tt.answer, tt.err); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

package qod

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestClosed sends requests after the end: nothing begins.
func TestClosed(t *testing.T) {
	b := newBox(t, nil)
	id := b.call(http.MethodPost, newest+"/sessions", twoLegged, orderBody).text("sessionId")
	b.Server.Close()
	for _, r := range []*result{
		b.call(http.MethodPost, newest+"/sessions", twoLegged, edit(t, orderBody, `device.phoneNumber="+34600000002"`)),
		b.call(http.MethodPost, newest+"/sessions/"+id+"/extend", twoLegged, `{"requestedAdditionalDuration":60}`),
	} {
		if r.status != http.StatusServiceUnavailable || r.text("code") != "UNAVAILABLE" {
			t.Errorf("got %d %s, want 503", r.status, r.body)
		}
	}
	b.clock.advance(time.Hour)
	if list := b.Sessions(); len(list) != 1 || list[0].Status != requested {
		t.Errorf("after the end: %+v", list)
	}
}

// An idleTransport notes that its idle connections are closed.
type idleTransport struct {
	http.RoundTripper
	closed bool
}

func (t *idleTransport) CloseIdleConnections() { t.closed = true }

func TestCloseConnections(t *testing.T) {
	transport := &idleTransport{RoundTripper: newTransport()}
	b := newBox(t, func(c *Config) { c.Transport = transport })
	b.Server.Close()
	if !transport.closed {
		t.Error("connections to sinks are left")
	}
}

// A stuckPage fails to take the second event until its deadline.
type stuckPage struct {
	*httptest.ResponseRecorder
	deadline time.Time
	writes   int
}

func (p *stuckPage) SetWriteDeadline(t time.Time) error {
	p.deadline = t
	return nil
}

func (p *stuckPage) WriteString(string) (int, error) {
	if p.writes++; p.writes > 1 {
		return 0, errors.New("i/o timeout")
	}
	return 0, nil
}

// TestStuckPage has a page whose connection takes nothing any more.
func TestStuckPage(t *testing.T) {
	b := newBox(t, nil)
	b.createWithSink(1)
	b.createWithSink(2)
	p := &stuckPage{ResponseRecorder: httptest.NewRecorder()}
	b.live(p, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sandbox/live", nil))
	if p.writes != 2 {
		t.Errorf("written to %d times", p.writes)
	}
	if left := time.Until(p.deadline); left <= 0 || left > pageTimeout {
		t.Errorf("the deadline is in %v", left)
	}
}

// TestDeviceKeys finds a session by each way to say which device it is.
func TestDeviceKeys(t *testing.T) {
	b := newBox(t, nil)
	body := func(address string) string {
		return edit(t, orderBody, "device.phoneNumber=", "device.ipv4Address="+address)
	}
	const both = `{"publicAddress":"203.0.113.7","privateAddress":"10.0.0.1","publicPort":80}`
	if r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body(both)); r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for address, want := range map[string]int{
		both: 409,
		`{"publicAddress":"203.0.113.7","publicPort":80}`:               409,
		`{"publicAddress":"203.0.113.7","privateAddress":"10.0.0.1"}`:   409,
		`{"publicAddress":"203.0.113.7","publicPort":81}`:               201,
		`{"publicAddress":"203.0.113.7","privateAddress":"10.0.0.200"}`: 201,
	} {
		if r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body(address)); r.status != want {
			t.Errorf("%s: got %d %s, want %d", address, r.status, r.body, want)
		}
	}
}

package qod

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"
)

// createWithSink creates a session of version 1.2 that is AVAILABLE at once if
// the box grants so, and returns its id.
func (b *box) createWithSink(number int) string {
	b.t.Helper()
	body := edit(b.t, orderBody, append(withSink(b.sink.url+"/events"), fmt.Sprintf(`device.phoneNumber="+34601%06d"`, number))...)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body)
	if r.status != http.StatusCreated {
		b.t.Fatalf("%d %s", r.status, r.body)
	}
	return r.text("sessionId")
}

func atOnceGranted(c *Config) { c.Grant = 0 }

func TestGrantedAtOnce(t *testing.T) {
	b := newBox(t, atOnceGranted)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, orderBody)
	if s := checkSession(t, r.body); s.QosStatus != available {
		t.Errorf("got %s, want AVAILABLE", r.body)
	}
}

// TestRetried has a sink that refuses an event twice: it comes a third time,
// and nothing comes after it has been taken.
func TestRetried(t *testing.T) {
	b := newBox(t, atOnceGranted)
	answers := []int{http.StatusServiceUnavailable, http.StatusTooManyRequests}
	b.sink.answerWith(func() int {
		if len(answers) == 0 {
			return http.StatusNoContent
		}
		status := answers[0]
		answers = answers[1:]
		return status
	})
	id := b.createWithSink(1)
	first := b.sink.next(t)
	for range 2 {
		if again := b.sink.next(t); again != first {
			t.Errorf("posted %+v, and then %+v", first, again)
		}
	}
	checkEvent(t, first, id, available, "")
	b.sink.quiet(t)
}

func TestGivenUp(t *testing.T) {
	for _, c := range []struct {
		status, posts int
	}{
		{http.StatusBadRequest, 1},
		{http.StatusUnauthorized, 1},
		{http.StatusFound, 1}, // a redirection is not followed
		{http.StatusInternalServerError, 3},
	} {
		b := newBox(t, func(cfg *Config) { cfg.Grant, cfg.Attempts = 0, 3 })
		b.sink.answerWith(func() int { return c.status })
		b.createWithSink(1)
		for range c.posts {
			b.sink.next(t)
		}
		b.sink.quiet(t)
	}
}

// TestSinkGone has a sink that answers 410: no later event of the session is
// posted.
func TestSinkGone(t *testing.T) {
	b := newBox(t, atOnceGranted)
	b.sink.answerWith(func() int { return http.StatusGone })
	id := b.createWithSink(1)
	b.sink.next(t)
	b.sink.quiet(t)
	if r := b.call(http.MethodDelete, newest+"/sessions/"+id, twoLegged, ""); r.status != http.StatusNoContent {
		t.Errorf("%d %s", r.status, r.body)
	}
	b.sink.quiet(t)
}

func TestExpiredToken(t *testing.T) {
	b := newBox(t, atOnceGranted)
	body := edit(t, orderBody, append(withSink(b.sink.url+"/events"), `sinkCredential.accessTokenExpiresUtc="2026-11-22T08:30:00Z"`)...)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body)
	checkEvent(t, b.sink.next(t), r.text("sessionId"), available, "")
	b.clock.advance(time.Hour)
	b.sink.quiet(t)
}

// TestDeliveredTwiceAndDropped has many sessions whose events are posted twice
// over connections of which many break: each event arrives, those of a session
// in their order.
func TestDeliveredTwiceAndDropped(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Grant, c.DeliverTwice, c.Drop, c.Attempts = 0, true, 0.3, 40 })
	const sessions = 50
	var ids []string
	for i := range sessions {
		ids = append(ids, b.createWithSink(i))
	}
	b.clock.advance(time.Hour)
	statuses := map[string][]string{} // of a session, without repetitions
	posts := 0
	for deadline := time.After(10 * time.Second); ; {
		select {
		case p := <-b.sink.got:
			posts++
			r := result{body: []byte(p.body)}
			id, status := r.text("data.sessionId"), r.text("data.qosStatus")
			if s := statuses[id]; len(s) == 0 || s[len(s)-1] != status {
				statuses[id] = append(s, status)
			}
		case <-time.After(300 * time.Millisecond):
			b.checkAllTold(ids, statuses)
			if posts < 4*sessions {
				t.Errorf("%d posts, want at least %d", posts, 4*sessions)
			}
			return
		case <-deadline:
			t.Fatal("events are posted for ever")
		}
	}
}

func (b *box) checkAllTold(ids []string, statuses map[string][]string) {
	b.t.Helper()
	for _, id := range ids {
		if got := fmt.Sprint(statuses[id]); got != "[AVAILABLE UNAVAILABLE]" {
			b.t.Errorf("session %s: %s", id, got)
		}
	}
}

// TestFates has sessions that the network refuses or ends.
func TestFates(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []string
		told  []string
		after time.Duration
	}{
		{"refused by profile", []string{`qosProfile="QOS_UNAVAILABLE"`}, []string{"UNAVAILABLE"}, time.Second},
		{"refused by device", []string{`device.phoneNumber="+99900000600"`}, []string{"UNAVAILABLE"}, time.Second},
		{"ended by profile", []string{`qosProfile="QOS_TERMINATED"`}, []string{"AVAILABLE", "UNAVAILABLE"}, 30*time.Minute + time.Second},
		{"ended by device", []string{`device.phoneNumber="+99900000601"`}, []string{"AVAILABLE", "UNAVAILABLE"}, 30*time.Minute + time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBox(t, nil)
			body := edit(t, orderBody, append(withSink(b.sink.url+"/events"), c.edits...)...)
			id := b.call(http.MethodPost, newest+"/sessions", twoLegged, body).text("sessionId")
			b.clock.advance(c.after)
			for i, status := range c.told {
				info := ""
				if i == len(c.told)-1 {
					info = networkTerminated
				}
				checkEvent(t, b.sink.next(t), id, status, info)
			}
			b.checkEnded(body, id, len(c.told) == 2)
		})
	}
}

// checkEnded checks that a session that the network ended can be read and is in
// the way for 360 seconds, and cannot be prolonged.
func (b *box) checkEnded(body, id string, ran bool) {
	b.t.Helper()
	path := newest + "/sessions/" + id
	b.clock.advance(359 * time.Second)
	r := b.call(http.MethodGet, path, twoLegged, "")
	if s := checkSession(b.t, r.body); ran && s.Duration != 1800 {
		b.t.Errorf("ran %d s, want 1800", s.Duration)
	}
	if r := b.call(http.MethodPost, path+"/extend", twoLegged, `{"requestedAdditionalDuration":1}`); r.text("code") != "QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED" || r.status != http.StatusConflict {
		b.t.Errorf("prolonged: %d %s", r.status, r.body)
	}
	if r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body); r.status != http.StatusConflict {
		b.t.Errorf("another one: %d %s", r.status, r.body)
	}
	b.clock.advance(time.Second)
	if r := b.call(http.MethodGet, path, twoLegged, ""); r.status != http.StatusNotFound {
		b.t.Errorf("read after 360 s: %d %s", r.status, r.body)
	}
	b.sink.quiet(b.t)
}

// TestSlowProfile has a session that takes its time, and is deleted before it
// is AVAILABLE: nothing is posted.
func TestSlowProfile(t *testing.T) {
	b := newBox(t, nil)
	body := edit(t, orderBody, append(withSink(b.sink.url+"/events"), `qosProfile="QOS_SLOW"`)...)
	path := newest + "/sessions/" + b.call(http.MethodPost, newest+"/sessions", twoLegged, body).text("sessionId")
	b.clock.advance(10 * time.Second)
	if r := b.call(http.MethodGet, path, twoLegged, ""); r.text("qosStatus") != requested {
		t.Errorf("after 10 s: %s", r.body)
	}
	if r := b.call(http.MethodPost, path+"/extend", twoLegged, `{"requestedAdditionalDuration":1}`); r.status != http.StatusConflict {
		t.Errorf("prolonged: %d %s", r.status, r.body)
	}
	if r := b.call(http.MethodDelete, path, twoLegged, ""); r.status != http.StatusNoContent {
		t.Errorf("deleted: %d %s", r.status, r.body)
	}
	b.clock.advance(time.Hour)
	b.sink.quiet(t)
}

// TestExtendShort has a session that cannot last longer than its profile
// allows.
func TestExtendShort(t *testing.T) {
	b := newBox(t, atOnceGranted)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, edit(t, orderBody, `qosProfile="QOS_SHORT"`, "duration=30"))
	path := newest + "/sessions/" + r.text("sessionId")
	for _, want := range []int32{50, 60, 60} {
		r := b.call(http.MethodPost, path+"/extend", twoLegged, `{"requestedAdditionalDuration":20}`)
		if s := checkSession(t, r.body); s.Duration != want || s.ExpiresAt.Or(time.Time{}).Sub(s.StartedAt.Or(time.Time{})) != time.Duration(want)*time.Second {
			t.Errorf("got %s, want %d s", r.body, want)
		}
	}
}

// TestSameSeed compares the ids that two sandboxes give.
func TestSameSeed(t *testing.T) {
	ids := func(seed uint64) string {
		b := newBox(t, func(c *Config) { c.Seed = seed })
		return b.createWithSink(1) + b.createWithSink(2)
	}
	if a, b := ids(7), ids(7); a != b {
		t.Errorf("the same seed gives %s and %s", a, b)
	}
	if a, b := ids(7), ids(8); a == b {
		t.Errorf("two seeds give %s", a)
	}
}

func TestFaults(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Faults = []Fault{{429, 0.2}, {503, 0.2}} })
	got := map[int]int{}
	for i := range 200 {
		r := b.call(http.MethodPost, newest+"/sessions", twoLegged, edit(t, orderBody, fmt.Sprintf(`device.phoneNumber="+34602%06d"`, i)))
		got[r.status]++
		if r.status != http.StatusCreated && (r.member("status") != float64(r.status) || r.header.Get("Retry-After") == "") {
			t.Fatalf("%d %v %s", r.status, r.header, r.body)
		}
	}
	if got[201] < 80 || got[429] < 20 || got[503] < 20 || got[201]+got[429]+got[503] != 200 {
		t.Errorf("got %v", got)
	}
	if r := b.call(http.MethodGet, "/", "", ""); r.status != http.StatusOK {
		t.Errorf("the page: %d", r.status)
	}
}

func TestDroppedRequests(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Faults = []Fault{{0, 1}} })
	if resp, err := http.Get(b.url + newest + "/sessions/x"); err == nil {
		resp.Body.Close()
		t.Errorf("answered %s", resp.Status)
	}
}

func TestRate(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Rate = 1 })
	for range 5 { // a new second may begin once or twice
		if r := b.call(http.MethodGet, newest+"/sessions/x", twoLegged, ""); r.status == http.StatusTooManyRequests && r.text("code") == "TOO_MANY_REQUESTS" {
			return
		}
	}
	t.Error("no request was too many")
}

// TestConcurrently creates, reads, prolongs and deletes at once.
func TestConcurrently(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Grant, c.Clock, c.Speed = 0, nil, 1000 })
	go func() {
		for range b.sink.got {
		}
	}()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 5 {
				path := newest + "/sessions/" + b.createWithSink(i*100+n)
				b.call(http.MethodPost, path+"/extend", twoLegged, `{"requestedAdditionalDuration":60}`)
				b.call(http.MethodPost, newest+"/retrieve-sessions", twoLegged, `{"device":{"phoneNumber":"+34600000000"}}`)
				b.call(http.MethodDelete, path, twoLegged, "")
			}
		})
	}
	wg.Wait()
	if left := b.Sessions(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestWrongConfig(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{}, "the sandbox needs a logger"},
		{Config{Log: log, Speed: -1}, "the speed is -1, want 0.001 to 1000000"},
		{Config{Log: log, Grant: -1}, "times, attempts and rates must not be negative"},
		{Config{Log: log, Drop: 1.5}, "the share of dropped connections is 1.5, want 0 to 1"},
		{Config{Log: log, Faults: []Fault{{200, 0.1}}}, "a failure has status 200, want 400 to 599"},
		{Config{Log: log, Faults: []Fault{{500, 0.6}, {503, 0.6}}}, "the shares of failures are 1.2 in all, want 0 to 1"},
	} {
		if s, err := New(c.cfg); err == nil || err.Error() != c.want {
			t.Errorf("got %v, %v, want %s", s, err, c.want)
		}
	}
}

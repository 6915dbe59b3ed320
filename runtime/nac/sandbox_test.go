package nac_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	sandbox "github.com/telgen/telgen/internal/sandbox/qod"
	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/qod"
)

const token = "replace-with-your-auth-token"

// run runs a sandbox until the end of the test, and returns a client of it.
func run(t *testing.T, v nac.Version, c sandbox.Config) *nac.Client {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	box, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(box)
	t.Cleanup(func() {
		s.Close()
		box.Close()
	})
	client, err := nac.NewClient(nac.Config{Key: "key", URL: s.URL, Version: v})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestSeed takes the session of Nokia's tutorial through its life against the
// sandbox, with its notifications.
func TestSeed(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		client := run(t, v, sandbox.Config{Seed: 1, Speed: 10, Grant: time.Second, DeliverTwice: true})
		stream := qod.NewStream(10)
		sink := httptest.NewTLSServer(qod.NewReceiver(func(ctx context.Context, e *qod.Event) error {
			client.Take(e)
			return stream.Take(ctx, e)
		}, qod.ReceiverConfig{Tokens: []string{token}}))
		defer sink.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		device, err := client.Device(nac.DeviceID{
			NetworkAccessIdentifier: "device@testcsp.net", PhoneNumber: "36721601234567", IPv6: "2001:db8:1234:5678:9abc:def0:fedc:ba98",
			IPv4: nac.IPv4{Public: "233.252.0.2", Private: "192.0.2.25", Port: 80},
		})
		if err != nil {
			t.Fatal(err)
		}
		request := nac.SessionRequest{
			Profile: "QOS_L", ServiceIPv4: "233.252.0.2", ServiceIPv6: "2001:db8:1234:5678:9abc:def0:fedc:ba98", Duration: time.Hour,
			NotificationURL: sink.URL + "/here", NotificationAuthToken: token,
		}
		begin := time.Now()
		session, err := device.CreateQoDSession(ctx, request)
		if err != nil {
			t.Fatal(err)
		}
		if err := session.WaitAvailable(ctx); err != nil {
			t.Fatal(err)
		}
		life(ctx, t, client, device, session)
		if found, err := device.Reconcile(ctx, request, begin); err != nil || found == nil || found.ID != session.ID {
			t.Errorf("reconciled: %+v, %v", found, err)
		}
		if s, err := device.CreateQoDSession(ctx, request); !qod.HasCode(err, qod.CodeConflict) {
			t.Errorf("a second session: %+v, %v", s, err)
		}
		if err := session.Delete(ctx); err != nil {
			t.Error(err)
		}
		if list, err := device.Sessions(ctx); err != nil || len(list) != 0 {
			t.Errorf("deleted, and listed: %v, %v", list, err)
		}
		if err := device.ClearSessions(ctx); err != nil {
			t.Error(err)
		}
		time.AfterFunc(500*time.Millisecond, stream.Close)
		have := ""
		for e := range stream.Events(ctx) {
			have += fmt.Sprintln(e.SessionID == session.ID, e.Status, e.StatusInfo)
		}
		if have != "true AVAILABLE \ntrue UNAVAILABLE DELETE_REQUESTED\n" {
			t.Errorf("notifications:\n%s", have)
		}
	})
}

// life reads, lists and prolongs a session.
func life(ctx context.Context, t *testing.T, client *nac.Client, device *nac.Device, session *nac.Session) {
	t.Helper()
	same, err := client.Session(ctx, session.ID)
	if err != nil || same.Status != qod.StatusAvailable || same.Duration != time.Hour || same.ExpiresAt.Sub(same.StartedAt) != time.Hour {
		t.Fatalf("%+v, %v", same, err)
	}
	list, err := device.Sessions(ctx)
	if err != nil || len(list) != 1 || list[0].ID != session.ID {
		t.Errorf("%v, %v", list, err)
	}
	if err := same.Extend(ctx, 10*time.Minute); err != nil || same.Duration != 70*time.Minute || same.ExpiresAt.Sub(same.StartedAt) != 70*time.Minute {
		t.Errorf("prolonged: %+v, %v", same, err)
	}
}

// TestManySessions has sessions expire, each notified of twice over
// connections that break now and then.
func TestManySessions(t *testing.T) {
	const sessions = 1000
	client := run(t, nac.V0, sandbox.Config{Seed: 2, Speed: 60, DeliverTwice: true, Drop: 0.05, Pause: 10 * time.Millisecond})
	var mu sync.Mutex
	seen := map[string]int{}
	done := make(chan bool, 10*sessions)
	sink := httptest.NewServer(qod.NewReceiver(func(_ context.Context, e *qod.Event) error {
		mu.Lock()
		defer mu.Unlock()
		if e.Status == qod.StatusUnavailable && e.StatusInfo == qod.DurationExpired {
			seen[e.SessionID]++
			done <- true
		}
		return nil
	}, qod.ReceiverConfig{Tokens: []string{token}}))
	defer sink.Close()
	ids := map[string]bool{}
	for i := range sessions {
		d, err := client.Device(nac.DeviceID{PhoneNumber: fmt.Sprintf("+3672160%05d7", i)})
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.CreateQoDSession(t.Context(), nac.SessionRequest{
			Profile: "QOS_E", ServiceIPv4: "233.252.0.2", Duration: time.Minute, NotificationURL: sink.URL, NotificationAuthToken: token,
		})
		if err != nil {
			t.Fatal(err)
		}
		ids[s.ID] = true
	}
	late := time.After(10 * time.Second)
	for range sessions {
		select {
		case <-done:
		case <-late:
			t.Fatal("notifications are missing")
		}
	}
	time.Sleep(200 * time.Millisecond) // for those that come too often
	mu.Lock()
	defer mu.Unlock()
	for id := range ids {
		if seen[id] != 1 {
			t.Errorf("session %s was notified of %d times", id, seen[id])
		}
	}
}

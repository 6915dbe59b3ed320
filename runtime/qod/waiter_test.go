package qod_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

func event(session string, s qod.Status, i qod.StatusInfo) *qod.Event {
	return &qod.Event{SessionID: session, Status: s, StatusInfo: i}
}

func TestWaiterByNotification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := qod.NewWaiter(nil)
		go func() {
			time.Sleep(time.Second)
			w.Take(event("other", qod.StatusUnavailable, ""))
			w.Take(event("a", qod.StatusRequested, ""))
			w.Take(event("a", "PAUSED", ""))
			time.Sleep(time.Second)
			w.Take(event("a", qod.StatusAvailable, ""))
		}()
		start := time.Now()
		if err := w.Wait(t.Context(), "a"); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := w.Wait(t.Context(), "a"); err != nil { // known by now
			t.Error(err)
		}
		var ended *qod.EndedError
		if err := w.Wait(t.Context(), "other"); !errors.As(err, &ended) || ended.SessionID != "other" {
			t.Errorf("error %v", err)
		}
	})
}

// TestWaiterOrder has notifications come in the wrong order.
func TestWaiterOrder(t *testing.T) {
	w := qod.NewWaiter(nil)
	w.Take(event("a", qod.StatusUnavailable, qod.NetworkTerminated))
	w.Take(event("a", qod.StatusAvailable, ""))
	var ended *qod.EndedError
	err := w.Wait(t.Context(), "a")
	if !errors.As(err, &ended) || ended.StatusInfo != qod.NetworkTerminated {
		t.Errorf("error %v", err)
	}
	if want := "session a is unavailable: NETWORK_TERMINATED"; err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestWaiterByPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		w := qod.NewWaiter(func(context.Context, string) (*qod.Session, error) {
			switch asked++; asked {
			case 1:
				return &qod.Session{Status: qod.StatusRequested}, nil
			case 2:
				return nil, &rest.StatusError{Operation: "getSession", Status: 503}
			}
			return &qod.Session{Status: qod.StatusAvailable}, nil
		})
		start := time.Now()
		if err := w.Wait(t.Context(), "a"); err != nil || asked != 3 || time.Since(start) != 2*qod.DefaultPollEvery {
			t.Errorf("%v, asked %d times in %v", err, asked, time.Since(start))
		}
	})
}

func TestWaiterErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := qod.NewWaiter(func(context.Context, string) (*qod.Session, error) {
			return nil, &rest.StatusError{Operation: "getSession", Status: 404}
		})
		if err := w.Wait(t.Context(), "a"); !qod.HasCode(err, qod.CodeNotFound) {
			t.Errorf("error %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := qod.NewWaiter(nil).Wait(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

// TestWaiterMany keeps a session that is waited for while thousands of others
// come by, and forgets those that nobody waits for.
func TestWaiterMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := qod.NewWaiter(nil)
		w.Take(event("first", qod.StatusAvailable, ""))
		result := make(chan error, 1)
		go func() { result <- w.Wait(t.Context(), "waited for") }()
		synctest.Wait()
		for i := range 12_000 {
			w.Take(event(fmt.Sprint(i), qod.StatusAvailable, ""))
		}
		w.Take(event("waited for", qod.StatusAvailable, ""))
		if err := <-result; err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Wait(ctx, "first"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("was not forgotten: %v", err)
		}
	})
}

// TestWaiterAgain waits for a session that has ended since the first Wait.
func TestWaiterAgain(t *testing.T) {
	status := qod.StatusAvailable
	w := qod.NewWaiter(func(context.Context, string) (*qod.Session, error) { return &qod.Session{Status: status}, nil })
	if err := w.Wait(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	status = qod.StatusUnavailable
	var ended *qod.EndedError
	if err := w.Wait(t.Context(), "a"); !errors.As(err, &ended) {
		t.Errorf("error %v", err)
	}
}

// TestWaiterSlowPoll is notified while it asks.
func TestWaiterSlowPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := qod.NewWaiter(func(ctx context.Context, _ string) (*qod.Session, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		time.AfterFunc(time.Second, func() { w.Take(event("a", qod.StatusAvailable, "")) })
		start := time.Now()
		if err := w.Wait(t.Context(), "a"); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Wait(ctx, "b"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

// TestWaiterOutcomeFirst is notified while it gets an error.
func TestWaiterOutcomeFirst(t *testing.T) {
	var w *qod.Waiter
	w = qod.NewWaiter(func(context.Context, string) (*qod.Session, error) {
		w.Take(event("a", qod.StatusUnavailable, qod.DeleteRequested))
		return nil, &rest.StatusError{Operation: "getSession", Status: 404}
	})
	var ended *qod.EndedError
	if err := w.Wait(t.Context(), "a"); !errors.As(err, &ended) || ended.StatusInfo != qod.DeleteRequested {
		t.Errorf("error %v", err)
	}
}

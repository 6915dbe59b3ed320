package rest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// numbers returns n items: "0", "1", ...
func numbers(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprint(i)) {
				return
			}
		}
	}
}

// checkSum checks that a report accounts for every item once.
func checkSum(t *testing.T, r *rest.FanOutReport[string], total int) {
	t.Helper()
	if r.Total != total || r.Accepted+len(r.Refused)+r.Unnamed+r.FailedItems() != total {
		t.Errorf("%d of %d: accepted %d, refused %d, unnamed %d, failed %d", r.Total, total, r.Accepted, len(r.Refused), r.Unnamed, r.FailedItems())
	}
	failed := 0
	for range r.EachFailed() {
		failed++
	}
	if failed != r.FailedItems() {
		t.Errorf("%d items in failed batches, counted %d", failed, r.FailedItems())
	}
	counts := map[rest.ItemOutcome]int{}
	for i := range total {
		o, _ := r.Of(i)
		counts[o]++
	}
	if counts[rest.ItemAccepted] != r.Accepted+r.Unnamed || counts[rest.ItemRefused] != len(r.Refused) || counts[rest.ItemFailed] != r.FailedItems() {
		t.Errorf("item by item %v", counts)
	}
}

// TestFanOut has some items refused and one batch fail.
func TestFanOut(t *testing.T) {
	broken := errors.New("broken")
	var last rest.FanOutProgress
	calls := 0
	options := rest.FanOutOptions{Batch: 10, Concurrency: 3, Progress: func(p rest.FanOutProgress) {
		if p.Done <= last.Done {
			t.Errorf("progress from %+v to %+v", last, p)
		}
		last, calls = p, calls+1
	}}
	r := rest.FanOut(t.Context(), numbers(95), options, func(_ context.Context, batch []string) (rest.BatchResult[string], error) {
		var result rest.BatchResult[string]
		switch batch[0] {
		case "20":
			return result, broken
		case "30":
			result.All, result.AllReason = true, "wrong app"
		case "40":
			result.Refused, result.Count = []rest.Refusal[string]{{Item: "44", Reason: "too old"}, {Item: "99"}}, 3
		}
		return result, nil
	})
	checkSum(t, r, 95)
	if r.Accepted != 72 || r.Unnamed != 2 || len(r.Refused) != 11 || len(r.Failed) != 1 {
		t.Errorf("report %+v", r)
	}
	if calls != 10 || last != (rest.FanOutProgress{Done: 95, Accepted: 72, Refused: 13, Failed: 10}) {
		t.Errorf("%d calls, progress %+v", calls, last)
	}
	for index, want := range map[int]string{-1: "unknown <nil>", 0: "accepted <nil>", 20: "failed broken", 29: "failed broken", 30: "refused wrong app", 44: "refused too old", 94: "accepted <nil>", 95: "unknown <nil>"} {
		o, err := r.Of(index)
		if got := fmt.Sprint(o, " ", err); got != want {
			t.Errorf("Of(%d): %s, want %s", index, got, want)
		}
	}
	if !slices.IsSortedFunc(r.Refused, func(a, b rest.RefusedItem[string]) int { return a.Index - b.Index }) || !r.Refused[0].All || r.Refused[10].All {
		t.Errorf("refused %+v", r.Refused)
	}
	if b := r.Failed[0]; b.First != 20 || len(b.Items) != 10 || b.Items[9] != "29" || !b.Sent {
		t.Errorf("failed %+v", b)
	}
	if err := r.Err(); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "72 of 95 accepted, 13 refused, 10 failed\n") {
		t.Errorf("Err: %v", err)
	}
}

// TestFanOutTwice has an item twice in one batch.
func TestFanOutTwice(t *testing.T) {
	r := rest.FanOut(t.Context(), slices.Values([]string{"a", "b", "a"}), rest.FanOutOptions{Batch: 5}, func(context.Context, []string) (rest.BatchResult[string], error) {
		return rest.BatchResult[string]{Refused: []rest.Refusal[string]{{Item: "a"}}}, nil
	})
	checkSum(t, r, 3)
	if r.Accepted != 1 || r.Refused[1].Index != 2 {
		t.Errorf("report %+v", r)
	}
	none := rest.FanOut(t.Context(), numbers(0), rest.FanOutOptions{}, func(context.Context, []string) (rest.BatchResult[string], error) {
		t.Error("called without items")
		return rest.BatchResult[string]{}, nil
	})
	checkSum(t, none, 0)
	if none.Err() != nil {
		t.Error(none.Err())
	}
}

// TestFanOutCancel ends the context in the middle: what was not sent is in the
// report.
func TestFanOutCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var calls atomic.Int32
	r := rest.FanOut(ctx, numbers(1005), rest.FanOutOptions{Batch: 10, Concurrency: 2}, func(ctx context.Context, batch []string) (rest.BatchResult[string], error) {
		if calls.Add(1) == 5 {
			cancel()
			return rest.BatchResult[string]{}, ctx.Err()
		}
		return rest.BatchResult[string]{}, nil
	})
	checkSum(t, r, 1005)
	sent := 0
	for _, b := range r.Failed {
		if b.Sent {
			sent++
		}
		if !errors.Is(b.Err, context.Canceled) {
			t.Errorf("batch %d: %v", b.First, b.Err)
		}
	}
	if r.Accepted < 40 || r.Accepted > 60 || sent < 1 || sent > 2 {
		t.Errorf("accepted %d, %d failed batches sent", r.Accepted, sent)
	}
}

// TestFanOutRate checks the speed and the pause that a server asks for, with a
// clock of its own.
func TestFanOutRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		ok := func(context.Context, []string) (rest.BatchResult[string], error) {
			return rest.BatchResult[string]{}, nil
		}
		rest.FanOut(t.Context(), numbers(5000), rest.FanOutOptions{Batch: 100, Rate: 1000, Concurrency: 50}, ok)
		// The last of 50 batches begins when 49 have had their time.
		if took := time.Since(begin); took != 4900*time.Millisecond {
			t.Errorf("took %v", took)
		}
		begin = time.Now()
		var calls atomic.Int32
		busy := func(_ context.Context, batch []string) (rest.BatchResult[string], error) {
			if calls.Add(1) == 1 {
				return rest.BatchResult[string]{}, &rest.StatusError{Status: 503, Header: map[string][]string{"Retry-After": {"20"}}}
			}
			return rest.BatchResult[string]{}, nil
		}
		r := rest.FanOut(t.Context(), numbers(30), rest.FanOutOptions{Batch: 10, Concurrency: 1, Retry: rest.DefaultRetry}, busy)
		checkSum(t, r, 30)
		if took := time.Since(begin); took != 20*time.Second || r.Accepted != 30 || calls.Load() != 4 {
			t.Errorf("took %v, %d calls, %+v", took, calls.Load(), r)
		}
	})
}

// TestFanOutRetry checks what is repeated, and how often.
func TestFanOutRetry(t *testing.T) {
	for _, c := range []struct {
		err   error
		retry rest.Retry
		calls int32
	}{
		{&rest.StatusError{Status: 503}, rest.Retry{}, 1},
		{&rest.StatusError{Status: 503}, rest.Retry{Attempts: 3}, 3},
		{&rest.StatusError{Status: 400}, rest.Retry{Attempts: 3}, 1},
		{&rest.StatusError{Status: 503, Header: map[string][]string{"Retry-After": {"90"}}}, rest.Retry{Attempts: 3, MaxRetryAfter: time.Minute}, 1},
		{errors.New("other"), rest.Retry{Attempts: 3}, 1},
	} {
		var calls atomic.Int32
		r := rest.FanOut(t.Context(), numbers(1), rest.FanOutOptions{Retry: c.retry}, func(context.Context, []string) (rest.BatchResult[string], error) {
			calls.Add(1)
			return rest.BatchResult[string]{}, c.err
		})
		checkSum(t, r, 1)
		if calls.Load() != c.calls || !errors.Is(r.Failed[0].Err, c.err) {
			t.Errorf("%v: %d calls, %v", c.err, calls.Load(), r.Failed[0].Err)
		}
	}
}

// TestFanOutPanic checks that a sequence that panics leaves no goroutines.
func TestFanOutPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails if one stays
		defer func() {
			if recover() != "sequence" {
				t.Error("the panic is lost")
			}
		}()
		rest.FanOut(t.Context(), func(yield func(string) bool) { yield("a"); panic("sequence") }, rest.FanOutOptions{},
			func(context.Context, []string) (rest.BatchResult[string], error) {
				return rest.BatchResult[string]{}, nil
			})
	})
}

package rest

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// FanOutOptions say how [FanOut] works. The zero value makes 8 calls at a time
// as fast as they go and repeats none.
type FanOutOptions struct {
	Batch       int     // items of a call; 0, and more than a document allows, stand for its maximum
	Concurrency int     // calls at a time; 0 stands for DefaultConcurrency
	Rate        float64 // items per second, on average over all calls; 0 for no limit
	// Retry repeats a call that ended with an error for which [Temporary] is
	// true, after the pauses of the Retry, and takes the place of the client's
	// own. Without Retry.All only one that was not carried out is repeated: the
	// server says so, in the body or with status 429 or 503, or there was no
	// connection or access token. With it those are, too, whose answer was
	// lost: they may then be carried out twice.
	// The pause that one call is asked for holds up all that have not begun.
	Retry Retry
	// Progress is called after every batch, by one goroutine at a time, and
	// has to be quick. It may be nil.
	Progress func(FanOutProgress)
}

// DefaultConcurrency is the number of calls that FanOut makes at a time.
const DefaultConcurrency = 8

// A FanOutProgress counts items.
type FanOutProgress struct {
	Done     int // items that became one of the following
	Accepted int
	Refused  int // with FanOutReport.Unnamed
	Failed   int
}

// A BatchResult is what a call says about its items.
type BatchResult[T comparable] struct {
	Refused []Refusal[T] // an item that is in the batch twice is refused twice
	// Count is how many were refused if the answer says so; 0 for those in
	// Refused.
	Count int
	// All is set when the call was refused because of its items, every one of
	// them, for the reason in AllReason.
	All       bool
	AllReason string
}

// A Refusal is an item that a server did not accept, and why, in its words; it
// may not have said why.
type Refusal[T comparable] struct {
	Item   T
	Reason string
}

// Refuse adds items to r, all with the same reason.
func (r *BatchResult[T]) Refuse(reason string, items []T) {
	for _, item := range items {
		r.Refused = append(r.Refused, Refusal[T]{item, reason})
	}
}

// FanOut reads items to the end and hands them to call in batches, several at
// a time. Call must not keep its batch. An error is that of the whole batch;
// the others go on. With a [*DoneError] the batch was carried out, and what the
// result says of it counts.
//
// When ctx ends, calls that have not begun are not made. The items of the
// others are read to the end all the same and reported as failed, so that the
// report is complete: a sequence that waits for something must end with ctx.
// FanOut keeps the items in work and those that were not accepted; memory does
// not grow with the others.
func FanOut[T comparable](ctx context.Context, items iter.Seq[T], o FanOutOptions,
	call func(ctx context.Context, batch []T) (BatchResult[T], error)) *FanOutReport[T] {
	f := &fanOut[T]{options: o, call: call, pace: newPace(o.Rate), report: new(FanOutReport[T])}
	f.run(ctx, items)
	f.report.sort()
	return f.report
}

type fanOut[T comparable] struct {
	options FanOutOptions
	call    func(ctx context.Context, batch []T) (BatchResult[T], error)
	pace    *pace

	mu     sync.Mutex // protects the report
	report *FanOutReport[T]
}

// A job is a batch and the place of its first item in the sequence.
type job[T comparable] struct {
	first int
	items []T
}

// run reads the items and returns when all calls have ended, even if the
// sequence panics.
func (f *fanOut[T]) run(ctx context.Context, items iter.Seq[T]) {
	if f.options.Retry.Attempts > 1 {
		ctx = context.WithValue(ctx, onceKey{}, true)
	}
	jobs := make(chan job[T])
	var workers sync.WaitGroup
	defer workers.Wait()
	defer close(jobs)
	for range f.concurrency() {
		workers.Go(func() {
			for j := range jobs {
				f.work(ctx, j)
			}
		})
	}
	f.read(items, jobs)
}

func (f *fanOut[T]) concurrency() int {
	if f.options.Concurrency < 1 {
		return DefaultConcurrency
	}
	return f.options.Concurrency
}

// read cuts the sequence into batches. Each has a slice of its own, which the
// report keeps if the batch fails.
func (f *fanOut[T]) read(items iter.Seq[T], jobs chan<- job[T]) {
	size := max(1, f.options.Batch)
	var batch []T
	total := 0
	send := func() {
		if len(batch) > 0 {
			jobs <- job[T]{total - len(batch), batch}
			batch = nil
		}
	}
	for item := range items {
		if batch == nil {
			batch = make([]T, 0, min(size, maxBatchMade))
		}
		batch = append(batch, item)
		if total++; len(batch) == size {
			send()
		}
	}
	send()
}

// maxBatchMade is how many items a batch has room for at first.
const maxBatchMade = 1000

// work makes the calls for one batch and reports what became of it.
func (f *fanOut[T]) work(ctx context.Context, j job[T]) {
	sent := false
	for attempt := 1; ; attempt++ {
		err := f.pace.wait(ctx, len(j.items))
		if err != nil {
			f.fail(j, err, sent)
			return
		}
		var result BatchResult[T]
		result, err = f.call(ctx, j.items)
		if f.carriedOut(j, result, err) {
			return
		}
		sent = sent || !unsent(err)
		if !f.again(ctx, attempt, err) {
			f.fail(j, err, sent)
			return
		}
	}
}

// carriedOut reports what became of a batch whose call was carried out, if it
// was.
func (f *fanOut[T]) carriedOut(j job[T], result BatchResult[T], err error) bool {
	switch {
	case err == nil:
	case !errors.As(err, new(*DoneError)):
		return false
	case result.Count == 0 && len(result.Refused) == 0:
		f.unread(j, err)
		return true
	}
	f.accept(j, result)
	return true
}

// again waits before the attempt after this one, if there is to be one.
func (f *fanOut[T]) again(ctx context.Context, attempt int, err error) bool {
	wait, asked, ok := f.options.Retry.after(attempt, err)
	if !ok || !outlasts(ctx, wait) {
		return false
	}
	f.pace.hold(asked)
	return sleep(ctx, wait) == nil
}

// accept reports a batch that was answered.
func (f *fanOut[T]) accept(j job[T], result BatchResult[T]) {
	reasons := make(map[T]string, len(result.Refused))
	for _, r := range result.Refused {
		reasons[r.Item] = r.Reason
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	refused := 0
	for i, item := range j.items {
		reason, ok := reasons[item]
		if result.All {
			reason, ok = result.AllReason, true
		}
		if ok {
			refused++
			f.report.Refused = append(f.report.Refused, RefusedItem[T]{Index: j.first + i, Item: item, Reason: reason, All: result.All})
		}
	}
	unnamed := min(max(0, result.Count-refused), len(j.items)-refused)
	f.report.Unnamed += unnamed
	f.report.Accepted += len(j.items) - refused - unnamed
	f.done(j)
}

// unread reports a batch whose answer does not say what became of its items.
func (f *fanOut[T]) unread(j job[T], err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.report.Unread = append(f.report.Unread, FailedBatch[T]{First: j.first, Items: j.items, Err: err, Sent: true})
	f.report.Unnamed += len(j.items)
	f.done(j)
}

// fail reports a batch with an error.
func (f *fanOut[T]) fail(j job[T], err error, sent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.report.Failed = append(f.report.Failed, FailedBatch[T]{First: j.first, Items: j.items, Err: err, Sent: sent})
	f.report.failed += len(j.items)
	f.done(j)
}

// done counts a batch. It is called with the lock.
func (f *fanOut[T]) done(j job[T]) {
	r := f.report
	r.Total += len(j.items)
	if f.options.Progress != nil {
		f.options.Progress(FanOutProgress{Done: r.Total, Accepted: r.Accepted, Refused: len(r.Refused) + r.Unnamed, Failed: r.failed})
	}
}

package rest

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// A FanOutReport says what became of each item of a [FanOut]. Its items are
// numbered from 0 in the order of the sequence. Every one of them was accepted
// unless it is in Refused, Unread or Failed, and
//
//	Total = Accepted + len(Refused) + Unnamed + FailedItems()
type FanOutReport[T comparable] struct {
	Total    int
	Accepted int
	// Refused are the items that the server did not accept, in order.
	Refused []RefusedItem[T]
	// Unnamed is how many items the server refused without saying which, and
	// how many are in Unread.
	Unnamed int
	// Unread are the batches that were carried out, but whose answers cannot be
	// read where they say what became of the items, in order. Err is a
	// [*DoneError].
	Unread []FailedBatch[T]
	// Failed are the batches that ended with an error, in order.
	Failed []FailedBatch[T]

	failed int // items in Failed
}

// A RefusedItem is an item that the server did not accept.
type RefusedItem[T comparable] struct {
	Index  int
	Item   T
	Reason string // in the server's words; may be empty
	// All is set when the server refused all items of the call: then the reason
	// may be the call, not the item.
	All bool
}

// A FailedBatch is what one call should have done.
type FailedBatch[T comparable] struct {
	First int // index of the first item
	Items []T
	Err   error // of the last attempt
	// Sent is set when a request was sent. It may have been carried out if
	// the answer was lost.
	Sent bool
}

// FailedItems returns the number of items in Failed.
func (r *FanOutReport[T]) FailedItems() int { return r.failed }

// EachFailed returns the items in Failed, one by one, with their errors.
func (r *FanOutReport[T]) EachFailed() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, b := range r.Failed {
			for _, item := range b.Items {
				if !yield(item, b.Err) {
					return
				}
			}
		}
	}
}

// An ItemOutcome is what became of one item.
type ItemOutcome uint8

// What can become of an item.
const (
	ItemUnknown  ItemOutcome = iota // there is no such item
	ItemAccepted                    // if Unnamed is not 0, or one of those
	ItemRefused
	ItemFailed
	ItemUnread // accepted or refused, by an answer that cannot be read
)

// String returns the outcome in a word.
func (o ItemOutcome) String() string {
	return [...]string{"unknown", "accepted", "refused", "failed", "unread"}[min(o, ItemUnread)]
}

// Of returns what became of the item with an index, and why if it was not
// accepted.
func (r *FanOutReport[T]) Of(index int) (ItemOutcome, error) {
	if index < 0 || index >= r.Total {
		return ItemUnknown, nil
	}
	if i, ok := slices.BinarySearchFunc(r.Refused, index, func(x RefusedItem[T], n int) int { return cmp.Compare(x.Index, n) }); ok {
		return ItemRefused, errors.New(cmp.Or(r.Refused[i].Reason, "no reason given"))
	}
	if b := batchOf(r.Failed, index); b != nil {
		return ItemFailed, b.Err
	}
	if b := batchOf(r.Unread, index); b != nil {
		return ItemUnread, b.Err
	}
	return ItemAccepted, nil
}

// batchOf returns the batch that has the item with an index, or nil.
func batchOf[T comparable](batches []FailedBatch[T], index int) *FailedBatch[T] {
	i, _ := slices.BinarySearchFunc(batches, index+1, func(x FailedBatch[T], n int) int { return cmp.Compare(x.First, n) })
	if i == 0 || index >= batches[i-1].First+len(batches[i-1].Items) {
		return nil
	}
	return &batches[i-1]
}

// Err returns nil if every item was accepted, and otherwise how many were not,
// with the errors of the batches in Failed and Unread, each once.
func (r *FanOutReport[T]) Err() error {
	if r.Accepted == r.Total {
		return nil
	}
	var causes []error
	seen := map[string]bool{}
	for _, b := range slices.Concat(r.Failed, r.Unread) {
		if s := b.Err.Error(); !seen[s] && len(causes) < maxCauses {
			seen[s] = true
			causes = append(causes, b.Err)
		}
	}
	unread := 0
	for _, b := range r.Unread {
		unread += len(b.Items)
	}
	sum := fmt.Errorf("%d of %d accepted, %d refused, %d failed", r.Accepted, r.Total, len(r.Refused)+r.Unnamed-unread, r.failed)
	if unread > 0 {
		sum = fmt.Errorf("%w, %d accepted or refused", sum, unread)
	}
	return errors.Join(append([]error{sum}, causes...)...)
}

// maxCauses limits the text of an error.
const maxCauses = 10

func (r *FanOutReport[T]) sort() {
	slices.SortFunc(r.Refused, func(a, b RefusedItem[T]) int { return cmp.Compare(a.Index, b.Index) })
	for _, batches := range [][]FailedBatch[T]{r.Failed, r.Unread} {
		slices.SortFunc(batches, func(a, b FailedBatch[T]) int { return cmp.Compare(a.First, b.First) })
	}
}

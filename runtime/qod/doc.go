// Package qod is what a program needs beside the generated clients of Quality
// on Demand, whatever the version of the API: notifications of every version
// as one [Event], a receiver that takes each of them once, a [Stream] of them
// for programs that want no callback, a [Waiter] for a session to become
// available, sessions that are not created twice after an answer was lost
// ([Create], [Reconcile]), and the codes of errors.
//
// It is no client: those are generated/qod/v0_8 to generated/qod/v1_2. It does
// not replace their types either. [Session] is a reading of a session for
// programs that deal with several versions; what it leaves out is in the
// generated type.
//
// A receiver:
//
//	stream, waiter := qod.NewStream(100), qod.NewWaiter(nil)
//	http.Handle("/notifications", qod.NewReceiver(func(ctx context.Context, e *qod.Event) error {
//		waiter.Take(e)
//		return stream.Take(ctx, e)
//	}, qod.ReceiverConfig{Tokens: []string{token}}))
//
//	for e := range stream.Events(ctx) {
//		log.Println(e.SessionID, e.Status, e.StatusInfo)
//	}
//
// Operators of version 0.8 post to the address that they were given followed by
// "/notifications"; the handler can be mounted at any path.
package qod

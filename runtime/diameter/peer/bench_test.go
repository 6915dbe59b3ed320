package peer_test

import (
	"context"
	"testing"
)

// BenchmarkCall measures calls over loopback, many at a time.
func BenchmarkCall(b *testing.B) {
	client, _ := pair(b, echo)
	b.ReportAllocs()
	b.SetParallelism(64)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := (pingClient{client}).Ping(context.Background(), newPing("x")); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkCallAlone measures calls over loopback, one after the other.
func BenchmarkCallAlone(b *testing.B) {
	client, _ := pair(b, echo)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (pingClient{client}).Ping(context.Background(), newPing("x")); err != nil {
			b.Fatal(err)
		}
	}
}

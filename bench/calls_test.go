package bench

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// A library exchanges requests and answers in its way. All of them have both
// sides in this process, connected over TCP on the loopback interface, and all
// that speak Diameter encode and decode both messages on both sides.
type library struct {
	name string
	// start connects a client with a server; both end with the test. The
	// function that it returns makes callers, each for one goroutine.
	start func(tb testing.TB) (newCaller func() caller)
}

// A caller sends one request and waits for its answer.
type caller func() error

// callers is how many requests are under way at the same time.
const callers = 64

// TestCalls checks that every library does what is measured: calls succeed,
// one after the other and many at a time.
func TestCalls(t *testing.T) {
	for _, lib := range []library{telgenLib, goDiameterLib, echoLib} {
		t.Run(lib.name, func(t *testing.T) {
			newCaller := lib.start(t)
			callOften(t, newCaller())
			failed := make(chan error, callers)
			for range callers {
				go func() { failed <- newCaller()() }()
			}
			for range callers {
				if err := <-failed; err != nil {
					t.Error(err)
				}
			}
		})
	}
	t.Run("alone", func(t *testing.T) { callOften(t, rawEchoLib.start(t)()) })
}

func callOften(t *testing.T, call caller) {
	t.Helper()
	for range 10 {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkCalls measures how long a call takes when 64 callers share a
// connection: the time of one is the elapsed time by the number of calls.
// tcp-echo sends the same bytes without Diameter, with one write for many
// messages: it is what the machine can do. The processor time of a call, of
// both sides together, hardly depends on what else the machine does.
func BenchmarkCalls(b *testing.B) {
	for _, lib := range []library{telgenLib, goDiameterLib, echoLib} {
		b.Run("msg=ULR/lib="+lib.name, func(b *testing.B) {
			newCaller := lib.start(b)
			b.ReportAllocs()
			procs := runtime.GOMAXPROCS(0)
			b.SetParallelism((callers + procs - 1) / procs)
			cpu := cpuTime()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				call := newCaller()
				for pb.Next() {
					if err := call(); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			b.ReportMetric(float64(cpuTime()-cpu)/float64(b.N), "cpu-ns/op")
		})
	}
}

// block is how many calls BenchmarkLatency makes before it goes back to the
// plain connection.
const block = 64

// BenchmarkLatency measures calls of one caller. Beside the median it reports
// how much that is above the median of a plain TCP connection that carries the
// same bytes, with no goroutine and no buffer between caller and server. The
// two take turns, so that what disturbs one disturbs the other.
func BenchmarkLatency(b *testing.B) {
	for _, lib := range []library{telgenLib, goDiameterLib, rawEchoLib} {
		b.Run("msg=ULR/lib="+lib.name, func(b *testing.B) {
			call, plain := lib.start(b)(), rawEchoLib.start(b)()
			var times, plainTimes []time.Duration
			for b.Loop() {
				times = append(times, clock(b, call))
				if len(times)%block == 1 {
					for range block {
						plainTimes = append(plainTimes, clock(b, plain))
					}
				}
			}
			p50 := percentile(times, 50)
			b.ReportMetric(0, "ns/op") // the plain connection is in it
			b.ReportMetric(p50, "p50-ns")
			b.ReportMetric(percentile(times, 99), "p99-ns")
			if lib.name != rawEchoLib.name {
				b.ReportMetric(p50-percentile(plainTimes, 50), "added-p50-ns")
			}
		})
	}
}

// clock returns how long a call takes.
func clock(b *testing.B, call caller) time.Duration {
	start := time.Now()
	if err := call(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// percentile returns the p-th percentile of times in nanoseconds. It sorts
// them.
func percentile(times []time.Duration, p int) float64 {
	slices.Sort(times)
	return float64(times[(len(times)-1)*p/100].Nanoseconds())
}

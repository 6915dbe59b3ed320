package otel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// collect returns what New makes of observations: a line for each series.
func collect(t *testing.T, observations ...peer.Observation) map[string]int64 {
	t.Helper()
	reader := metric.NewManualReader()
	metrics, err := New(metric.NewMeterProvider(metric.WithReader(reader)).Meter("test"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observations {
		metrics.Observe(o)
	}
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	lines := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			addLines(t, lines, m)
		}
	}
	return lines
}

// addLines adds the series of a metric. That of a histogram has the number of
// its values as well as their sum, in milliseconds.
func addLines(t *testing.T, lines map[string]int64, m metricdata.Metrics) {
	t.Helper()
	switch data := m.Data.(type) {
	case metricdata.Sum[int64]:
		for _, p := range data.DataPoints {
			lines[fmt.Sprint(m.Name, " ", m.Unit, " ", p.Attributes.Encoded(encoder{}))] = p.Value
		}
	case metricdata.Histogram[float64]:
		for _, p := range data.DataPoints {
			name := fmt.Sprint(m.Name, " ", m.Unit, " ", p.Attributes.Encoded(encoder{}))
			lines[name+" count"], lines[name+" sum"] = int64(p.Count), int64(p.Sum*1000+0.5)
		}
	default:
		t.Errorf("%s is a %T", m.Name, data)
	}
}

func TestMetrics(t *testing.T) {
	asked := peer.Observation{Application: 16777216, Command: 303, Result: diameter.ResultSuccess, Duration: 3 * time.Millisecond}
	answered := asked
	answered.Received, answered.Result = true, diameter.ResultUnableToComply
	got := collect(t, asked, asked, answered)
	want := map[string]int64{
		"diameter.client.requests {request} application=16777216 command=303 result=2xxx":                  2,
		"diameter.client.request.duration s application=16777216 command=303 result=2xxx count":            2,
		"diameter.client.request.duration s application=16777216 command=303 result=2xxx sum":              6,
		"diameter.server.requests {request} application=16777216 command=303 result=5xxx error=5012":       1,
		"diameter.server.request.duration s application=16777216 command=303 result=5xxx error=5012 count": 1,
		"diameter.server.request.duration s application=16777216 command=303 result=5xxx error=5012 sum":   3,
	}
	for line, value := range want {
		if got[line] != value {
			t.Errorf("%s is %d, want %d", line, got[line], value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %d lines", got, len(want))
	}
}

func TestAttributes(t *testing.T) {
	for _, c := range []struct {
		o    peer.Observation
		want string
	}{
		{peer.Observation{Result: 1001}, "application=7 command=8 result=1xxx"},
		{peer.Observation{Result: 2002}, "application=7 command=8 result=2xxx"},
		{peer.Observation{Result: 3004}, "application=7 command=8 result=3xxx error=3004"},
		{peer.Observation{Result: 5001}, "application=7 command=8 result=5xxx error=5001"},
		{peer.Observation{Result: 5999}, "application=7 command=8 result=5xxx error=5xxx"},
		{peer.Observation{Result: 999}, "application=7 command=8 result=other error=other"},
		{peer.Observation{Result: 4_000_000_000}, "application=7 command=8 result=other error=other"},
		{peer.Observation{Err: fmt.Errorf("call: %w", context.DeadlineExceeded)}, "application=7 command=8 result=none error=timeout"},
		{peer.Observation{Err: os.ErrDeadlineExceeded}, "application=7 command=8 result=none error=timeout"},
		{peer.Observation{Err: context.Canceled}, "application=7 command=8 result=none error=canceled"},
		{peer.Observation{Err: peer.ErrClosed}, "application=7 command=8 result=none error=closed"},
		{peer.Observation{Err: peer.ErrShutdown}, "application=7 command=8 result=none error=closed"},
		{peer.Observation{Err: errors.New("anything")}, "application=7 command=8 result=none error=_OTHER"},
		{peer.Observation{}, "application=7 command=8 result=none error=_OTHER"},
		{peer.Observation{Result: 3007}, "application=7 command=8 result=3xxx error=3007"},
		{peer.Observation{Result: 3007, Received: true}, "result=3xxx error=3007"},
		{peer.Observation{Result: 3001, Received: true}, "result=3xxx error=3001"},
		{peer.Observation{Result: 3002, Received: true}, "result=3xxx error=3002"},
		{peer.Observation{Result: 3003, Received: true}, "result=3xxx error=3003"},
	} {
		c.o.Application, c.o.Command = 7, 8
		set := attributes(c.o)
		if got := set.Encoded(encoder{}); got != c.want {
			t.Errorf("%+v has %s, want %s", c.o, got, c.want)
		}
	}
}

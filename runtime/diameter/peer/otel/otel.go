// Package otel makes OpenTelemetry metrics of what a Diameter node does:
//
//	metrics, err := otel.New(provider.Meter("example.org/hss"))
//	node, err := peer.NewNode(peer.Config{..., Metrics: metrics}, cx.Application)
//
// It is a module of its own, so that programs without OpenTelemetry do not
// carry its modules. It makes no spans.
package otel

import (
	"context"
	"errors"
	"net"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// Names of the instruments. There is no semantic convention for Diameter:
// they follow those for RPC, where a histogram of durations is named for the
// side that measures.
const (
	ServerDuration = "diameter.server.request.duration"
	ClientDuration = "diameter.client.request.duration"
	ServerRequests = "diameter.server.requests"
	ClientRequests = "diameter.client.requests"
)

// Keys of the attributes of measurements.
const (
	// ApplicationKey and CommandKey are integers. Requests of peers that the
	// node answered with 3001, 3002, 3003 or 3007, because nobody serves them,
	// have neither: their ids may be anything.
	ApplicationKey = attribute.Key("diameter.application.id")
	CommandKey     = attribute.Key("diameter.command.code")
	// ResultKey is "1xxx" to "5xxx", "other" for results outside of these
	// classes, and "none" without an answer.
	ResultKey = attribute.Key("diameter.result.class")
	// ErrorTypeKey, of the semantic conventions, says why a request failed, and
	// is left out if it did not: the code of a result that RFC 6733 names, such
	// as "5012", the class of another one, and without an answer "timeout",
	// "canceled", "closed" or "_OTHER".
	ErrorTypeKey = attribute.Key("error.type")
)

// metrics are the instruments of a node.
type metrics struct{ server, client instruments }

// instruments are those of one direction.
type instruments struct {
	requests metric.Int64Counter
	duration metric.Float64Histogram
}

// New returns metrics that count the requests of a node, and measure how long
// their answers took in seconds, by application, command and class of the
// result, and apart for those of peers (server) and its own (client). The
// errors are those of the meter.
func New(meter metric.Meter) (peer.Metrics, error) {
	server, err := newInstruments(meter, ServerRequests, "of peers that the node has answered", ServerDuration)
	if err != nil {
		return nil, err
	}
	client, err := newInstruments(meter, ClientRequests, "of the node that have ended", ClientDuration)
	if err != nil {
		return nil, err
	}
	return &metrics{server: server, client: client}, nil
}

// newInstruments makes a counter of the requests that whose says, and the
// histogram of their durations.
func newInstruments(meter metric.Meter, requests, whose, duration string) (i instruments, err error) {
	i.requests, err = meter.Int64Counter(requests, metric.WithUnit("{request}"),
		metric.WithDescription("Number of requests "+whose+"."))
	if err != nil {
		return i, err
	}
	i.duration, err = meter.Float64Histogram(duration, metric.WithUnit("s"),
		metric.WithDescription("Duration of requests "+whose+"."),
		metric.WithExplicitBucketBoundaries(bounds()...))
	return i, err
}

// bounds are the limits of the buckets, in seconds: those that OpenTelemetry
// advises for HTTP, and two below them for answers within a data centre.
func bounds() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}
}

// Observe counts a request.
func (m *metrics) Observe(o peer.Observation) {
	i := m.client
	if o.Received {
		i = m.server
	}
	set := metric.WithAttributeSet(attributes(o))
	i.requests.Add(context.Background(), 1, set)
	i.duration.Record(context.Background(), o.Duration.Seconds(), set)
}

// attributes describes a request. All its values are of small sets: a peer
// that makes up ids and codes makes no more series of them.
func attributes(o peer.Observation) attribute.Set {
	list := []attribute.KeyValue{ResultKey.String(class(o.Result))}
	if !o.Received || !unserved(o.Result) {
		list = append(list, ApplicationKey.Int64(int64(o.Application)), CommandKey.Int64(int64(o.Command)))
	}
	if kind := errorType(o); kind != "" {
		list = append(list, ErrorTypeKey.String(kind))
	}
	return attribute.NewSet(list...)
}

// unserved reports whether a result says that the node, and all that it
// knows, do not serve such requests.
func unserved(c diameter.ResultCode) bool {
	switch c {
	case diameter.ResultCommandUnsupported, diameter.ResultApplicationUnsupported,
		diameter.ResultUnableToDeliver, diameter.ResultRealmNotServed:
		return true
	}
	return false
}

// class returns the class of a result: its thousands (RFC 6733 section 7.1).
func class(c diameter.ResultCode) string {
	switch {
	case c == 0:
		return "none"
	case c < 1000 || c > 5999:
		return "other"
	}
	return strconv.Itoa(int(c/1000)) + "xxx"
}

// errorType says what went wrong, or "".
func errorType(o peer.Observation) string {
	code := strconv.FormatUint(uint64(o.Result), 10)
	switch {
	case o.Result == 0:
		return errorKind(o.Err)
	case o.Result/1000 == 1 || o.Result.IsSuccess():
		return ""
	case o.Result.String() == code: // it has no name
		return class(o.Result)
	}
	return code
}

// errorKind says why there was no answer.
func errorKind(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, peer.ErrClosed), errors.Is(err, peer.ErrShutdown):
		return "closed"
	}
	return "_OTHER" // as the semantic conventions call it
}

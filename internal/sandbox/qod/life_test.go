package qod

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	qod010 "github.com/telgen/telgen/generated/qod/v0_10"
	qod011 "github.com/telgen/telgen/generated/qod/v0_11"
	qod08 "github.com/telgen/telgen/generated/qod/v0_8"
	qod09 "github.com/telgen/telgen/generated/qod/v0_9"
	qod11 "github.com/telgen/telgen/generated/qod/v1"
	qod10 "github.com/telgen/telgen/generated/qod/v1_0"
	qod12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

const sinkToken = "a-token-for-the-sink"

// A basicClient is the generated client of any version.
type basicClient[C, S any] interface {
	CreateSession(ctx context.Context, body *C) (*S, error)
	GetSession(ctx context.Context, id string) (*S, error)
	DeleteSession(ctx context.Context, id string) error
}

type extender[E, S any] interface {
	ExtendQosSessionDuration(ctx context.Context, id string, body *E) (*S, error)
}

type finder[R, S any] interface {
	RetrieveSessionsByDevice(ctx context.Context, body *R) ([]S, error)
}

// A life is what a client does with a session, without the types of a version.
// Sessions are JSON.
type life struct {
	create func(body string) (string, error)
	get    func(id string) (string, error)
	delete func(id string) error
	extend func(id, body string) (string, error) // nil in versions without it
	find   func(body string) ([]string, error)   // nil in versions without it
}

func basicLife[C, S any](ctx context.Context, c basicClient[C, S]) life {
	return life{
		create: func(body string) (string, error) {
			req := new(C)
			if err := json.Unmarshal([]byte(body), req); err != nil {
				return "", err
			}
			return asJSON(c.CreateSession(ctx, req))
		},
		get:    func(id string) (string, error) { return asJSON(c.GetSession(ctx, id)) },
		delete: func(id string) error { return c.DeleteSession(ctx, id) },
	}
}

func (l life) withExtend(f func(id, body string) (string, error)) life {
	l.extend = f
	return l
}

func extendWith[E, S any](ctx context.Context, c extender[E, S]) func(id, body string) (string, error) {
	return func(id, body string) (string, error) {
		req := new(E)
		if err := json.Unmarshal([]byte(body), req); err != nil {
			return "", err
		}
		return asJSON(c.ExtendQosSessionDuration(ctx, id, req))
	}
}

func findWith[R, S any](ctx context.Context, c finder[R, S]) func(body string) ([]string, error) {
	return func(body string) ([]string, error) {
		req := new(R)
		if err := json.Unmarshal([]byte(body), req); err != nil {
			return nil, err
		}
		found, err := c.RetrieveSessionsByDevice(ctx, req)
		var list []string
		for i := range found {
			s, failed := asJSON(&found[i], nil)
			err = errors.Join(err, failed)
			list = append(list, s)
		}
		return list, err
	}
}

// asJSON returns a session that obeys its document.
func asJSON[S any](s *S, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if err := any(s).(interface{ Validate() error }).Validate(); err != nil {
		return "", err
	}
	b, err := json.Marshal(s)
	return string(b), err
}

// A heard is a notification that a generated receiver took, as JSON.
type heard chan string

// receiver is the generated interface of any version.
type receiver[T jsonwire.Appender] struct{ heard }

// PostNotification takes a notification.
func (r receiver[T]) PostNotification(_ context.Context, event T) error {
	if v, ok := any(event).(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return rest.BadRequest(err)
		}
	}
	r.heard <- string(event.AppendJSON(nil))
	return nil
}

// allLives returns client and receiver of every version.
func allLives(t *testing.T, url string, h heard) map[version]struct {
	life
	sink http.Handler
} {
	t.Helper()
	ctx := t.Context()
	option, verify := rest.WithHeader("Authorization", "Bearer "+twoLegged), rest.VerifyBearer(sinkToken)
	type pair = struct {
		life
		sink http.Handler
	}
	c08 := must(qod08.NewClient(url+v0_8.path(), option))
	c09 := must(qod09.NewClient(url+v0_9.path(), option))
	c010 := must(qod010.NewClient(url+v0_10.path(), option))
	c011 := must(qod011.NewClient(url+v0_11.path(), option))
	c10 := must(qod10.NewClient(url+v1_0.path(), option))
	c11 := must(qod11.NewClient(url+v1_1.path(), option))
	c12 := must(qod12.NewClient(url+v1_2.path(), option))
	l011 := basicLife(ctx, c011).withExtend(extendWith(ctx, c011))
	l10 := basicLife(ctx, c10).withExtend(extendWith(ctx, c10))
	l11 := basicLife(ctx, c11).withExtend(extendWith(ctx, c11))
	l12 := basicLife(ctx, c12).withExtend(extendWith(ctx, c12))
	l011.find, l10.find, l11.find, l12.find = findWith(ctx, c011), findWith(ctx, c10), findWith(ctx, c11), findWith(ctx, c12)
	return map[version]pair{
		v0_8:  {basicLife(ctx, c08), qod08.NewNotificationHandler(receiver[*qod08.Notification]{h}, verify)},
		v0_9:  {basicLife(ctx, c09), qod09.NewNotificationHandler(receiver[*qod09.EventNotification]{h}, verify)},
		v0_10: {basicLife(ctx, c010).withExtend(extendWith(ctx, c010)), qod010.NewNotificationHandler(receiver[qod010.CloudEvent]{h}, verify)},
		v0_11: {l011, qod011.NewNotificationHandler(receiver[qod011.CloudEvent]{h}, verify)},
		v1_0:  {l10, qod10.NewNotificationHandler(receiver[qod10.CloudEvent]{h}, verify)},
		v1_1:  {l11, qod11.NewNotificationHandler(receiver[qod11.CloudEvent]{h}, verify)},
		v1_2:  {l12, qod12.NewNotificationHandler(receiver[qod12.QosNotificationEvent]{h}, verify)},
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// request is a request to create a session in the words of v.
func request(t *testing.T, v version, sink string) string {
	switch {
	case v == v0_8:
		return `{"ueId":{"msisdn":"34600000000"},"asId":{"ipv4addr":"198.51.100.0/24"},"qos":"QOS_L","duration":3600,"notificationUrl":"` + sink + `","notificationAuthToken":"` + sinkToken + `"}`
	case v <= v0_10:
		return edit(t, orderBody, `webhook={"notificationUrl":"`+sink+`/notifications","notificationAuthToken":"`+sinkToken+`"}`)
	}
	return edit(t, orderBody, withSink(sink+"/notifications")...)
}

// sessionID returns the id of a session, which 0.8 has another word for.
func sessionID(t *testing.T, session string) string {
	t.Helper()
	r := result{body: []byte(session)}
	if id := r.text("sessionId"); id != "" {
		return id
	}
	return r.text("id")
}

// wants returns the members that a notification of v has.
func wants(v version, id, status, info string) map[string]string {
	data, kind := "data.", ""
	switch v {
	case v0_8:
		return map[string]string{"sessionId": id, "event": "SESSION_TERMINATED"}
	case v0_9:
		data = "event.eventDetail."
		if info == deleteRequested {
			info = ""
		}
		return map[string]string{"event.eventType": "QOS_STATUS_CHANGED", data + "sessionId": id, data + "qosStatus": status, data + "statusInfo": info}
	case v0_10:
		kind = "org.camaraproject.qod.v0.qos-status-changed"
	case v0_11:
		kind = "org.camaraproject.quality-on-demand.v0.qos-status-changed"
	default:
		kind = "org.camaraproject.quality-on-demand.v1.qos-status-changed"
	}
	return map[string]string{"type": kind, data + "sessionId": id, data + "qosStatus": status, data + "statusInfo": info}
}

// TestLives takes a session of each version through its whole life, twice: one
// is deleted, the other expires.
func TestLives(t *testing.T) {
	for v := v0_8; v <= v1_2; v++ {
		for _, ending := range []string{deleteRequested, durationExpired} {
			t.Run(v.String()+" "+ending, func(t *testing.T) {
				b, events := newBox(t, nil), make(heard, 10)
				l := allLives(t, b.url, events)[v]
				mux := http.NewServeMux()
				mux.Handle("/notifications", l.sink)
				sink := httptest.NewTLSServer(mux)
				t.Cleanup(sink.Close)
				run{t, b, v, l.life, events}.all(sink.URL, ending)
			})
		}
	}
}

// A run is a session's life in one version.
type run struct {
	t *testing.T
	*box
	v version
	life
	events heard
}

func (r run) all(sink, ending string) {
	r.t.Helper()
	created, err := r.create(request(r.t, r.v, sink))
	if err != nil {
		r.t.Fatal(err)
	}
	id := sessionID(r.t, created)
	r.is(created, requested)
	if _, err := r.create(request(r.t, r.v, sink)); err == nil {
		r.t.Error("a second session on the same flow was created")
	}
	r.clock.advance(time.Second)
	if r.v != v0_8 {
		r.hears(id, available, "")
	}
	r.is(r.read(id), available)
	lasts := r.prolong(id)
	if r.find != nil {
		if list, err := r.find(`{"device":{"phoneNumber":"+34600000000"}}`); err != nil || len(list) != 1 || sessionID(r.t, list[0]) != id {
			r.t.Errorf("found %v, %v", list, err)
		}
	}
	if ending == deleteRequested {
		if err := r.delete(id); err != nil {
			r.t.Error(err)
		}
		r.hears(id, notAvailable, deleteRequested)
	} else {
		r.clock.advance(lasts)
		r.hears(id, notAvailable, durationExpired)
		r.is(r.read(id), notAvailable)
		r.clock.advance(360 * time.Second)
	}
	r.missing(id)
}

// prolong adds ten minutes where the version can, and returns how long the
// session lasts.
func (r run) prolong(id string) time.Duration {
	r.t.Helper()
	if r.extend == nil {
		return time.Hour
	}
	s, err := r.extend(id, `{"requestedAdditionalDuration":600}`)
	if err != nil {
		r.t.Fatal(err)
	}
	if n := (&result{body: []byte(s)}).member("duration"); n != 4200.0 {
		r.t.Errorf("lasts %v s, want 4200", n)
	}
	return 70 * time.Minute
}

func (r run) read(id string) string {
	r.t.Helper()
	s, err := r.get(id)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// is checks the status, which 0.8 does not have.
func (r run) is(session, status string) {
	r.t.Helper()
	if got := (&result{body: []byte(session)}).text("qosStatus"); r.v != v0_8 && got != status {
		r.t.Errorf("is %s, want %s", got, status)
	}
}

func (r run) hears(id, status, info string) {
	r.t.Helper()
	select {
	case e := <-r.events:
		for name, want := range wants(r.v, id, status, info) {
			if got := (&result{body: []byte(e)}).text(name); got != want {
				r.t.Errorf("%s is %q, want %q in %s", name, got, want, e)
			}
		}
	case <-time.After(5 * time.Second):
		r.t.Fatal("no notification")
	}
}

// missing checks that the session is gone, with the error of the version.
func (r run) missing(id string) {
	r.t.Helper()
	_, err := r.get(id)
	status, ok := errors.AsType[*rest.StatusError](err)
	if !ok || status.Status != http.StatusNotFound || (&result{body: status.Body}).text("code") != "NOT_FOUND" {
		r.t.Errorf("gone, and read again: %v", err)
	}
}

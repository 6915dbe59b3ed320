package qod_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	v1 "github.com/telgen/telgen/generated/qod/v1"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// lost is the error of an answer that did not come.
var lost = &rest.CallError{Operation: "createSession", Doing: "request", Err: io.ErrUnexpectedEOF}

func answered(status int) error {
	return &rest.StatusError{Operation: "createSession", Status: status}
}

// request is what is asked for here.
func request() *v1.CreateSession {
	return &v1.CreateSession{
		Device:            &v1.Device{PhoneNumber: opt.Some("+34600000000")},
		ApplicationServer: v1.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		QosProfile:        "QOS_L", Duration: 3600,
	}
}

// An operator answers creates one by one, and has a session for each look.
type operator struct {
	creates []error // of each call; nil is a success
	lists   [][]v1.SessionInfo
	listErr error

	created, listed int
}

func (o *operator) create(context.Context) (*v1.SessionInfo, error) {
	o.created++
	if err := o.creates[o.created-1]; err != nil {
		return nil, err
	}
	return info("created", "QOS_L", time.Time{}), nil
}

func (o *operator) list(context.Context) ([]v1.SessionInfo, error) {
	if o.listed++; o.listErr != nil || o.listed > len(o.lists) {
		return nil, o.listErr
	}
	return o.lists[o.listed-1], nil
}

func info(id, profile string, started time.Time) *v1.SessionInfo {
	s := &v1.SessionInfo{
		SessionID: id, QosProfile: profile, QosStatus: v1.QosStatusRequested,
		ApplicationServer: v1.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
	}
	if !started.IsZero() {
		s.StartedAt.Set(started)
	}
	return s
}

func TestCreate(t *testing.T) {
	found := []v1.SessionInfo{*info("another", "QOS_E", time.Time{}), *info("found", "QOS_L", time.Time{})}
	old := []v1.SessionInfo{*info("old", "QOS_L", at.AddDate(-100, 0, 0))}
	for _, tt := range []struct {
		name            string
		operator        operator
		want            string // id of the session
		err             error
		created, listed int
	}{
		{"at once", operator{creates: []error{nil}}, "created", nil, 1, 0},
		{"refused", operator{creates: []error{answered(409)}}, "", answered(409), 1, 0},
		{"lost, and there", operator{creates: []error{lost}, lists: [][]v1.SessionInfo{found}}, "found", nil, 1, 1},
		{"lost, and there later", operator{creates: []error{lost}, lists: [][]v1.SessionInfo{nil, old, found}}, "found", nil, 1, 3},
		{"lost, and not there", operator{creates: []error{lost, nil}}, "created", nil, 2, 3},
		{"an older one", operator{creates: []error{lost, answered(409)}, lists: [][]v1.SessionInfo{old, old, old, old, old, old}}, "", answered(409), 2, 6},
		{"late, in conflict with itself", operator{creates: []error{lost, answered(409)}, lists: [][]v1.SessionInfo{nil, nil, nil, found}}, "found", nil, 2, 4},
		{"lost twice", operator{creates: []error{lost, lost}, lists: [][]v1.SessionInfo{nil, nil, nil, found}}, "found", nil, 2, 4},
		{"lost twice, and not there", operator{creates: []error{lost, lost}}, "", lost, 2, 6},
		{"gateway, and there", operator{creates: []error{answered(504)}, lists: [][]v1.SessionInfo{found}}, "found", nil, 1, 1},
		{"gateway, and not there", operator{creates: []error{answered(502)}}, "", answered(502), 1, 3},
		{"server, and not there", operator{creates: []error{answered(503)}}, "", answered(503), 1, 1},
		{"404 for no sessions", operator{creates: []error{lost, nil}, listErr: answered(404)}, "created", nil, 2, 3},
		{"nothing goes", operator{creates: []error{lost}, listErr: answered(500)}, "", lost, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := qod.Create(t.Context(), request(), tt.operator.create, tt.operator.list)
				if tt.want == "" && (s != nil || err == nil || !sameError(err, tt.err)) || tt.want != "" && (err != nil || s.SessionID != tt.want) {
					t.Errorf("%+v, %v; want %s, %v", s, err, tt.want, tt.err)
				}
				if tt.operator.created != tt.created || tt.operator.listed != tt.listed {
					t.Errorf("created %d times, looked %d times", tt.operator.created, tt.operator.listed)
				}
			})
		})
	}
}

// sameError reports whether err is, or joins, want: the lost call, or the same
// status.
func sameError(err, want error) bool {
	if w := qod.ErrorOf(want); w != nil {
		e := qod.ErrorOf(err)
		return e != nil && e.Status == w.Status
	}
	return errors.Is(err, want)
}

// TestCreateContext ends while the outcome is in doubt.
func TestCreateContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		o := operator{creates: []error{lost}}
		s, err := qod.Create(ctx, request(), o.create, o.list)
		if s != nil || !errors.Is(err, lost) || !errors.Is(err, context.DeadlineExceeded) || !qod.InDoubt(err) || o.created != 1 {
			t.Errorf("%+v, %v, %+v", s, err, o)
		}
	})
}

func TestReconcileTakesTheNewest(t *testing.T) {
	o := operator{lists: [][]v1.SessionInfo{{*info("1", "QOS_L", at), *info("3", "QOS_L", at.Add(time.Hour)), *info("2", "QOS_L", at)}}}
	s, err := qod.Reconcile(t.Context(), request(), time.Time{}, o.list)
	if err != nil || s.SessionID != "3" {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := qod.Reconcile(t.Context(), request(), time.Time{}, o.list); s != nil || err != nil {
		t.Errorf("none: %+v, %v", s, err)
	}
}

func TestInDoubt(t *testing.T) {
	call := func(doing string) error {
		return &rest.CallError{Operation: "createSession", Doing: doing, Err: io.ErrUnexpectedEOF}
	}
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{nil, false}, {errors.New("x"), false}, {lost, true},
		{call("answer"), true}, {call("answer with status 201 Created"), true},
		{call("request body"), false}, {call("parameters"), false}, {call("access token"), false}, {call("request editor"), false},
		{answered(http.StatusGatewayTimeout), true}, {answered(http.StatusBadRequest), false},
		{answered(http.StatusConflict), false}, {answered(http.StatusTooManyRequests), false},
	} {
		if have := qod.InDoubt(tt.err); have != tt.want {
			t.Errorf("%v: %t", tt.err, have)
		}
	}
}

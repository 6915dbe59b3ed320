package qod

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// The values of [Event.Type] that are no CloudEvents.
const (
	TypeSessionTerminated = "SESSION_TERMINATED" // 0.8
	TypeQosStatusChanged  = "QOS_STATUS_CHANGED" // 0.9
)

// An Event is a notification of any version:
//
//	0.8    {"sessionId":"3fa8...","event":"SESSION_TERMINATED"}
//	0.9    {"event":{"eventId":"5698...","eventType":"QOS_STATUS_CHANGED","eventTime":"...",
//	       "eventDetail":{"sessionId":"7698...","qosStatus":"UNAVAILABLE"}}}, or what is in "event" alone
//	0.10   {"id":"83a0...","source":"...","specversion":"1.0","time":"...",
//	       "type":"org.camaraproject.qod.v0.qos-status-changed",
//	       "data":{"sessionId":"7698...","qosStatus":"AVAILABLE"}}
//	0.11   the same with "org.camaraproject.quality-on-demand.v0.qos-status-changed"
//	1.x    the same with "org.camaraproject.quality-on-demand.v1.qos-status-changed"
//
// Network as Code has sent bodies with both "event" and "data": "data" counts.
// Events of qos-provisioning are read, too. What a version leaves out is zero.
type Event struct {
	ID     string    // of the event, unique for Source; a number is taken as its text
	Source string    // in CloudEvents
	Type   string    // of the CloudEvent, TypeSessionTerminated or TypeQosStatusChanged
	Time   time.Time // zero if it is absent or cannot be read

	SessionID string
	// AssignmentID is the id of what was provisioned, in events of
	// qos-provisioning; SessionID is then empty.
	AssignmentID string
	// Status is UNAVAILABLE in version 0.8, too.
	Status     Status
	StatusInfo StatusInfo // often absent, not only with AVAILABLE

	Raw jsonwire.Raw // as received
}

// ParseEvent reads a notification, leniently: members and values that nobody
// knows are no errors, absent ones neither as long as it is clear what the
// event is about. Events of types that are unknown and have no session are
// returned with what they have. The error is a [*jsonwire.Error].
func ParseEvent(b []byte) (*Event, error) {
	e := new(Event)
	if err := jsonwire.Unmarshal(b, e); err != nil {
		return nil, err
	}
	return e, nil
}

// DecodeJSON reads e from d.
func (e *Event) DecodeJSON(d *jsonwire.Decoder) {
	raw := d.Raw()
	*e = Event{Raw: raw}
	if raw == nil {
		return
	}
	inner := jsonwire.NewDecoder(raw)
	r := eventReader{Event: e}
	r.read(inner)
	if err := inner.Err(); err != nil {
		d.Fail(err.Error())
		return
	}
	if problem := r.finish(); problem != "" {
		d.Fail(problem)
	}
}

// An eventReader reads the members of an event, in any of the shapes.
type eventReader struct {
	*Event
	wrapped, data detail // of "event" or "eventDetail", and of "data"
}

// A detail says what happened to what.
type detail struct {
	session, assignment string
	status              Status
	info                StatusInfo
}

func (r *eventReader) read(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "id":
			r.ID = d.String()
		case "source":
			r.Source = d.String()
		case "type":
			r.Type = d.String()
		case "time":
			r.Time = when(d)
		case "data":
			r.data.read(d)
		case "event":
			r.event(d)
		case "sessionId": // 0.8
			r.wrapped.session = d.String()
		default:
			r.member(d) // of 0.9 without its "event"
		}
	}
}

// event reads the member "event": a word in 0.8, an object in 0.9.
func (r *eventReader) event(d *jsonwire.Decoder) {
	switch d.Kind() {
	case jsonwire.KindString:
		r.orType(d.String())
	case jsonwire.KindObject:
		d.BeginObject()
		for d.NextMember() {
			r.member(d)
		}
	default:
		d.Skip()
	}
}

// member reads a member of an event of 0.9, which never replaces one of a
// CloudEvent.
func (r *eventReader) member(d *jsonwire.Decoder) {
	switch d.Key() {
	case "eventId":
		if s := d.String(); r.ID == "" {
			r.ID = s
		}
	case "eventType":
		r.orType(d.String())
	case "eventTime":
		if t := when(d); r.Time.IsZero() {
			r.Time = t
		}
	case "eventDetail":
		session := r.wrapped.session
		r.wrapped.read(d)
		if r.wrapped.session == "" {
			r.wrapped.session = session
		}
	default:
		d.Skip()
	}
}

// when reads a time. One that nobody can read is no reason to refuse an event:
// it is zero.
func when(d *jsonwire.Decoder) time.Time {
	raw := d.Raw()
	if raw == nil {
		return time.Time{}
	}
	for _, text := range []jsonwire.Raw{raw, withColon(raw)} {
		inner := jsonwire.NewDecoder(text)
		if t := inner.Time(); inner.Err() == nil {
			return t
		}
	}
	return time.Time{}
}

// withColon makes "...+0100" in JSON "...+01:00", as RFC 3339 has it.
func withColon(raw jsonwire.Raw) jsonwire.Raw {
	i := len(raw) - len(`0100"`)
	if i < 1 || raw[i-1] != '+' && raw[i-1] != '-' {
		return raw
	}
	return slices.Concat(raw[:i+2], jsonwire.Raw(":"), raw[i+2:])
}

func (r *eventReader) orType(s string) {
	if r.Type == "" {
		r.Type = s
	}
}

// read reads an object such as
//
//	{"sessionId":"7698...","qosStatus":"UNAVAILABLE","statusInfo":"DURATION_EXPIRED"}
//
// Anything else is data of an event that is not ours.
func (t *detail) read(d *jsonwire.Decoder) {
	if d.Kind() != jsonwire.KindObject {
		d.Skip()
		return
	}
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "sessionId":
			t.session = text(d)
		case "assignmentId", "provisioningId":
			t.assignment = text(d)
		case "qosStatus", "status":
			t.status = Status(text(d))
		case "statusInfo":
			t.info = StatusInfo(text(d))
		default:
			d.Skip()
		}
	}
}

// text reads a string or the text of a number; anything else is skipped.
func text(d *jsonwire.Decoder) string {
	if k := d.Kind(); k == jsonwire.KindString || k == jsonwire.KindNumber {
		return d.String()
	}
	d.Skip()
	return ""
}

// finish sets what the details say, and returns what is wrong with the event.
func (r *eventReader) finish() string {
	t := r.data
	if t == (detail{}) {
		t = r.wrapped
	}
	r.SessionID, r.AssignmentID, r.Status, r.StatusInfo = t.session, t.assignment, t.status, t.info
	switch {
	case r.Type == "":
		return "neither type nor event says what this is"
	case r.Type == TypeSessionTerminated && r.Status == "":
		r.Status = StatusUnavailable
	}
	if r.isStatusChange() && r.SessionID == "" {
		return "an event of type " + r.Type + " names no session"
	}
	return ""
}

// isStatusChange reports whether the event must be about a session.
func (e *Event) isStatusChange() bool {
	switch e.Type {
	case TypeSessionTerminated, TypeQosStatusChanged:
		return true
	}
	return strings.HasPrefix(e.Type, "org.camaraproject.") && strings.HasSuffix(e.Type, ".qos-status-changed")
}

// An eventKey tells events apart.
type eventKey [sha256.Size]byte

// key is the same for every delivery of an event: of its source and id, or,
// where it has no id, of all it says.
func (e *Event) key() eventKey {
	parts := []string{"id", e.Source, e.ID}
	if e.ID == "" {
		parts = []string{"all", e.Type, e.Time.UTC().Format(time.RFC3339Nano), e.SessionID, e.AssignmentID, string(e.Status), string(e.StatusInfo)}
	}
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:])
	}
	return eventKey(h.Sum(nil))
}

package qod

import (
	"sync/atomic"
	"time"

	qod010 "github.com/telgen/telgen/generated/qod/v0_10"
	qod011 "github.com/telgen/telgen/generated/qod/v0_11"
	qod08 "github.com/telgen/telgen/generated/qod/v0_8"
	qod09 "github.com/telgen/telgen/generated/qod/v0_9"
	qod11 "github.com/telgen/telgen/generated/qod/v1"
	qod10 "github.com/telgen/telgen/generated/qod/v1_0"
	qod12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

// An event is a change of a session's status, on its way to the sink.
type event struct {
	id      string
	session string
	version version
	sink    sink
	source  string
	time    time.Time
	status  string
	info    string // empty for none
	// gone is set when the sink says that it takes no more events of the
	// session.
	gone *atomic.Bool
}

// wanted reports whether the version has such an event at all: 0.8 tells of
// the end of a session only.
func (e *event) wanted() bool {
	return e.sink.url != "" && (e.version != v0_8 || e.status == notAvailable)
}

// url is where e goes.
func (e *event) url() string {
	if e.version == v0_8 {
		return e.sink.url + "/notifications"
	}
	return e.sink.url
}

func (e *event) contentType() string {
	if e.version <= v0_9 {
		return "application/json"
	}
	return "application/cloudevents+json"
}

// body returns e as its version has it.
func (e *event) body() []byte { return e.message().AppendJSON(nil) }

func (e *event) message() jsonwire.Appender {
	switch e.version {
	case v0_8:
		return &qod08.Notification{SessionID: e.session, Event: qod08.SessionEventSessionTerminated}
	case v0_9:
		return e.message09()
	case v0_10:
		return &qod010.EventQosStatusChanged{
			ID: e.id, Source: e.source, Time: e.time,
			Specversion: qod010.CloudEventSpecversion10, Datacontenttype: opt.Some(qod010.CloudEventDatacontenttypeApplicationJSON),
			Data: qod010.EventQosStatusChangedData{SessionID: e.session, QosStatus: qod010.EventQosStatus(e.status), StatusInfo: optional[qod010.StatusInfo](e.info)},
		}
	case v0_11:
		return &qod011.EventQosStatusChanged{
			ID: e.id, Source: e.source, Time: e.time,
			Specversion: qod011.CloudEventSpecversion10, Datacontenttype: opt.Some(qod011.CloudEventDatacontenttypeApplicationJSON),
			Data: qod011.EventQosStatusChangedData{SessionID: e.session, QosStatus: qod011.EventQosStatus(e.status), StatusInfo: optional[qod011.StatusInfo](e.info)},
		}
	case v1_0:
		return &qod10.EventQosStatusChanged{
			ID: e.id, Source: e.source, Time: e.time,
			Specversion: qod10.CloudEventSpecversion10, Datacontenttype: opt.Some(qod10.CloudEventDatacontenttypeApplicationJSON),
			Data: qod10.EventQosStatusChangedData{SessionID: e.session, QosStatus: qod10.EventQosStatus(e.status), StatusInfo: optional[qod10.StatusInfo](e.info)},
		}
	case v1_1:
		return &qod11.EventQosStatusChanged{
			ID: e.id, Source: e.source, Time: e.time,
			Specversion: qod11.CloudEventSpecversion10, Datacontenttype: opt.Some(qod11.CloudEventDatacontenttypeApplicationJSON),
			Data: qod11.EventQosStatusChangedData{SessionID: e.session, QosStatus: qod11.EventQosStatus(e.status), StatusInfo: optional[qod11.StatusInfo](e.info)},
		}
	}
	return &qod12.EventQosStatusChanged{
		ID: e.id, Source: e.source, Time: e.time,
		Specversion: qod12.CloudEventSpecversion10, Datacontenttype: opt.Some(qod12.CloudEventDatacontenttypeApplicationJSON),
		Data: qod12.EventQosStatusChangedData{SessionID: e.session, QosStatus: qod12.EventQosStatus(e.status), StatusInfo: optional[qod12.StatusInfo](e.info)},
	}
}

// message09 has no CloudEvent yet, and no word for a session that was deleted.
func (e *event) message09() jsonwire.Appender {
	info := e.info
	if info == deleteRequested {
		info = ""
	}
	return &qod09.EventNotification{Event: &qod09.QosStatusChangedEvent{
		EventID: opt.Some(e.id), EventTime: e.time,
		EventDetail: qod09.QosStatusChangedEventEventDetail{
			SessionID: e.session, QosStatus: qod09.EventQosStatus(e.status), StatusInfo: optional[qod09.StatusInfo](info),
		},
	}}
}

// optional is s, or nothing if it is empty.
func optional[T ~string](s string) opt.Value[T] {
	if s == "" {
		return opt.None[T]()
	}
	return opt.Some(T(s))
}

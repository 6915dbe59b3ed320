package qod

// A Status is what a session is: one of the constants, or what the operator
// sent.
type Status string

// The statuses of sessions. Version 0.8 has none.
const (
	StatusRequested   Status = "REQUESTED"   // not decided; never in an event
	StatusAvailable   Status = "AVAILABLE"   // runs
	StatusUnavailable Status = "UNAVAILABLE" // refused, or has ended
)

// Known reports whether s is one of the constants.
func (s Status) Known() bool {
	return s == StatusRequested || s == StatusAvailable || s == StatusUnavailable
}

// A StatusInfo says why a session is UNAVAILABLE: one of the constants, what
// the operator sent, or nothing.
type StatusInfo string

// The reasons.
const (
	DurationExpired   StatusInfo = "DURATION_EXPIRED"
	NetworkTerminated StatusInfo = "NETWORK_TERMINATED"
	DeleteRequested   StatusInfo = "DELETE_REQUESTED" // since 0.10
)

// Known reports whether i is one of the constants.
func (i StatusInfo) Known() bool {
	return i == DurationExpired || i == NetworkTerminated || i == DeleteRequested
}

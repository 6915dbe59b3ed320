package qod

import (
	"fmt"
	"net/http"

	"github.com/telgen/telgen/runtime/rest"
)

// A reason is why a request is refused. Versions have different words for it.
type reason int

const (
	invalidArgument reason = iota
	invalidCredential
	invalidSink
	durationOutOfRange
	unauthenticated
	permissionDenied
	sessionNotFound
	deviceNotFound
	deviceMismatch
	otherDeviceThanToken
	serviceNotApplicable
	missingDevice
	unnecessaryDevice
	unsupportedDevice
	profileNotFound
	profileNotApplicable
	keyNotConfigured
	conflict
	extensionNotAllowed
	tooManyRequests
	quotaExceeded
	internalError
	unavailable
)

// A failure is a request that is refused, in the words of no version.
type failure struct {
	reason  reason
	message string
}

// Error returns the message.
func (f *failure) Error() string { return f.message }

func refuse(r reason, format string, args ...any) error {
	return &failure{r, fmt.Sprintf(format, args...)}
}

// An answer is how a reason is told to the client.
type answer struct {
	status int
	code   string
}

// problem returns f in the words of v.
func (v version) problem(f *failure) *rest.Problem {
	a := v.answer(f.reason)
	return &rest.Problem{Status: a.status, Code: a.code, Message: f.message}
}

// answer returns how v answers for r: as the newest version does, unless v is
// older.
func (v version) answer(r reason) answer {
	switch {
	case v == v0_8:
		return answer08(r)
	case v <= v0_10:
		return answer09(r)
	case v == v0_11:
		if a, ok := answer011(r); ok {
			return a
		}
	}
	switch r {
	case invalidSink:
		if v < v1_1 {
			return answer{http.StatusBadRequest, "INVALID_ARGUMENT"}
		}
	case profileNotApplicable:
		if v < v1_1 {
			return answer{http.StatusBadRequest, "INVALID_ARGUMENT"}
		}
	}
	return newestAnswer(r)
}

func newestAnswer(r reason) answer {
	switch r {
	case invalidCredential:
		return answer{http.StatusBadRequest, "INVALID_CREDENTIAL"}
	case invalidSink:
		return answer{http.StatusBadRequest, "INVALID_SINK"}
	case durationOutOfRange:
		return answer{http.StatusBadRequest, "QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE"}
	case unauthenticated:
		return answer{http.StatusUnauthorized, "UNAUTHENTICATED"}
	case permissionDenied:
		return answer{http.StatusForbidden, "PERMISSION_DENIED"}
	case sessionNotFound:
		return answer{http.StatusNotFound, "NOT_FOUND"}
	case deviceNotFound:
		return answer{http.StatusNotFound, "IDENTIFIER_NOT_FOUND"}
	case deviceMismatch:
		return answer{http.StatusUnprocessableEntity, "IDENTIFIER_MISMATCH"}
	case serviceNotApplicable:
		return answer{http.StatusUnprocessableEntity, "SERVICE_NOT_APPLICABLE"}
	case missingDevice:
		return answer{http.StatusUnprocessableEntity, "MISSING_IDENTIFIER"}
	case unnecessaryDevice, otherDeviceThanToken:
		return answer{http.StatusUnprocessableEntity, "UNNECESSARY_IDENTIFIER"}
	case unsupportedDevice:
		return answer{http.StatusUnprocessableEntity, "UNSUPPORTED_IDENTIFIER"}
	case profileNotApplicable:
		return answer{http.StatusUnprocessableEntity, "QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE"}
	case keyNotConfigured:
		return answer{http.StatusUnprocessableEntity, "PRIVATE_KEY_JWT_NOT_CONFIGURED"}
	case extensionNotAllowed:
		return answer{http.StatusConflict, "QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED"}
	}
	return answer09(r)
}

// answer011 has the codes that were renamed after 0.11.
func answer011(r reason) (answer, bool) {
	switch r {
	case deviceNotFound:
		return answer{http.StatusNotFound, "DEVICE_NOT_FOUND"}, true
	case deviceMismatch:
		return answer{http.StatusUnprocessableEntity, "DEVICE_IDENTIFIERS_MISMATCH"}, true
	case otherDeviceThanToken:
		return answer{http.StatusForbidden, "INVALID_TOKEN_CONTEXT"}, true
	case serviceNotApplicable:
		return answer{http.StatusUnprocessableEntity, "DEVICE_NOT_APPLICABLE"}, true
	case missingDevice, unsupportedDevice:
		return answer{http.StatusUnprocessableEntity, "UNIDENTIFIABLE_DEVICE"}, true
	}
	return answer{}, false
}

// answer09 is for 0.9 and 0.10, and for what all versions have in common.
func answer09(r reason) answer {
	switch r {
	case durationOutOfRange:
		return answer{http.StatusBadRequest, "OUT_OF_RANGE"}
	case unauthenticated:
		return answer{http.StatusUnauthorized, "UNAUTHENTICATED"}
	case permissionDenied:
		return answer{http.StatusForbidden, "PERMISSION_DENIED"}
	case sessionNotFound, profileNotFound:
		return answer{http.StatusNotFound, "NOT_FOUND"}
	case conflict:
		return answer{http.StatusConflict, "CONFLICT"}
	case serviceNotApplicable:
		return answer{http.StatusNotImplemented, "NOT_IMPLEMENTED"}
	case tooManyRequests:
		return answer{http.StatusTooManyRequests, "TOO_MANY_REQUESTS"}
	case quotaExceeded:
		return answer{http.StatusTooManyRequests, "QUOTA_EXCEEDED"}
	case internalError:
		return answer{http.StatusInternalServerError, "INTERNAL"}
	case unavailable:
		return answer{http.StatusServiceUnavailable, "UNAVAILABLE"}
	}
	return answer{http.StatusBadRequest, "INVALID_ARGUMENT"}
}

// answer08 is 0.9 with the words of 0.8.
func answer08(r reason) answer {
	a := answer09(r)
	if r == serviceNotApplicable {
		a.status = http.StatusBadRequest
	}
	a.code = code08(a.status, a.code)
	return a
}

func code08(status int, code string) string {
	switch status {
	case http.StatusBadRequest:
		return "INVALID_INPUT"
	case http.StatusUnauthorized:
		return "UNAUTHORIZED"
	case http.StatusForbidden:
		return "FORBIDDEN"
	case http.StatusServiceUnavailable:
		return "SERVICE_UNAVAILABLE"
	}
	return code
}

// problemCode is the code of a problem that the generated server finds by
// itself.
func (a api) problemCode(p *rest.Problem) string {
	if a.version == v0_8 {
		return code08(p.Status, p.Code)
	}
	if code, ok := a.sinkCode(p); ok {
		return code
	}
	return p.Code
}

package qod

import "errors"

// A Code is the code of an error of CAMARA. As a target of [errors.Is] it
// matches an [Error] with that code.
type Code string

// The codes of all versions, by what is wrong. docs/qod-versions.md says which
// version has which.
const (
	// The request.
	CodeInvalidArgument      Code = "INVALID_ARGUMENT"
	CodeInvalidInput         Code = "INVALID_INPUT" // 0.8
	CodeOutOfRange           Code = "OUT_OF_RANGE"
	CodeDurationOutOfRange   Code = "QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE" // for the profile
	CodeProfileNotApplicable Code = "QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE"
	CodeInvalidSink          Code = "INVALID_SINK"
	CodeInvalidCredential    Code = "INVALID_CREDENTIAL" // its kind, for the sink
	CodeInvalidToken         Code = "INVALID_TOKEN"      // its kind, for the sink
	CodeKeyNotConfigured     Code = "PRIVATE_KEY_JWT_NOT_CONFIGURED"

	// The access token.
	CodeUnauthenticated        Code = "UNAUTHENTICATED"
	CodeUnauthorized           Code = "UNAUTHORIZED" // 0.8
	CodeAuthenticationRequired Code = "AUTHENTICATION_REQUIRED"
	CodePermissionDenied       Code = "PERMISSION_DENIED"
	CodeForbidden              Code = "FORBIDDEN" // 0.8
	CodeInvalidTokenContext    Code = "INVALID_TOKEN_CONTEXT"

	// The session.
	CodeNotFound            Code = "NOT_FOUND"
	CodeConflict            Code = "CONFLICT" // there is a session already
	CodeExtensionNotAllowed Code = "QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED"
	CodeGone                Code = "GONE" // answered by receivers

	// The device. Codes with DEVICE are those of 0.11.
	CodeDeviceNotFound            Code = "DEVICE_NOT_FOUND"
	CodeIdentifierNotFound        Code = "IDENTIFIER_NOT_FOUND"
	CodeDeviceIdentifiersMismatch Code = "DEVICE_IDENTIFIERS_MISMATCH"
	CodeIdentifierMismatch        Code = "IDENTIFIER_MISMATCH"
	CodeDeviceNotApplicable       Code = "DEVICE_NOT_APPLICABLE"
	CodeServiceNotApplicable      Code = "SERVICE_NOT_APPLICABLE"
	CodeUnidentifiableDevice      Code = "UNIDENTIFIABLE_DEVICE"
	CodeMissingIdentifier         Code = "MISSING_IDENTIFIER"
	CodeUnsupportedIdentifier     Code = "UNSUPPORTED_IDENTIFIER"
	CodeUnnecessaryIdentifier     Code = "UNNECESSARY_IDENTIFIER"

	// The server, or too many requests.
	CodeQuotaExceeded      Code = "QUOTA_EXCEEDED" // not to be tried again soon
	CodeTooManyRequests    Code = "TOO_MANY_REQUESTS"
	CodeInternal           Code = "INTERNAL"
	CodeNotImplemented     Code = "NOT_IMPLEMENTED"
	CodeUnavailable        Code = "UNAVAILABLE"
	CodeServiceUnavailable Code = "SERVICE_UNAVAILABLE" // 0.8
	CodeTimeout            Code = "TIMEOUT"
)

// Error returns the code. A Code is no error of its own.
func (c Code) Error() string { return string(c) }

// HasCode reports whether err is an answer with one of these codes. It takes
// the errors of all generated clients.
func HasCode(err error, codes ...Code) bool {
	e := ErrorOf(err)
	if e == nil {
		return false
	}
	for _, c := range codes {
		if errors.Is(e, c) {
			return true
		}
	}
	return false
}

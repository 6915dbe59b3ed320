package diameter

import "strconv"

// A ResultCode is the value of a Result-Code AVP (RFC 6733 section 7.1).
type ResultCode uint32

// Result codes of the base protocol.
const (
	ResultMultiRoundAuth         ResultCode = 1001
	ResultSuccess                ResultCode = 2001
	ResultLimitedSuccess         ResultCode = 2002
	ResultCommandUnsupported     ResultCode = 3001
	ResultUnableToDeliver        ResultCode = 3002
	ResultRealmNotServed         ResultCode = 3003
	ResultTooBusy                ResultCode = 3004
	ResultLoopDetected           ResultCode = 3005
	ResultRedirectIndication     ResultCode = 3006
	ResultApplicationUnsupported ResultCode = 3007
	ResultInvalidHeaderBits      ResultCode = 3008
	ResultInvalidAVPBits         ResultCode = 3009
	ResultUnknownPeer            ResultCode = 3010
	ResultAuthenticationRejected ResultCode = 4001
	ResultOutOfSpace             ResultCode = 4002
	ResultElectionLost           ResultCode = 4003
	ResultAVPUnsupported         ResultCode = 5001
	ResultUnknownSessionID       ResultCode = 5002
	ResultAuthorizationRejected  ResultCode = 5003
	ResultInvalidAVPValue        ResultCode = 5004
	ResultMissingAVP             ResultCode = 5005
	ResultResourcesExceeded      ResultCode = 5006
	ResultContradictingAVPs      ResultCode = 5007
	ResultAVPNotAllowed          ResultCode = 5008
	ResultAVPOccursTooManyTimes  ResultCode = 5009
	ResultNoCommonApplication    ResultCode = 5010
	ResultUnsupportedVersion     ResultCode = 5011
	ResultUnableToComply         ResultCode = 5012
	ResultInvalidBitInHeader     ResultCode = 5013
	ResultInvalidAVPLength       ResultCode = 5014
	ResultInvalidMessageLength   ResultCode = 5015
	ResultInvalidAVPBitCombo     ResultCode = 5016
	ResultNoCommonSecurity       ResultCode = 5017
)

// IsSuccess reports whether c is of the class 2xxx.
func (c ResultCode) IsSuccess() bool { return c/1000 == 2 }

// IsProtocolError reports whether c is of the class 3xxx, whose answers carry
// the E bit.
func (c ResultCode) IsProtocolError() bool { return c/1000 == 3 }

// isFailure reports whether c says that a request failed; unknown classes do
// (RFC 6733 section 7.1).
func (c ResultCode) isFailure() bool { return c/1000 != 1 && c/1000 != 2 }

// String returns the name of c, or its number.
func (c ResultCode) String() string {
	if name := c.name(); name != "" {
		return name
	}
	return strconv.FormatUint(uint64(c), 10)
}

// describe returns the name of c and its number.
func (c ResultCode) describe() string {
	number := strconv.FormatUint(uint64(c), 10)
	if name := c.name(); name != "" {
		return name + " " + number
	}
	return "result code " + number
}

func (c ResultCode) name() string {
	switch c {
	case ResultMultiRoundAuth:
		return "DIAMETER_MULTI_ROUND_AUTH"
	case ResultSuccess:
		return "DIAMETER_SUCCESS"
	case ResultLimitedSuccess:
		return "DIAMETER_LIMITED_SUCCESS"
	case ResultCommandUnsupported:
		return "DIAMETER_COMMAND_UNSUPPORTED"
	case ResultUnableToDeliver:
		return "DIAMETER_UNABLE_TO_DELIVER"
	case ResultRealmNotServed:
		return "DIAMETER_REALM_NOT_SERVED"
	case ResultTooBusy:
		return "DIAMETER_TOO_BUSY"
	case ResultLoopDetected:
		return "DIAMETER_LOOP_DETECTED"
	case ResultRedirectIndication:
		return "DIAMETER_REDIRECT_INDICATION"
	case ResultApplicationUnsupported:
		return "DIAMETER_APPLICATION_UNSUPPORTED"
	case ResultInvalidHeaderBits:
		return "DIAMETER_INVALID_HDR_BITS"
	case ResultInvalidAVPBits:
		return "DIAMETER_INVALID_AVP_BITS"
	case ResultUnknownPeer:
		return "DIAMETER_UNKNOWN_PEER"
	case ResultAuthenticationRejected:
		return "DIAMETER_AUTHENTICATION_REJECTED"
	case ResultOutOfSpace:
		return "DIAMETER_OUT_OF_SPACE"
	case ResultElectionLost:
		return "DIAMETER_ELECTION_LOST"
	}
	return c.permanentName()
}

// permanentName names the codes of the class 5xxx.
func (c ResultCode) permanentName() string {
	switch c {
	case ResultAVPUnsupported:
		return "DIAMETER_AVP_UNSUPPORTED"
	case ResultUnknownSessionID:
		return "DIAMETER_UNKNOWN_SESSION_ID"
	case ResultAuthorizationRejected:
		return "DIAMETER_AUTHORIZATION_REJECTED"
	case ResultInvalidAVPValue:
		return "DIAMETER_INVALID_AVP_VALUE"
	case ResultMissingAVP:
		return "DIAMETER_MISSING_AVP"
	case ResultResourcesExceeded:
		return "DIAMETER_RESOURCES_EXCEEDED"
	case ResultContradictingAVPs:
		return "DIAMETER_CONTRADICTING_AVPS"
	case ResultAVPNotAllowed:
		return "DIAMETER_AVP_NOT_ALLOWED"
	case ResultAVPOccursTooManyTimes:
		return "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES"
	case ResultNoCommonApplication:
		return "DIAMETER_NO_COMMON_APPLICATION"
	case ResultUnsupportedVersion:
		return "DIAMETER_UNSUPPORTED_VERSION"
	case ResultUnableToComply:
		return "DIAMETER_UNABLE_TO_COMPLY"
	case ResultInvalidBitInHeader:
		return "DIAMETER_INVALID_BIT_IN_HEADER"
	case ResultInvalidAVPLength:
		return "DIAMETER_INVALID_AVP_LENGTH"
	case ResultInvalidMessageLength:
		return "DIAMETER_INVALID_MESSAGE_LENGTH"
	case ResultInvalidAVPBitCombo:
		return "DIAMETER_INVALID_AVP_BIT_COMBO"
	case ResultNoCommonSecurity:
		return "DIAMETER_NO_COMMON_SECURITY"
	}
	return ""
}

// An ExperimentalResultCode is the value of an Experimental-Result-Code AVP
// (RFC 6733 section 7.7). The same number means different things to different
// vendors and applications; generated packages name theirs.
type ExperimentalResultCode uint32

package cx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// traced logs each request and its answer in one line.
type traced struct {
	peer.Handler
	log *slog.Logger
}

// ServeDiameter passes req on.
func (t traced) ServeDiameter(ctx context.Context, req diameter.Message) (diameter.Message, error) {
	answer, err := t.Handler.ServeDiameter(ctx, req)
	from := text(req, base.AVPOriginHost)
	t.log.Info(summary(req, "from", from, outcome(answer, err)), attributes(req)...)
	return answer, err
}

// logSent logs a request of the HSS and its answer.
func (h *HSS) logSent(req diameter.Message, u user, answer diameter.Message, err error) {
	var failed *diameter.AnswerError
	end := fmt.Sprint(err)
	if err == nil || errors.As(err, &failed) {
		end = outcome(answer, err)
	}
	h.cfg.Log.Info(summary(req, "to", string(u.host), end), attributes(req)...)
}

// summary is, for example, "SAR from scscf.example.org: DIAMETER_SUCCESS 2001".
func summary(req diameter.Message, direction, who, end string) string {
	command, _ := req.Command()
	return fmt.Sprintf("%sR %s %s: %s", command.Short, direction, who, end)
}

// attributes are whom a request is about and what it wants.
func attributes(req diameter.Message) (attrs []any) {
	if user := text(req, base.AVPUserName); user != "" {
		attrs = append(attrs, "user", user)
	}
	if identity := text(req, cx.AVPPublicIdentity); identity != "" {
		attrs = append(attrs, "identity", identity)
	}
	switch req := req.(type) {
	case *cx.UserAuthorizationRequest:
		attrs = append(attrs, "type", req.UserAuthorizationType.Or(cx.UserAuthorizationTypeRegistration))
	case *cx.ServerAssignmentRequest:
		attrs = append(attrs, "type", req.ServerAssignmentType, "server", req.ServerName)
	case *cx.MultimediaAuthRequest:
		attrs = append(attrs, "scheme", req.SIPAuthDataItem.SIPAuthenticationScheme.Or(schemeUnknown), "items", req.SIPNumberAuthItems)
	}
	return attrs
}

// text returns the first AVP with the key k, not all of it if it is long.
func text(m diameter.Message, k diameter.Key) string {
	const most = 200
	found := diameter.Find(m, k)
	switch {
	case len(found) == 0:
		return ""
	case len(found[0].Data) > most:
		return string(found[0].Data[:most]) + "..."
	}
	return string(found[0].Data)
}

// outcome returns the result of an answer, or of the error that becomes one.
func outcome(answer diameter.Message, err error) string {
	var failed *diameter.AnswerError
	var invalid *diameter.AVPError
	switch {
	case errors.As(err, &failed):
		return named(failed.ResultCode, failed.Experimental) + reason(failed.Text)
	case errors.As(err, &invalid):
		return named(invalid.ResultCode, 0) + reason(invalid.Error())
	case err != nil:
		return named(diameter.ResultUnableToComply, 0) + reason(err.Error())
	}
	code, _ := number(answer, base.AVPResultCode)
	experimental, _ := number(answer, base.AVPExperimentalResult, base.AVPExperimentalResultCode)
	return named(diameter.ResultCode(code), diameter.ExperimentalResultCode(experimental))
}

func reason(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func number(m diameter.Message, path ...diameter.Key) (uint32, error) {
	found := diameter.Find(m, path...)
	if len(found) == 0 {
		return 0, nil
	}
	return found[0].Unsigned32()
}

// named returns the name and number of a result.
func named(code diameter.ResultCode, experimental diameter.ExperimentalResultCode) string {
	if code != 0 {
		return fmt.Sprintf("%v %d", code, code)
	}
	return fmt.Sprintf("%s %d", experimentalName(experimental), experimental)
}

// experimentalName returns the name of an Experimental-Result-Code in TS
// 29.229 clause 6.2, without the DIAMETER_ that all of them begin with.
func experimentalName(code diameter.ExperimentalResultCode) string {
	switch code {
	case cx.ExperimentalResultFirstRegistration:
		return "FIRST_REGISTRATION"
	case cx.ExperimentalResultSubsequentRegistration:
		return "SUBSEQUENT_REGISTRATION"
	case cx.ExperimentalResultUnregisteredService:
		return "UNREGISTERED_SERVICE"
	case cx.ExperimentalResultSuccessServerNameNotStored:
		return "SUCCESS_SERVER_NAME_NOT_STORED"
	case cx.ExperimentalResultErrorUserUnknown:
		return "ERROR_USER_UNKNOWN"
	case cx.ExperimentalResultErrorIdentitiesDontMatch:
		return "ERROR_IDENTITIES_DONT_MATCH"
	case cx.ExperimentalResultErrorIdentityNotRegistered:
		return "ERROR_IDENTITY_NOT_REGISTERED"
	case cx.ExperimentalResultErrorRoamingNotAllowed:
		return "ERROR_ROAMING_NOT_ALLOWED"
	case cx.ExperimentalResultErrorIdentityAlreadyRegistered:
		return "ERROR_IDENTITY_ALREADY_REGISTERED"
	case cx.ExperimentalResultErrorAuthSchemeNotSupported:
		return "ERROR_AUTH_SCHEME_NOT_SUPPORTED"
	case cx.ExperimentalResultErrorInAssignmentType:
		return "ERROR_IN_ASSIGNMENT_TYPE"
	case cx.ExperimentalResultErrorTooMuchData:
		return "ERROR_TOO_MUCH_DATA"
	case cx.ExperimentalResultErrorNotSupportedUserData:
		return "ERROR_NOT_SUPPORTED_USER_DATA"
	case cx.ExperimentalResultErrorFeatureUnsupported:
		return "ERROR_FEATURE_UNSUPPORTED"
	}
	return "experimental result"
}

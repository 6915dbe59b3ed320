package hcm

import (
	"context"
	"net/http"
	"strings"

	"github.com/telgen/telgen/generated/hcm"
	v3 "github.com/telgen/telgen/generated/hcm/v3"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// maxTestTokens is how many tokens a test message may have.
const maxTestTokens = 10

// harmonyAPI answers v3 of the API, for HarmonyOS.
type harmonyAPI struct{ *Server }

// authenticateAccount takes tokens of service accounts only.
func (s *Server) authenticateAccount(r *http.Request) error {
	if strings.Count(r.Header.Get("Authorization"), ".") != 2 {
		s.count(func(s *Stats) { s.Refused++ })
		return &rest.Problem{Status: http.StatusUnauthorized, Code: string(v3.ResultCodeOAuthFailed), Message: "want the JWT of a service account"}
	}
	return s.authenticate(r)
}

// SendMessage takes a message.
func (h *harmonyAPI) SendMessage(ctx context.Context, _ string, kind v3.PushType, req *v3.SendRequest) (*v3.SendResponse, error) {
	if err := h.available(ctx, max(1, len(req.Target.Token))); err != nil {
		return nil, err
	}
	if err := h.checkHarmony(kind, req); err != nil {
		return nil, err
	}
	answer := h.result(req.Target.Token)
	h.receipts.deliver(req.Target.Token, answer.RequestID.Or(""), harmonyTag(req))
	if answer.Code != hcm.ResultCodePartialSuccess {
		return &v3.SendResponse{Code: v3.ResultCode(answer.Code), Msg: answer.Msg, RequestID: answer.RequestID}, nil
	}
	// Version 3 lists the tokens by reason.
	old, err := answer.PartialFailure()
	if err != nil {
		return nil, err
	}
	partial := &v3.PartialFailure{Success: old.Success, Failure: old.Failure, IllegalTokens: map[string][]string{"tokenFormatError": old.IllegalTokens}}
	return &v3.SendResponse{Code: v3.ResultCodePartialSuccess, Msg: string(partial.AppendJSON(nil)), RequestID: answer.RequestID}, nil
}

func harmonyTag(req *v3.SendRequest) string {
	if req.PushOptions == nil {
		return ""
	}
	return req.PushOptions.BiTag.Or("")
}

// checkHarmony finds what the real server refuses.
func (h *harmonyAPI) checkHarmony(kind v3.PushType, req *v3.SendRequest) error {
	if len(req.Target.Token) > maxTokensInCall {
		return h.refuseHarmony(v3.ResultCodeTooManyTokens, "there are more than 1000 tokens")
	}
	if o := req.PushOptions; o != nil && o.TestMessage.Or(false) && len(req.Target.Token) > maxTestTokens {
		return h.refuseHarmony(v3.ResultCodeTooManyTestTokens, "a test message has at most 10 tokens")
	}
	if err := req.Validate(); err != nil {
		return h.refuseHarmony(v3.ResultCodeParameterError, err.Error())
	}
	if missing := missingFor(kind, &req.Payload); missing != "" {
		return h.refuseHarmony(v3.ResultCodeMessageStructureError, "the payload of this push-type needs "+missing)
	}
	if size := len(req.Payload.AppendJSON(nil)); size > maxMessage {
		return h.refuseHarmony(v3.ResultCodeMessageTooLarge, "the payload is larger than 4096 bytes")
	}
	return nil
}

// missingFor returns what a payload of a kind lacks.
func missingFor(kind v3.PushType, p *v3.Payload) string {
	switch kind {
	case v3.PushTypeAlert, v3.PushTypeSpeech:
		if p.Notification == nil {
			return "notification"
		}
	case v3.PushTypeForm:
		if p.FormUpdate == nil {
			return "formUpdate"
		}
	case v3.PushTypeBackground, v3.PushTypeVoIP:
		if !p.ExtraData.IsSet() {
			return "extraData"
		}
	case v3.PushTypeLiveView:
		if !p.Operation.IsSet() {
			return "operation"
		}
	}
	return ""
}

func (s *Server) refuseHarmony(code v3.ResultCode, msg string) error {
	return &rest.StatusError{Status: http.StatusBadRequest, Err: &v3.BaseResponse{Code: code, Msg: msg, RequestID: opt.Some(s.requestID())}}
}

// harmonyHandler is the handler of v3.
func (s *Server) harmonyHandler() http.Handler {
	return v3.NewServerHandler(&harmonyAPI{s}, rest.Lenient(), rest.WithAuthenticator("Bearer", s.authenticateAccount), rest.WithProblemCode(problemCode))
}

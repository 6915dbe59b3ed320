package hcm

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// Limits of Push Kit.
const (
	maxMessage         = 4096 // bytes of JSON without the tokens
	maxTokensInCall    = 1000
	maxConditionTopics = 5
)

// pushAPI answers v1 and v2 of the API.
type pushAPI struct{ *Server }

// SendMessage takes a message for an app.
func (p *pushAPI) SendMessage(ctx context.Context, _ string, req *hcm.SendRequest) (*hcm.SendResponse, error) {
	return p.send(ctx, req)
}

// SendProjectMessage takes a message for a project.
func (p *pushAPI) SendProjectMessage(ctx context.Context, _ string, req *hcm.SendRequest) (*hcm.SendResponse, error) {
	return p.send(ctx, req)
}

// RevokeMessage takes a message back. It keeps none, so that there is nothing
// to do but to check the call.
func (p *pushAPI) RevokeMessage(_ context.Context, _ string, req *hcm.RevokeRequest, _ *hcm.RevokeMessageParams) (*hcm.SendResponse, error) {
	if len(req.Token) > maxTokensInCall {
		return nil, p.refuse(hcm.ResultCodeTooManyTokens, "there are more than 1000 tokens")
	}
	if err := req.Validate(); err != nil {
		return nil, p.refuse(hcm.ResultCodeParameterError, err.Error())
	}
	return p.result(req.Token), nil
}

// send checks a message, counts it and has receipts sent.
func (p *pushAPI) send(ctx context.Context, req *hcm.SendRequest) (*hcm.SendResponse, error) {
	if err := p.available(ctx, max(1, len(req.Message.Token))); err != nil {
		return nil, err
	}
	if err := p.checkMessage(req); err != nil {
		return nil, err
	}
	to := req.Message.Token
	if topic, ok := req.Message.Topic.Get(); ok {
		to = p.topics.members(string(topic))
	}
	answer := p.result(req.Message.Token)
	if !req.ValidateOnly.Or(false) {
		p.receipts.deliver(to, answer.RequestID.Or(""), biTag(req))
	}
	return answer, nil
}

func biTag(req *hcm.SendRequest) string {
	if req.Message.Android == nil {
		return ""
	}
	return req.Message.Android.BiTag.Or("")
}

// checkMessage finds what the real server refuses.
func (s *Server) checkMessage(req *hcm.SendRequest) error {
	if len(req.Message.Token) > maxTokensInCall {
		return s.refuse(hcm.ResultCodeTooManyTokens, "there are more than 1000 tokens")
	}
	if a := req.Message.Android; a != nil {
		if key, ok := a.CollapseKey.Get(); ok && (key < -1 || key > 100) {
			return s.refuse(hcm.ResultCodeInvalidCollapseKey, "collapse_key must be -1 to 100")
		}
	}
	if err := req.Validate(); err != nil {
		return s.refuse(hcm.ResultCodeParameterError, err.Error())
	}
	if strings.Count(req.Message.Condition.Or(""), "in topics") > maxConditionTopics {
		return s.refuse(hcm.ResultCodeParameterError, "condition has more than 5 topics")
	}
	if n := req.Message.Notification; n != nil && (n.Title.Or("") == "" || n.Body.Or("") == "") {
		return s.refuse(hcm.ResultCodeMessageStructureError, "notification needs a title and a body")
	}
	bare := req.Message
	bare.Token = nil
	if size := len(bare.AppendJSON(nil)); size > maxMessage {
		return s.refuse(hcm.ResultCodeMessageTooLarge, fmt.Sprintf("the message has %d bytes, 4096 are allowed", size))
	}
	return nil
}

// result is the answer about tokens: those that begin with "illegal-" are
// refused.
func (s *Server) result(to []string) *hcm.SendResponse {
	var illegal []string
	for _, token := range to {
		if isIllegal(token) {
			illegal = append(illegal, token)
		}
	}
	accepted := len(to) - len(illegal)
	s.count(func(n *Stats) {
		n.Devices += accepted
		n.Illegal += len(illegal)
		if accepted > 0 || len(to) == 0 {
			n.Messages++
		}
	})
	switch {
	case len(illegal) == 0:
		return s.answer(hcm.ResultCodeSuccess, "Success")
	case accepted == 0:
		return s.answer(hcm.ResultCodeAllTokensInvalid, "all the tokens are invalid")
	}
	partial := &hcm.PartialFailure{Success: opt.Some(int64(accepted)), Failure: opt.Some(int64(len(illegal))), IllegalTokens: illegal}
	return s.answer(hcm.ResultCodePartialSuccess, string(partial.AppendJSON(nil)))
}

func isIllegal(token string) bool { return strings.HasPrefix(token, "illegal-") }

func (s *Server) answer(code hcm.ResultCode, msg string) *hcm.SendResponse {
	return &hcm.SendResponse{Code: code, Msg: msg, RequestID: opt.Some(s.requestID())}
}

// requestID returns an id of 24 digits, the first of which are the time.
func (s *Server) requestID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	return strconv.FormatInt(time.Now().UnixMilli(), 10) + fmt.Sprintf("%011d", s.requests%1e11)
}

// available answers with 503 if the server was told to fail, or if n more
// devices are too many for this second.
func (s *Server) available(ctx context.Context, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	fail := s.cfg.FailShare > 0 && s.random.Float64() < s.cfg.FailShare
	if s.unavailable > 0 {
		s.unavailable--
		fail = true
	}
	if now := time.Now().Unix(); s.second != now {
		s.second, s.inSecond = now, 0
	}
	// A call that is larger than the limit passes when it is the only one.
	if s.inSecond += n; s.cfg.Rate > 0 && s.inSecond > max(s.cfg.Rate, n) {
		s.inSecond -= n
		fail = true
	}
	if !fail {
		return nil
	}
	s.stats.Unavailable++
	if pause := s.cfg.RetryAfter / time.Second; pause > 0 {
		rest.ResponseOf(ctx).Header.Set("Retry-After", strconv.Itoa(int(pause)))
	}
	return &rest.Problem{Status: http.StatusServiceUnavailable, Code: string(hcm.ResultCodeInternalError), Message: "flow control"}
}

// problemCode gives the problems that are found before a message is looked at
// the result codes of Push Kit.
func problemCode(p *rest.Problem) string {
	switch {
	case hcm.ResultCode(p.Code).Known():
		return p.Code
	case p.Status == http.StatusUnauthorized:
		return string(hcm.ResultCodeOAuthFailed)
	case p.Status >= 500:
		return string(hcm.ResultCodeInternalError)
	}
	return string(hcm.ResultCodeMessageStructureError)
}

// refuse is the answer to a call that is wrong.
func (s *Server) refuse(code hcm.ResultCode, msg string) error {
	return &rest.StatusError{Status: http.StatusBadRequest, Err: &hcm.BaseResponse{Code: code, Msg: msg, RequestID: opt.Some(s.requestID())}}
}

package hcm

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/opt"
)

const (
	maxTopics    = 2000 // of an installation of an app
	maxTopicName = 900  // characters
)

// topics are the subscriptions: the day of each, by token and topic.
type topics struct {
	mu sync.Mutex
	of map[string]map[string]time.Time
}

// subscribe returns false if the token has too many topics.
func (t *topics) subscribe(token, topic string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]map[string]time.Time{}
	}
	own := t.of[token]
	if own == nil {
		own = map[string]time.Time{}
		t.of[token] = own
	}
	if _, ok := own[topic]; ok {
		return true
	}
	if len(own) >= maxTopics {
		return false
	}
	own[topic] = now
	return true
}

func (t *topics) unsubscribe(token, topic string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if delete(t.of[token], topic); len(t.of[token]) == 0 {
		delete(t.of, token)
	}
}

// list returns the topics of a token, by name.
func (t *topics) list(token string) []hcm.TopicEntry {
	t.mu.Lock()
	defer t.mu.Unlock()
	entries := []hcm.TopicEntry{}
	for topic, day := range t.of[token] {
		entries = append(entries, hcm.TopicEntry{Name: topic, AddDate: opt.Some(day.Format(time.DateOnly))})
	}
	slices.SortFunc(entries, func(a, b hcm.TopicEntry) int { return cmp.Compare(a.Name, b.Name) })
	return entries
}

// members returns the tokens that have a topic.
func (t *topics) members(topic string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var members []string
	for token, own := range t.of {
		if _, ok := own[topic]; ok {
			members = append(members, token)
		}
	}
	slices.Sort(members)
	return members
}

// SubscribeTopic subscribes tokens to a topic.
func (p *pushAPI) SubscribeTopic(ctx context.Context, _ string, req *hcm.TopicTokensRequest) (*hcm.TopicSubscribeResponse, error) {
	now := time.Now()
	return p.change(ctx, req, func(token string) hcm.ResultCode {
		if !p.topics.subscribe(token, string(req.Topic), now) {
			return hcm.ResultCodeTooManyTopics
		}
		return hcm.ResultCodeSuccess
	})
}

// UnsubscribeTopic ends subscriptions. It is no error if there is none.
func (p *pushAPI) UnsubscribeTopic(ctx context.Context, _ string, req *hcm.TopicTokensRequest) (*hcm.TopicSubscribeResponse, error) {
	return p.change(ctx, req, func(token string) hcm.ResultCode {
		p.topics.unsubscribe(token, string(req.Topic))
		return hcm.ResultCodeSuccess
	})
}

// change applies do to each token and reports those that were not changed.
func (p *pushAPI) change(ctx context.Context, req *hcm.TopicTokensRequest, do func(token string) hcm.ResultCode) (*hcm.TopicSubscribeResponse, error) {
	if err := p.available(ctx, 1); err != nil {
		return nil, err
	}
	if len(req.TokenArray) > maxTokensInCall || len(req.TokenArray) == 0 {
		return nil, p.refuse(hcm.ResultCodeInvalidTokenArray, "tokenArray must have 1 to 1000 tokens")
	}
	if n := utf8.RuneCountInString(string(req.Topic)); n == 0 || n > maxTopicName {
		return nil, p.refuse(hcm.ResultCodeInvalidTopic, "topic must have 1 to 900 characters")
	}
	if err := req.Validate(); err != nil {
		return nil, p.refuse(hcm.ResultCodeParameterError, err.Error())
	}
	failed := []hcm.TopicError{}
	for i, token := range req.TokenArray {
		reason := "invalid token"
		if !isIllegal(token) {
			code := do(token)
			if code == hcm.ResultCodeSuccess {
				continue
			}
			reason = string(code)
		}
		failed = append(failed, hcm.TopicError{Index: opt.Some(int64(i)), Reason: opt.Some(reason)})
	}
	return p.changed(len(req.TokenArray), failed), nil
}

func (p *pushAPI) changed(all int, failed []hcm.TopicError) *hcm.TopicSubscribeResponse {
	answer := &hcm.TopicSubscribeResponse{
		Code: hcm.ResultCodeSuccess, Msg: "Success", RequestID: opt.Some(p.requestID()),
		SuccessCount: opt.Some(int64(all - len(failed))), FailureCount: opt.Some(int64(len(failed))), Errors: failed,
	}
	if len(failed) > 0 {
		answer.Code, answer.Msg = hcm.ResultCodeSomeTokensInvalid, "some tokens are wrong"
	}
	return answer
}

// ListTopics returns the topics of a token.
func (p *pushAPI) ListTopics(ctx context.Context, _ string, req *hcm.TopicListRequest) (*hcm.TopicQueryResponse, error) {
	if err := p.available(ctx, 1); err != nil {
		return nil, err
	}
	if req.Token == "" {
		return nil, p.refuse(hcm.ResultCodeTokenMissing, "token is missing")
	}
	return &hcm.TopicQueryResponse{Code: hcm.ResultCodeSuccess, Msg: "success", RequestID: opt.Some(p.requestID()), Topics: p.topics.list(req.Token)}, nil
}

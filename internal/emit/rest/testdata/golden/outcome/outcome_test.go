package outcome

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/rest"
)

// answering returns a client of a server that gives these answers, one after
// the other, all with status 200 unless they say otherwise.
func answering(t *testing.T, options []rest.Option, answers ...string) (*Client, *[]string) {
	t.Helper()
	var got []string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, r.Header.Get("Authorization")+string(b))
		answer := answers[min(len(got), len(answers))-1]
		w.Header().Set("Content-Type", "application/json")
		if rest, ok := strings.CutPrefix(answer, "503"); ok {
			w.WriteHeader(503)
			answer = rest
		}
		io.WriteString(w, answer)
	}))
	t.Cleanup(api.Close)
	c, err := NewClient(api.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c, &got
}

// TestOutcome makes calls whose bodies say what became of them.
func TestOutcome(t *testing.T) {
	body := &Request{Message: Message{To: []string{"a"}}}
	for _, c := range []struct {
		answer    string
		code      Code // of the error; 0 for none
		temporary bool
	}{
		{`{"code":1}`, 0, false},
		{`{"code":2,"text":"{}"}`, 0, false},
		{`{"code":3}`, CodeAllBad, false},
		{`{"code":4}`, CodeBusy, true},
		{`503{"code":4}`, CodeBusy, true},
		{`{"code":77}`, 77, false}, // nobody knows it
	} {
		client, _ := answering(t, nil, c.answer)
		_, err := client.Send(t.Context(), body, nil)
		var failed *Failure
		if errors.As(err, &failed); (err == nil) != (c.code == 0) || failed != nil && failed.Code != c.code || rest.Temporary(err) != c.temporary {
			t.Errorf("%s: %v, temporary %t", c.answer, err, rest.Temporary(err))
		}
	}
}

// TestRetry has what is idempotent repeated because of the body, and a token
// replaced.
func TestRetry(t *testing.T) {
	retry := rest.Retry{Attempts: 2, Base: time.Millisecond}
	client, got := answering(t, []rest.Option{rest.WithRetry(retry)}, `{"code":4}`, `{"code":1}`)
	if _, err := client.SendByReason(t.Context(), &Message{}); err != nil || len(*got) != 2 {
		t.Errorf("%v after %d calls", err, len(*got))
	}
	client, got = answering(t, []rest.Option{rest.WithRetry(retry)}, `{"code":4}`, `{"code":1}`)
	if _, err := client.Send(t.Context(), &Request{}, nil); err == nil || len(*got) != 1 {
		t.Errorf("%v after %d calls", err, len(*got))
	}
	n := 0
	source := rest.NewRefreshingSource(func(context.Context) (*oauth2.Token, error) {
		n++
		return &oauth2.Token{AccessToken: fmt.Sprint("t", n)}, nil
	}, 0)
	client, got = answering(t, []rest.Option{rest.WithTokenSource(source)}, `{"code":5}`, `{"code":1}`)
	if _, err := client.Send(t.Context(), &Request{}, nil); err != nil || n != 2 || !strings.HasPrefix((*got)[1], "Bearer t2") {
		t.Errorf("%v, %d tokens, sent %q", err, n, *got)
	}
}

// TestFanOut sends to more than a call takes, with all that can happen.
func TestFanOut(t *testing.T) {
	client, got := answering(t, nil,
		`{"code":1}`, `{"code":2,"text":"{\"failed\":1,\"bad\":[\"d\"]}"}`, `{"code":6}`, `{"code":4}`, `{"code":2,"text":"no JSON"}`)
	body := &Request{Message: Message{To: []string{"x"}}}
	hint := &SendParams{}
	hint.Hint.Set("h")
	r := client.SendAll(t.Context(), body, hint, slices.Values([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}), rest.FanOutOptions{Concurrency: 1})
	want := "accepted accepted accepted refused refused refused failed failed unread"
	var outcomes []string
	for i := range 9 {
		o, _ := r.Of(i)
		outcomes = append(outcomes, o.String())
	}
	if strings.Join(outcomes, " ") != want {
		t.Errorf("%v, want %s", outcomes, want)
	}
	if (*got)[0] != `{"message":{"to":["a","b"]}}` || !slices.Equal(body.Message.To, []string{"x"}) {
		t.Errorf("sent %q, body is now %v", (*got)[0], body)
	}
	if !r.Refused[1].All || r.Refused[0].All {
		t.Errorf("refused %+v", r.Refused)
	}
	client, _ = answering(t, nil, `{"code":2,"text":"{\"reasons\":{\"old\":[\"b\"]}}"}`)
	if r := client.SendAllItems(t.Context(), &Message{}, slices.Values([]string{"a", "b"}), rest.FanOutOptions{}); len(r.Refused) != 1 || r.Refused[0].Reason != "old" {
		t.Errorf("%+v", r)
	}
	if r := client.SendPlainAll(t.Context(), nil, slices.Values([]string{"a"}), rest.FanOutOptions{}); r.FailedItems() != 1 {
		t.Errorf("without a body: %+v", r)
	}
}

package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

const id = "7698d710-98b7-4695-a958-7b228f08128c"

// api answers with what it was asked.
type api struct {
	UnimplementedServer
	calls []string
}

func (a *api) note(format string, args ...any) {
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
}

func (a *api) GetPart(_ context.Context, itemID string, number int32, since time.Time, p *GetPartParams) (*Item, error) {
	a.note("part %s %d %s %v %v %v %v %v %v %v %v %v", itemID, number, since.Format(time.RFC3339),
		p.Limit, p.Colour, p.Tag, p.First, p.Exact, p.Ratio, p.PushType, p.Flags, p.Session)
	switch number {
	case 404:
		return nil, &Problem{Status: 404, Title: "no part", Detail: opt.Some("there is no such part")}
	case 409:
		return nil, &rest.StatusError{Status: 409, Err: &Conflict{Holder: opt.Some("me")}}
	case 500:
		return nil, errors.New("secret")
	}
	return &Item{Name: "part"}, nil
}

func (a *api) MoveItem(_ context.Context, itemID string, body *Place) (string, error) {
	a.note("move %s %v", itemID, body)
	return "shelf <1>", nil
}

func (a *api) AddItems(_ context.Context, body AddItemsRequest) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, item := range body {
		counts[item.Name] = item.Count.Or(1)
	}
	return counts, nil
}

func (a *api) PutEvent(_ context.Context, body Event) (Event, error) { return body, nil }

func (a *api) Echo(_ context.Context, body jsonwire.Raw) (jsonwire.Raw, error) { return body, nil }

func (a *api) GetToken(_ context.Context, body *TokenRequest) (*Token, error) {
	a.note("token %+v", *body)
	return &Token{AccessToken: "t"}, nil
}

// start returns a client of a server for a.
func start(t *testing.T, a Server, opts ...rest.Option) *Client {
	t.Helper()
	server := httptest.NewServer(NewServerHandler(a, rest.WithBasePath("/items/v1")))
	t.Cleanup(server.Close)
	c, err := NewClient(server.URL+"/items/v1", append(opts, rest.WithServer("https://login.example.com", server.URL+"/items/v1"))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParameters(t *testing.T) {
	a := new(api)
	c := start(t, a)
	since := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	params := &GetPartParams{
		Limit: opt.Some[int32](50), Colour: []Colour{ColourRed, ColourGreen}, Tag: []string{"a,b", "c d"}, First: opt.Some(ColourRed),
		Exact: opt.Some(false), Ratio: opt.Some(0.25), PushType: opt.Some(GetPartPushType2), Flags: []Colour{ColourGreen, ColourRed}, Session: opt.Some("s"),
	}
	item, err := c.GetPart(t.Context(), id, 7, since, params)
	if err != nil || item.Name != "part" {
		t.Fatalf("have %v, %v", item, err)
	}
	if _, err := c.GetPart(t.Context(), id, 8, since, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"part " + id + " 7 2024-06-01T12:00:00Z 50 [red green] [a,b c d] red false 0.25 2 [green red] s",
		"part " + id + " 8 2024-06-01T12:00:00Z <none> [] [] <none> <none> <none> <none> [] <none>",
	}
	if strings.Join(a.calls, "\n") != strings.Join(want, "\n") {
		t.Errorf("have %q\nwant %q", a.calls, want)
	}
}

// TestChecks: wrong parameters and bodies never leave.
func TestChecks(t *testing.T) {
	a := new(api)
	c := start(t, a)
	ctx := t.Context()
	call := func(f func() error) error { return f() }
	for want, err := range map[string]error{
		"getPart: parameters: itemId: does not have the format uuid": call(func() error { _, err := c.GetPart(ctx, "1", 1, time.Time{}, nil); return err }),
		"getPart: parameters: number: 0 is below 1":                  call(func() error { _, err := c.GetPart(ctx, id, 0, time.Time{}, nil); return err }),
		"getPart: parameters: limit: 51 is above 50": call(func() error {
			_, err := c.GetPart(ctx, id, 1, time.Time{}, &GetPartParams{Limit: opt.Some[int32](51)})
			return err
		}),
		"getPart: parameters: flags[1]: must be one of red, green": call(func() error {
			_, err := c.GetPart(ctx, id, 1, time.Time{}, &GetPartParams{Flags: []Colour{ColourRed, "blue"}})
			return err
		}),
		"moveItem: request body: shelf: 0 is below 1":                         call(func() error { _, err := c.MoveItem(ctx, "i", new(Place)); return err }),
		"addItems: request body: has 0 elements, want at least 1":             call(func() error { _, err := c.AddItems(ctx, nil); return err }),
		"addItems: request body: [0].name: has 0 characters, want at least 1": call(func() error { _, err := c.AddItems(ctx, AddItemsRequest{{}}); return err }),
		"putEvent: parameters: body is nil":                                   call(func() error { _, err := c.PutEvent(ctx, nil); return err }),
		"putEvent: request body: place.shelf: 0 is below 1":                   call(func() error { _, err := c.PutEvent(ctx, new(Moved)); return err }),
		"getToken: request body: is a nil pointer":                            call(func() error { _, err := c.GetToken(ctx, nil); return err }),
		"setTags: request body: [1]: does not match ^[a-z]+$":                 call(func() error { return c.SetTags(ctx, []string{"a", "B"}) }),
		"echo: request body: is not JSON":                                     call(func() error { _, err := c.Echo(ctx, jsonwire.Raw("{")); return err }),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("have %v, want %s", err, want)
		}
	}
	if len(a.calls) > 0 {
		t.Errorf("something was sent: %q", a.calls)
	}
}

func TestBodies(t *testing.T) {
	a := new(api)
	c := start(t, a)
	ctx := t.Context()
	if was, err := c.MoveItem(ctx, "a/b:c", nil); err != nil || was != "shelf <1>" {
		t.Errorf("have %q, %v", was, err)
	}
	if _, err := c.MoveItem(ctx, "i", &Place{Shelf: 2}); err != nil {
		t.Error(err)
	}
	counts, err := c.AddItems(ctx, AddItemsRequest{{Name: "x", Count: opt.Some[int64](0)}, {Name: "y"}})
	if err != nil || !maps.Equal(counts, map[string]int64{"x": 0, "y": 1}) {
		t.Errorf("have %v, %v", counts, err)
	}
	event, err := c.PutEvent(ctx, &Moved{ID: opt.Some("e"), Place: Place{Shelf: 3}})
	if moved, ok := event.(*Moved); err != nil || !ok || moved.ID.Or("") != "e" || moved.Place.Shelf != 3 {
		t.Errorf("have %v, %v", event, err)
	}
	if raw, err := c.Echo(ctx, jsonwire.Raw(`{"a": [1]}`)); err != nil || raw.String() != `{"a": [1]}` {
		t.Errorf("have %s, %v", raw, err)
	}
	token := &TokenRequest{GrantType: TokenRequestGrantTypeClientCredentials, ClientID: "1&2", Scope: []string{"a b", "c"}, Lifetime: opt.Some[int32](0)}
	if out, err := c.GetToken(ctx, token); err != nil || out.AccessToken != "t" {
		t.Errorf("have %v, %v", out, err)
	}
	want := []string{
		"move a/b:c <nil>", "move i &{2 []}",
		"token {GrantType:client_credentials ClientID:1&2 Scope:[a b c] Lifetime:0 Colour:<none> Extra:[]}",
	}
	if strings.Join(a.calls, "\n") != strings.Join(want, "\n") {
		t.Errorf("have %q\nwant %q", a.calls, want)
	}
}

func TestErrors(t *testing.T) {
	c := start(t, new(api))
	ctx := t.Context()
	_, err := c.GetPart(ctx, id, 404, time.Time{}, nil)
	var problem *Problem
	if !errors.As(err, &problem) || problem.Error() != "there is no such part (404)" || problem.HTTPStatus() != 404 {
		t.Errorf("have %v", err)
	}
	_, err = c.GetPart(ctx, id, 409, time.Time{}, nil)
	var conflict *Conflict
	if !errors.As(err, &conflict) || conflict.Holder.Or("") != "me" {
		t.Errorf("have %v", err)
	}
	_, err = c.GetPart(ctx, id, 500, time.Time{}, nil)
	if !errors.As(err, &problem) || strings.Contains(err.Error(), "secret") || problem.Status != 500 {
		t.Errorf("have %v", err)
	}
	err = c.DeletePart(ctx, id, 1)
	var status *rest.StatusError
	if !errors.As(err, &status) || status.Status != http.StatusNotImplemented || status.Operation != "deletePart" {
		t.Errorf("have %v", err)
	}
}

// TestRequests sends what no client of ours would.
func TestRequests(t *testing.T) {
	server := httptest.NewServer(NewServerHandler(new(api)))
	defer server.Close()
	part := "/items/" + id + "/parts/1?since=2024-06-01T12:00:00Z"
	for _, c := range []struct {
		method, path, contentType, body string
		status                          int
		detail                          string
	}{
		{"GET", part + "&limit=x", "", "", 400, `query parameter \"limit\" is \"x\", want an integer of 32 bits`},
		{"GET", part + "&limit=0", "", "", 400, "limit: 0 is below 1"},
		{"GET", part + "&first=blue", "", "", 400, "first: must be one of red, green"},
		{"GET", "/items/" + id + "/parts/1", "", "", 400, `query parameter \"since\" is missing`},
		{"GET", "/items/x/parts/1?since=2024-06-01T12:00:00Z", "", "", 400, "itemId: does not have the format uuid"},
		{"POST", "/items", "application/json", `[{}]`, 400, `required member \"name\" is absent`},
		{"POST", "/items", "application/json", `[{"name":""}]`, 400, "[0].name: has 0 characters, want at least 1"},
		{"PUT", "/items", "application/json", `{"type":"moved"}`, 400, `required member \"place\" is absent`},
		{"POST", "/token", "application/x-www-form-urlencoded", "client_id=1", 400, `form member \"grant_type\" is missing`},
		{"POST", "/token", "application/x-www-form-urlencoded", "client_id=1&grant_type=x", 400, "grant_type: must be one of client_credentials"},
		{"POST", "/items", "text/plain", `[]`, 415, "content type must be application/json"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.contentType)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		want := fmt.Sprintf(`{"status":%d,"title":%q,"detail":"`, c.status, http.StatusText(c.status))
		if resp.StatusCode != c.status || !strings.HasPrefix(string(body), want) || !strings.Contains(string(body), c.detail) {
			t.Errorf("%s %s %s: have %d %s, want %s in it", c.method, c.path, c.body, resp.StatusCode, body, c.detail)
		}
	}
}

// hooks takes events and receipts.
type hooks struct{ calls []string }

func (h *hooks) OnEvent(_ context.Context, body Event) error {
	h.calls = append(h.calls, fmt.Sprintf("%T %s", body, body.AppendJSON(nil)))
	if other, ok := body.(*OtherEvent); ok && other.ID.Or("") == "gone" {
		return rest.NewProblem(http.StatusGone, "no longer here")
	}
	return nil
}

func (h *hooks) OnReceipt(_ context.Context, xSequence int64, body *Item) (*Ack, error) {
	return &Ack{Code: fmt.Sprint(xSequence, " ", body.Name)}, nil
}

func TestReceivers(t *testing.T) {
	h := new(hooks)
	events := NewEventHandler(h, rest.VerifyBearer("token"))
	receipts := NewReceiptHandler(h)
	for _, c := range []struct {
		handler http.Handler
		header  url.Values
		body    string
		status  int
		answer  string
	}{
		{events, url.Values{}, `{"type":"moved"}`, 401, `{"status":401,"title":"Unauthorized",`},
		{events, url.Values{"Authorization": {"Bearer token"}}, `{"type":"moved","place":{"shelf":0}}`, 204, ""},
		{events, url.Values{"Authorization": {"Bearer token"}}, `{"type":"lost","where":"?"}`, 204, ""},
		{events, url.Values{"Authorization": {"Bearer token"}}, `{"type":"lost","id":"gone"}`, 410, `"detail":"no longer here"`},
		{events, url.Values{"Authorization": {"Bearer token"}}, `{"type":`, 400, `"detail":"`},
		{receipts, url.Values{"X-Sequence": {"12"}}, `{"name":"n"}`, 200, `{"code":"12 n"}`},
		{receipts, url.Values{}, `{"name":"n"}`, 400, `header field \"X-Sequence\" is missing`},
	} {
		req := httptest.NewRequest(http.MethodPost, "/anywhere", strings.NewReader(c.body))
		req.Header = http.Header(c.header)
		req.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, req)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.answer) {
			t.Errorf("%s: have %d %s, want %d %s", c.body, w.Code, w.Body, c.status, c.answer)
		}
	}
	want := []string{
		`*service.Moved {"type":"moved","place":{"shelf":0}}`,
		`*service.OtherEvent {"type":"lost","where":"?"}`,
		`*service.OtherEvent {"type":"lost","id":"gone"}`,
	}
	if strings.Join(h.calls, "\n") != strings.Join(want, "\n") {
		t.Errorf("have %q\nwant %q", h.calls, want)
	}
}

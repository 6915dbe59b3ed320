package rest_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/rest"
)

// A shelf holds sessions with the durations 1 to n, two on a page, and hands
// them out in all ways. With stuck it does not know the parameters.
type shelf struct {
	n     int
	total bool // sends X-Total-Count
	stuck bool
	asked []string
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RawQuery)
	q := r.URL.Query()
	start := 0
	if page, err := strconv.Atoi(q.Get("page")); err == nil {
		start = 2 * (page - 1)
	}
	if offset, err := strconv.Atoi(q.Get("offset")); err == nil {
		start = offset
	}
	if s.stuck {
		start = 0
	}
	if s.total {
		w.Header().Set("X-Total-Count", strconv.Itoa(s.n))
	}
	if start+2 < s.n {
		w.Header().Add("Link", `<?page=1>; rel="first", </sessions?offset=9>; title="a, <b>; rel=next"; rel=last`)
		w.Header().Add("Link", fmt.Sprintf(`</sessions?offset=%d>; rel="x next"`, start+2))
	}
	var list []string
	for i := start + 1; i <= min(start+2, s.n); i++ {
		list = append(list, fmt.Sprintf(`{"sessionId":"%d","duration":%d}`, i, i))
	}
	io.WriteString(w, "["+strings.Join(list, ",")+"]")
}

// list gets a page with this query.
func (c *client) list(ctx context.Context, query string) ([]session, error) {
	var out sessionList
	err := c.rest.Do(ctx, &rest.Call{Operation: &listSessions, Query: []byte(query)}, &out)
	return out, err
}

func numbered(ctx context.Context, c *client) iter.Seq2[*session, error] {
	return rest.NumberedPages(ctx, int32(1), func(ctx context.Context, i int32) ([]session, error) {
		return c.list(ctx, fmt.Sprint("page=", i))
	})
}

func skipping(ctx context.Context, c *client) iter.Seq2[*session, error] {
	return rest.OffsetPages(ctx, uint64(0), func(ctx context.Context, i uint64) ([]session, error) {
		return c.list(ctx, fmt.Sprint("offset=", i))
	})
}

func linked(ctx context.Context, c *client) iter.Seq2[*session, error] {
	return rest.LinkedPages(ctx, func(ctx context.Context) ([]session, error) { return c.list(ctx, "") })
}

func byCursor(ctx context.Context, c *client) iter.Seq2[*session, error] {
	return rest.CursorPages(ctx, "0", func(ctx context.Context, s string) ([]session, string, error) {
		list, err := c.list(ctx, "offset="+s)
		if err != nil || len(list) < 2 {
			return list, "", err
		}
		return list, list[1].ID, nil
	})
}

// collect returns the durations in a sequence, which it runs twice.
func collect(t *testing.T, seq iter.Seq2[*session, error]) (durations []int32, err error) {
	t.Helper()
	var first []int32
	for range 2 {
		first, durations = durations, nil
		for s, e := range seq {
			if err = e; e == nil {
				durations = append(durations, s.Duration)
			} else if s != nil {
				t.Error("an element came with an error")
			}
		}
	}
	if !reflect.DeepEqual(first, durations) {
		t.Errorf("first %v, then %v", first, durations)
	}
	return durations, err
}

func shelfClient(t *testing.T, h http.Handler, options ...rest.Option) *client {
	t.Helper()
	return clientOf(t, "https://api.example.com", append(options, rest.WithHTTPClient(&http.Client{Transport: direct{h}}))...)
}

func TestPages(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pages func(context.Context, *client) iter.Seq2[*session, error]
		shelf shelf
		asked string // once
	}{
		{"numbered", numbered, shelf{n: 5}, "page=1 page=2 page=3 page=4"},
		{"numbered, total", numbered, shelf{n: 5, total: true}, "page=1 page=2 page=3"},
		{"numbered, none", numbered, shelf{total: true}, "page=1"},
		{"offset", skipping, shelf{n: 5}, "offset=0 offset=2 offset=4 offset=5"},
		{"offset, total", skipping, shelf{n: 4, total: true}, "offset=0 offset=2"},
		{"cursor", byCursor, shelf{n: 5}, "offset=0 offset=2 offset=4"},
		{"cursor, none", byCursor, shelf{}, "offset=0"},
		{"linked", linked, shelf{n: 5}, " offset=2 offset=4"},
		{"linked, one", linked, shelf{n: 2}, ""},
	} {
		var want []int32
		for i := range tt.shelf.n {
			want = append(want, int32(i+1))
		}
		got, err := collect(t, tt.pages(t.Context(), shelfClient(t, &tt.shelf)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
		if asked := strings.Join(tt.shelf.asked, " "); asked != tt.asked+" "+tt.asked {
			t.Errorf("%s: asked %q", tt.name, asked)
		}
	}
}

// Whoever has enough asks for no more.
func TestPagesBreak(t *testing.T) {
	s := &shelf{n: 100}
	for p, err := range rest.Values(numbered(t.Context(), shelfClient(t, s))) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Duration == 3 {
			break
		}
	}
	if len(s.asked) != 2 {
		t.Errorf("asked %q", s.asked)
	}
}

// An iteration comes to an end with any server.
func TestPagesWithoutEnd(t *testing.T) {
	for name, pages := range map[string]func(context.Context, *client) iter.Seq2[*session, error]{
		"numbered": numbered, "offset": skipping, "linked": linked, "cursor": byCursor,
	} {
		s := &shelf{n: 5, stuck: true}
		got, err := collect(t, pages(t.Context(), shelfClient(t, s)))
		if err == nil || len(got) > 4 || len(s.asked) > 6 {
			t.Errorf("%s: %v, %v, asked %q", name, got, err, s.asked)
		}
	}
}

func TestPagesErrors(t *testing.T) {
	for link, want := range map[string]string{
		`<https://elsewhere.example.com/>; rel=next`:   "the next page is on another server, elsewhere.example.com",
		`<http://api.example.com/>; rel=next`:          "the next page is on another server, api.example.com",
		`<https://u@api.example.com/>; rel=next`:       "the next page is on another server, api.example.com",
		`<>; rel=next`:                                 "",
		`<https://api.example.com/sessions>; rel=NEXT`: "the pages go in a circle: the next one is said to be https://api.example.com/sessions, which was there before",
		"<%zz>; rel=next":                              `the link to the next page: parse "%zz": invalid URL escape "%zz"`,
		"<next; rel=next":                              "",
		"</x>; rel=first; rel=next":                    "",
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", link)
			io.WriteString(w, "[]")
		})
		_, err := collect(t, linked(t.Context(), shelfClient(t, h)))
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && got != want {
			t.Errorf("%s: %v", link, err)
		}
	}
	failing := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	if _, err := collect(t, numbered(t.Context(), shelfClient(t, failing))); err == nil {
		t.Error("no error")
	}
}

// A token that is fetched on the way, perhaps with a client of ours, does not
// get into the pages.
func TestPagesAndTokens(t *testing.T) {
	s := &shelf{n: 5}
	c := shelfClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			io.WriteString(w, "{}")
			return
		}
		s.ServeHTTP(w, r)
	}))
	op := rest.Operation{Name: "token", Method: "GET", Path: "/token"}
	asked := 0
	source := rest.NewRefreshingSource(func(ctx context.Context) (*oauth2.Token, error) {
		asked++
		return &oauth2.Token{AccessToken: fmt.Sprint("t", asked), ExpiresIn: 1}, c.rest.Do(ctx, &rest.Call{Operation: &op}, nil)
	}, 0)
	withToken := shelfClient(t, s, rest.WithTokenSource(source))
	got, err := collect(t, linked(t.Context(), withToken))
	if err != nil || len(got) != 5 || asked != 1 {
		t.Errorf("got %v, %v, %d tokens", got, err, asked)
	}
}

func FuzzLink(f *testing.F) {
	f.Add(`</x?page=1>; rel="first", </x?page=3>; rel="next last"`)
	f.Add(`<//elsewhere>;rel=next`)
	f.Add(`<">,\;;rel="\`)
	f.Fuzz(func(t *testing.T, link string) {
		asked := 0
		c := shelfClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked++; r.URL.Host != "api.example.com" || r.URL.Scheme != "https" {
				t.Errorf("%q leads to %s", link, r.URL)
			}
			if asked == 1 {
				w.Header()["Link"] = []string{link}
			}
			io.WriteString(w, "[]")
		}))
		for range linked(t.Context(), c) {
		}
		if asked > 2 {
			t.Errorf("%q was followed %d times", link, asked)
		}
	})
}

package rest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// inBody is a nested object that reads itself from a body of any type.
type inBody struct{ nested }

func (v *inBody) DecodeBody(in *rest.Incoming) error {
	if !in.Is("multipart/mixed") {
		return in.JSON(&v.nested)
	}
	m := in.Multipart()
	m.Decode("a", &v.nested)
	return m.Err()
}

const deepObject = `{"in":{"in":{}}}`

// TestMaxMemoryEverywhere: the limit holds wherever JSON is read, and can be
// raised and lowered.
func TestMaxMemoryEverywhere(t *testing.T) {
	mixed := "multipart/mixed; boundary=b\n\n--b\r\nContent-Type: application/json\r\n\r\n" + deepObject + "\r\n--b--\r\n"
	for _, request := range []string{
		"POST /\nContent-Type: application/json\n\n" + deepObject,
		"POST /\nContent-Type: " + mixed,
		"POST /?p=" + deepObject + "\n\n",
	} {
		for n, want := range map[int]int{100: 400, 1 << 20: 200} {
			h := rest.NewServer(nil, rest.WithMaxMemory(n))
			h.Handle(rest.Endpoint{
				Operation: &rest.Operation{Name: "x", Method: "POST", Path: "/", ContentType: "application/json", ContentTypes: []string{"multipart/mixed"}}, Status: 200,
				Serve: func(_ context.Context, r *rest.Request) (any, error) {
					if p := r.Query("p"); p.IsSet() {
						p.JSON(new(nested))
						return nil, r.Err()
					}
					return nil, r.Decode(new(inBody))
				},
			})
			if w := exchange(h, request); w.Code != want {
				t.Errorf("%s with %d bytes: have %d %s", request, n, w.Code, w.Body)
			}
		}
	}
}

// wideList is a list of objects with many members.
type wideList int

func (n *wideList) DecodeJSON(d *jsonwire.Decoder) {
	keys := slices.Repeat([]string{`"in":`}, 60)
	for d.BeginArray(); d.NextElement(); *n++ {
		for o := d.Object(keys); o.Next(); {
			d.Skip()
		}
	}
}

// TestMaxAnswerMemory: a client can take larger answers than usual, and smaller
// ones.
func TestMaxAnswerMemory(t *testing.T) {
	wide := "[" + strings.Repeat("{},", 400_000) + "{}]"
	for body, limits := range map[string]map[int]bool{
		deepObject: {0: true, 100: false, 1000: true},
		wide:       {0: false, 1 << 30: true},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		}))
		for n, fits := range limits {
			var options []rest.Option
			if n > 0 {
				options = append(options, rest.WithMaxAnswerMemory(n))
			}
			client, err := rest.NewClient(server.URL, options...)
			if err != nil {
				t.Fatal(err)
			}
			for _, out := range []any{new(nested), new(inBody)} {
				if body == wide {
					out = new(wideList)
				}
				err := client.Do(t.Context(), &rest.Call{Operation: &rest.Operation{Name: "x", Method: "GET", Path: "/"}}, out)
				if (err == nil) != fits {
					t.Errorf("%.20s into %T with %d bytes: %v", body, out, n, err)
				}
			}
		}
		server.Close()
	}
	if _, err := rest.NewClient("https://example.com", rest.WithMaxAnswerMemory(0)); err == nil {
		t.Error("no memory is no error")
	}
}

package rest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// read serves one request and returns what get read, or the error.
func read(target string, get func(r *rest.Request) any) string {
	h := rest.NewServer(nil)
	h.Handle(rest.Endpoint{
		Operation: &rest.Operation{Name: "x", Method: "GET", Path: "/{p}"}, Status: 200,
		Serve: func(_ context.Context, r *rest.Request) (any, error) {
			v := get(r)
			if err := r.Err(); err != nil {
				return nil, err
			}
			return []byte(fmt.Sprint(v)), nil
		},
	})
	return exchange(h, "GET "+target+"\nX-Limit: 5\nCookie: c=d; e=f").Body.String()
}

func problem(msg string) string {
	return fmt.Sprintf(`{"status":400,"code":"INVALID_ARGUMENT","message":%q}`, msg)
}

func TestParams(t *testing.T) {
	for _, tt := range []struct {
		target string
		get    func(r *rest.Request) any
		want   string
	}{
		{"/a%20b", func(r *rest.Request) any { return r.Path("p").String() }, "a b"},
		{"/a", func(r *rest.Request) any { return r.Path("p").Int32() }, problem(`path parameter "p" is "a", want an integer of 32 bits`)},
		{"/a", func(r *rest.Request) any { return r.Path("q").String() }, problem(`path parameter "q" is missing`)},
		{"/a", func(r *rest.Request) any { return r.Header("x-limit").Uint64() }, "5"},
		{"/a", func(r *rest.Request) any { return r.Cookie("e").String() }, "f"},
		{"/a", func(r *rest.Request) any { return r.Cookie("x").OptString() }, "<none>"},
		{"/a", func(r *rest.Request) any { return r.Query("q").IsSet() }, "false"},
		{"/a?q=", func(r *rest.Request) any { return r.Query("q").IsSet() }, "true"},
		{"/a?q=-2147483648", func(r *rest.Request) any { return r.Query("q").Int32() }, "-2147483648"},
		{"/a?q=2147483648", func(r *rest.Request) any { return r.Query("q").OptInt32() }, problem(`query parameter "q" is "2147483648", want an integer of 32 bits`)},
		{"/a?q=2147483648", func(r *rest.Request) any { return r.Query("q").Int64() }, "2147483648"},
		{"/a?q=-1", func(r *rest.Request) any { return r.Query("q").Uint32() }, problem(`query parameter "q" is "-1", want an integer of 32 bits, not negative`)},
		{"/a?q=4294967295", func(r *rest.Request) any { return r.Query("q").OptUint32() }, "4294967295"},
		{"/a?q=7", func(r *rest.Request) any { return r.Query("q").OptUint64() }, "7"},
		{"/a?q=7", func(r *rest.Request) any { return r.Query("q").OptInt64() }, "7"},
		{"/a?q=1.5e3", func(r *rest.Request) any { return r.Query("q").Float64() }, "1500"},
		{"/a?q=NaN", func(r *rest.Request) any { return r.Query("q").OptFloat64() }, problem(`query parameter "q" is "NaN", want a number`)},
		{"/a?q=0.1", func(r *rest.Request) any { return r.Query("q").OptFloat32() }, "0.1"},
		{"/a?q=1e39", func(r *rest.Request) any { return r.Query("q").Float32() }, problem(`query parameter "q" is "1e39", want a number`)},
		{"/a?q=true", func(r *rest.Request) any { return r.Query("q").OptBool() }, "true"},
		{"/a?q=1", func(r *rest.Request) any { return r.Query("q").Bool() }, problem(`query parameter "q" is "1", want true or false`)},
		{"/a?q=2024-05-01T10:00:00Z", func(r *rest.Request) any { return r.Query("q").Time().Unix() }, "1714557600"},
		{"/a?q=today", func(r *rest.Request) any { return r.Query("q").OptTime() }, problem(`query parameter "q" is "today", want a time such as 2006-01-02T15:04:05Z`)},
		{"/a?q=a&q=b,c", func(r *rest.Request) any { return r.Query("q").List() }, "[a b,c]"},
		{"/a?q=a&q=b,c", func(r *rest.Request) any { return r.Query("q").Joined() }, "[a b c]"},
		{"/a?q=a&q=b", func(r *rest.Request) any { return r.Query("q").String() }, problem(`query parameter "q" is there more than once`)},
	} {
		if got := read(tt.target, tt.get); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.target, got, tt.want)
		}
	}
}

package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// TestPagesInACircle follows links and cursors that lead back to a page that
// was there before, though not to the one just before.
func TestPagesInACircle(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		p := r.URL.Query().Get("p")
		w.Header().Set("Link", `</sessions?p=`+map[string]string{"": "1", "1": "2", "2": "1"}[p]+`>; rel=next`)
		fmt.Fprintf(w, `[{"sessionId":%q,"duration":1}]`, "on "+p)
	})
	c := clientOf(t, url)
	links := rest.LinkedPages(t.Context(), func(ctx context.Context) ([]session, error) { return c.list(ctx, "") })
	cursors := rest.CursorPages(t.Context(), "", func(ctx context.Context, cursor string) ([]session, string, error) {
		list, err := c.list(ctx, "p="+cursor)
		return list, map[string]string{"": "1", "1": "2", "2": "1"}[cursor], err
	})
	if n, err := count(links, 10); n != 3 || err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("links: %d elements, error %v", n, err)
	}
	if n, err := count(cursors, 10); n != 3 || err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("cursors: %d elements, error %v", n, err)
	}
}

// count goes through a sequence, and gives up when there are more than most.
func count[T any](seq func(func(*T, error) bool), most int) (n int, err error) {
	seq(func(_ *T, e error) bool {
		if err = e; e == nil {
			n++
		}
		return n <= most
	})
	return n, err
}

// TestEmptyPages gets pages without elements that all have a next one.
func TestEmptyPages(t *testing.T) {
	asked := 0
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("Link", fmt.Sprintf(`</sessions?p=%d>; rel=next`, asked))
		io.WriteString(w, "[]")
	})
	c := clientOf(t, url)
	links := rest.LinkedPages(t.Context(), func(ctx context.Context) ([]session, error) { return c.list(ctx, "") })
	if n, err := count(links, 10); n != 0 || err == nil || !strings.Contains(err.Error(), "pages without an element") || asked > 2000 {
		t.Errorf("%d elements, error %v, %d requests", n, err, asked)
	}
	// A context that ends, ends the pages, even if fetch does not look at it.
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	i := 0
	cursors := rest.CursorPages(ctx, "", func(context.Context, string) ([]int, string, error) {
		if i++; i == 3 {
			cancel()
		}
		return nil, fmt.Sprint(i), nil
	})
	if n, err := count(cursors, 10); n != 0 || !errors.Is(err, context.Canceled) || i != 3 {
		t.Errorf("%d elements, error %v after %d pages", n, err, i)
	}
}

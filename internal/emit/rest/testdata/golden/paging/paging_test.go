package paging

import (
	"context"
	"iter"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// A shelf has the items 0 to 4, two on a page.
type shelf struct {
	UnimplementedServer
}

func items(start int64) []Item {
	var list []Item
	for i := start; i < min(start+2, 5); i++ {
		list = append(list, Item{ID: strconv.FormatInt(i, 10)})
	}
	return list
}

func (shelf) ListNumbered(_ context.Context, status string, p *ListNumberedParams) ([]Item, error) {
	if status != "new" {
		return nil, rest.NewProblem(400, "wrong status")
	}
	return items(2 * int64(p.Page.Or(1)-1)), nil
}

func (shelf) ListSkipped(_ context.Context, p *ListSkippedParams) ([]string, error) {
	var names []string
	for _, item := range items(int64(p.Offset.Or(0))) {
		names = append(names, item.ID)
	}
	return names, nil
}

func (shelf) Search(_ context.Context, body *Item, p *SearchParams) (*Page, error) {
	start, err := strconv.ParseInt(p.After.Or("0"), 10, 64)
	if err != nil || body.ID != "all" {
		return nil, rest.NewProblem(400, "wrong cursor or body")
	}
	page := &Page{Data: items(start)}
	if start+2 < 5 {
		page.NextCursor = opt.Some(strconv.FormatInt(start+2, 10))
	}
	return page, nil
}

func (shelf) ListPages(_ context.Context, p *ListPagesParams) (*Page, error) {
	return &Page{Data: items(2 * int64(p.Number.Or(0)))}, nil
}

func ids(seq iter.Seq2[*Item, error]) (list []string, err error) {
	for item, err := range seq {
		if err != nil {
			return list, err
		}
		list = append(list, item.ID)
	}
	return list, nil
}

func names(seq iter.Seq2[string, error]) (list []string, err error) {
	for s, err := range seq {
		if err != nil {
			return list, err
		}
		list = append(list, s)
	}
	return list, nil
}

func TestAll(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/", NewServerHandler(shelf{}))
	mux.HandleFunc("GET /linked/{owner}", func(w http.ResponseWriter, r *http.Request) {
		start, _ := strconv.ParseInt(r.FormValue("from"), 10, 64)
		if start+2 < 5 {
			w.Header().Set("Link", "<?from="+strconv.FormatInt(start+2, 10)+`>; rel="next"`)
		}
		w.Write(itemListBody(items(start)).AppendJSON(nil))
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	c, err := NewClient(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, want := t.Context(), []string{"0", "1", "2", "3", "4"}
	for name, all := range map[string]func() ([]string, error){
		"numbered": func() ([]string, error) { return ids(c.ListNumberedAllPages(ctx, "new", nil)) },
		"skipped":  func() ([]string, error) { return names(c.ListSkippedAll(ctx, nil)) },
		"linked":   func() ([]string, error) { return ids(c.ListLinkedAll(ctx, "me", nil)) },
		"cursor":   func() ([]string, error) { return ids(c.SearchAll(ctx, &Item{ID: "all"}, nil)) },
		"pages":    func() ([]string, error) { return ids(c.ListPagesAll(ctx, nil)) },
	} {
		if got, err := all(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	got, err := ids(c.ListNumberedAllPages(ctx, "new", &ListNumberedParams{Page: opt.Some[int32](3)}))
	if err != nil || !reflect.DeepEqual(got, want[4:]) {
		t.Errorf("from page 3: %v, %v", got, err)
	}
	if got, err := ids(c.ListNumberedAllPages(ctx, "old", nil)); err == nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

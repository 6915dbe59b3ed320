package rest

import (
	"net/http/httptest"
	"reflect"
	"testing"
)

// pair is an object with two members.
type pair struct{ a, b string }

func (v *pair) AppendForm(b []byte) []byte {
	return AppendForm(AppendForm(b, "a", v.a), "b", v.b)
}

func (v *pair) DecodeForm(f *Form) { v.a, v.b = f.Get("a").String(), f.Get("b").String() }

// TestStyles writes and reads the examples of OpenAPI 3.0.4 section 4.7.12.2.
func TestStyles(t *testing.T) {
	for _, c := range []struct {
		style        Style
		list, object string
	}{
		{Style{"simple", false}, "x,y", "a,1,b,2"},
		{Style{"simple", true}, "x,y", "a=1,b=2"},
		{Style{"label", false}, ".x,y", ".a,1,b,2"},
		{Style{"label", true}, ".x.y", ".a=1.b=2"},
		{Style{"matrix", false}, ";n=x,y", ";n=a,1,b,2"},
		{Style{"matrix", true}, ";n=x;n=y", ";a=1;b=2"},
	} {
		list, object := c.style.Text("n", "x", "y"), c.style.Object("n", &pair{"1", "2"})
		if list != c.list || object != c.object {
			t.Errorf("%+v: have %s and %s", c.style, list, object)
		}
		var params Params
		if got := (Param{&params, "n", []string{list}}).Styled("n", c.style).List(); !reflect.DeepEqual(got, []string{"x", "y"}) {
			t.Errorf("%+v: have %q", c.style, got)
		}
		var v pair
		if !(Param{&params, "n", []string{object}}).Object("n", c.style, &v) || v != (pair{"1", "2"}) || params.Err() != nil {
			t.Errorf("%+v: have %+v, %v", c.style, v, params.Err())
		}
	}
}

func TestQueryStyles(t *testing.T) {
	for _, c := range []struct {
		style        Style
		list, object string
	}{
		{Style{"form", false}, "n=x+1,y", "n=a,1,b,2"},
		{Style{"form", true}, "n=x+1,y", "a=1&b=2"},
		{Style{"spaceDelimited", false}, "n=x+1%20y", "n=a%201%20b%202"},
		{Style{"pipeDelimited", false}, "n=x+1%7Cy", "n=a%7C1%7Cb%7C2"},
		{Style{"deepObject", false}, "", "n%5Ba%5D=1&n%5Bb%5D=2"},
	} {
		if c.list != "" {
			if got := string(c.style.AppendList(nil, "n", []string{"x 1", "y"})); got != c.list {
				t.Errorf("%+v: have %s", c.style, got)
			}
		}
		query := string(c.style.AppendObject(nil, "n", &pair{"1", "2"}))
		r := &Request{exchange: &exchange{r: httptest.NewRequest("GET", "/?"+query, nil)}}
		var v pair
		if query != c.object || !r.QueryObject("n", c.style, &v) || v != (pair{"1", "2"}) || r.Err() != nil {
			t.Errorf("%+v: have %s, %+v, %v", c.style, query, v, r.Err())
		}
		r = &Request{exchange: &exchange{r: httptest.NewRequest("GET", "/?other=1", nil)}}
		if r.QueryObject("n", c.style, &v) || r.Err() != nil {
			t.Errorf("%+v: read from nothing, %v", c.style, r.Err())
		}
		r.RequireQueryObject("n", c.style, &v)
		if r.Err() == nil {
			t.Errorf("%+v: not missed", c.style)
		}
	}
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		template, segment string
		want              []string
	}{
		{"{class}={id}", "Node=1", []string{"Node", "1"}},
		{"{class}={id}", "Node=1=2", []string{"Node", "1=2"}},
		{"{class}={id}", "Node", nil},
		{"{class}={id}", "=1", nil},
		{"a{x}-{y}.z", "a1-2.z", []string{"1", "2"}},
		{"a{x}-{y}.z", "a1-2", nil},
		{"{x}:send", "7%3Asend", []string{"7"}},
		{"{x}{y}", "ab", nil},
	} {
		g := newRoute(Endpoint{Operation: &Operation{Path: c.template}}).segments[0]
		got, ok := g.match(c.segment)
		if ok != (c.want != nil) || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s for %s: have %q, %t", c.template, c.segment, got, ok)
		}
	}
}

// FuzzText: no text makes the readers of parameters fail but with an error.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", ".a.b", ";n=1;n=2", "a,1,b", "a=1,b=2", "n[a]=1&n[b]=2", "%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []string{"simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"} {
			for _, style := range []Style{{name, false}, {name, true}} {
				var params Params
				p := Param{&params, "n", []string{s}}
				p.Styled("n", style).Each()
				p.Object("n", style, new(pair))
			}
		}
	})
}

// FuzzMultipart: what is read can be written, and says the same then.
func FuzzMultipart(f *testing.F) {
	f.Add("--x\r\nContent-Type: application/json\r\nContent-Id: <a>\r\n\r\n{}\r\n--x--\r\n")
	f.Add("--x\r\n\r\n\r\n--x--")
	f.Add("--x--")
	f.Fuzz(func(t *testing.T, body string) {
		in := &Incoming{ContentType: "multipart/mixed; boundary=x", Data: []byte(body)}
		m := in.Multipart()
		if m.Err() != nil {
			return
		}
		parts := m.Others()
		w := NewMultipartWriter("multipart/mixed")
		for _, p := range parts {
			w.Part(p)
		}
		contentType, data, err := w.Finish()
		if err != nil {
			return // header fields that are read but must not be sent
		}
		again := (&Incoming{ContentType: contentType, Data: data}).Multipart()
		if again.Err() != nil || len(again.parts) != len(parts) {
			t.Fatalf("%d parts became %d: %v", len(parts), len(again.parts), again.Err())
		}
		for i, p := range again.parts {
			if string(p.Data) != string(parts[i].Data) || p.ContentID != parts[i].ContentID && len(parts[i].ContentID) < 2 {
				t.Fatalf("have %+v, want %+v", p, parts[i])
			}
		}
	})
}

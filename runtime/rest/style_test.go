package rest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
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
		list, object := inAPath(func(c2 *Call) { c2.SetPathList(0, "n", c.style, []string{"x", "y"}) }),
			inAPath(func(c2 *Call) { c2.SetPathObject(0, "n", c.style, &pair{"1", "2"}) })
		if list != c.list || object != c.object {
			t.Errorf("%+v: have %s and %s", c.style, list, object)
		}
		var params Params
		if got := (Param{&params, "n", []string{list}, inPath}).Styled("n", c.style).List(); !reflect.DeepEqual(got, []string{"x", "y"}) {
			t.Errorf("%+v: have %q", c.style, got)
		}
		var v pair
		if !(Param{&params, "n", []string{object}, inPath}).Object("n", c.style, &v) || v != (pair{"1", "2"}) || params.Err() != nil {
			t.Errorf("%+v: have %+v, %v", c.style, v, params.Err())
		}
	}
}

// inAPath returns what set makes the only value of a path, or the error.
func inAPath(set func(c *Call)) string {
	c := &Call{Path: []string{""}}
	if set(c); c.refused != nil {
		return c.refused.Error()
	}
	return c.Path[0]
}

// tricky are texts with everything that separates anything somewhere.
var tricky = []string{"a,b", "c;d=e", "f&g=h", "i%2Cj", "k l+m", "n|o", "ü/?#", "", "p=q"}

// TestSeparators: what separates elements can be in one of them, in a path.
func TestSeparators(t *testing.T) {
	for _, name := range []string{"simple", "label", "matrix"} {
		for _, style := range []Style{{name, false}, {name, true}} {
			text := inAPath(func(c *Call) { c.SetPathList(0, "n", style, tricky) })
			var params Params
			if got := (Param{&params, "n", []string{text}, inPath}).Styled("n", style).List(); !reflect.DeepEqual(got, tricky) || params.Err() != nil {
				t.Errorf("%+v: %s is %q, %v", style, text, got, params.Err())
			}
			for _, s := range tricky {
				var v pair
				object := inAPath(func(c *Call) { c.SetPathObject(0, "n", style, &pair{s, s}) })
				if !(Param{&params, "n", []string{object}, inPath}).Object("n", style, &v) || v != (pair{s, s}) {
					t.Errorf("%+v: %s is %+v, %v", style, object, v, params.Err())
				}
				scalar := inAPath(func(c *Call) { c.SetPathScalar(0, "n", style, s) })
				if got := (Param{&params, "n", []string{scalar}, inPath}).StyledScalar("n", style).String(); got != s || params.Err() != nil {
					t.Errorf("%+v: %s is %q, %v", style, scalar, got, params.Err())
				}
			}
		}
	}
	if got := inAPath(func(c *Call) { c.SetPathScalar(0, "n", Style{"label", true}, "1.5") }); got != ".1.5" {
		t.Errorf("have %s", got)
	}
}

// TestUnsayable: what a style cannot say is an error of the call.
func TestUnsayable(t *testing.T) {
	simple, label, space, pipe := Style{Name: "simple"}, Style{"label", true}, Style{Name: "spaceDelimited"}, Style{Name: "pipeDelimited"}
	for name, set := range map[string]func(c *Call){
		"dot in a list":        func(c *Call) { c.SetPathList(0, "n", label, []string{"1.5", "b"}) },
		"dot in an object":     func(c *Call) { c.SetPathObject(0, "n", label, &pair{"1.5", "b"}) },
		"empty in a path":      func(c *Call) { c.SetPathList(0, "n", label, nil) },
		"empty object":         func(c *Call) { c.AddQueryObject("n", Style{"form", true}, noPair{}) },
		"space":                func(c *Call) { c.AddQueryList("n", space, []string{"a b"}) },
		"pipe":                 func(c *Call) { c.AddQueryList("n", pipe, []string{"a|b"}) },
		"pipe in an object":    func(c *Call) { c.AddQueryObject("n", pipe, &pair{"a|b", ""}) },
		"comma in a header":    func(c *Call) { c.SetHeaderList("n", []string{"a,b"}) },
		"empty in a header":    func(c *Call) { c.SetHeaderList("n", []string{"a", ""}) },
		"space in a header":    func(c *Call) { c.SetHeaderList("n", []string{" a"}) },
		"no list in a header":  func(c *Call) { c.SetHeaderList("n", nil) },
		"comma in an object":   func(c *Call) { c.SetHeaderObject("n", simple, &pair{"q,y=7", ""}) },
		"space in an object":   func(c *Call) { c.SetHeaderObject("n", simple, &pair{"q ", ""}) },
		"no list in a cookie":  func(c *Call) { c.AddCookieList("n", nil) },
		"list that must exist": func(c *Call) { c.NotEmpty("n", 0) },
	} {
		c := &Call{Path: []string{""}}
		if set(c); c.refused == nil {
			t.Errorf("%s: no error, and %+v", name, c)
		}
	}
}

// noPair is an object without members.
type noPair struct{}

func (noPair) AppendForm(b []byte) []byte { return b }

func TestQueryStyles(t *testing.T) {
	for _, c := range []struct {
		style        Style
		list, object string
	}{
		{Style{"form", false}, "n=x+1,y", "n=a,1,b,2"},
		{Style{"form", true}, "n=x+1,y", "a=1&b=2"},
		{Style{"spaceDelimited", false}, "n=x1%20y", "n=a%201%20b%202"},
		{Style{"pipeDelimited", false}, "n=x+1%7Cy", "n=a%7C1%7Cb%7C2"},
		{Style{"deepObject", false}, "", "n%5Ba%5D=1&n%5Bb%5D=2"},
	} {
		if c.list != "" {
			first := "x 1"
			if c.style.Name == "spaceDelimited" {
				first = "x1"
			}
			call := new(Call)
			if call.AddQueryList("n", c.style, []string{first, "y"}); string(call.Query) != c.list || call.refused != nil {
				t.Errorf("%+v: have %s, %v", c.style, call.Query, call.refused)
			}
			p := queryOf(c.list).Query("n")
			if got := p.Styled("n", c.style).List(); !reflect.DeepEqual(got, []string{first, "y"}) {
				t.Errorf("%+v: have %q", c.style, got)
			}
		}
		call := new(Call)
		call.AddQueryObject("n", c.style, &pair{"1", "2"})
		query := string(call.Query)
		r := queryOf(query)
		var v pair
		if query != c.object || !r.QueryObject("n", c.style, &v) || v != (pair{"1", "2"}) || r.Err() != nil {
			t.Errorf("%+v: have %s, %+v, %v", c.style, query, v, r.Err())
		}
		r = queryOf("other=1")
		if r.QueryObject("n", c.style, &v) || r.Err() != nil {
			t.Errorf("%+v: read from nothing, %v", c.style, r.Err())
		}
		r.RequireQueryObject("n", c.style, &v)
		if r.Err() == nil {
			t.Errorf("%+v: not missed", c.style)
		}
		for _, s := range tricky {
			call := new(Call)
			if call.AddQueryObject("n", c.style, &pair{s, s}); call.refused != nil {
				continue
			}
			r := queryOf(string(call.Query))
			if !r.QueryObject("n", c.style, &v) || v != (pair{s, s}) || r.Err() != nil {
				t.Errorf("%+v: %s is %+v, %v", c.style, call.Query, v, r.Err())
			}
		}
	}
	call := new(Call)
	call.AddQueryList("n", Style{Name: "form"}, tricky)
	if got := queryOf(string(call.Query)).Query("n").Joined(); !reflect.DeepEqual(got, tricky) {
		t.Errorf("%s is %q", call.Query, got)
	}
	if got := queryOf("n=1%2C2,3").Query("n").Split().Each(); len(got) != 3 || got[1].Int32() != 2 {
		t.Errorf("have %v", got)
	}
}

func queryOf(query string) *Request {
	return &Request{exchange: &exchange{r: httptest.NewRequest("GET", "/?"+query, nil)}}
}

// TestMalformedQuery: a query of which a part cannot be read is not read as if
// the part were not there.
func TestMalformedQuery(t *testing.T) {
	for _, query := range []string{"a=%zz&b=1", "%zz=1&b=1", "a=5;x=1&b=1"} {
		r := queryOf("b=1")
		r.r.URL.RawQuery = query
		if r.Query("b"); r.Err() == nil {
			t.Errorf("%s: no error", query)
		}
	}
}

// TestHeaderLists: white space around commas says nothing.
func TestHeaderLists(t *testing.T) {
	r := queryOf("")
	r.r.Header = http.Header{"L": {"a, b", "c\t,,d "}, "N": {"1 , 2"}, "O": {"a, x ,b,"}}
	if got := r.Header("L").Joined(); !reflect.DeepEqual(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("have %q", got)
	}
	if got := r.Header("N").Split().Each(); len(got) != 2 || got[0].Int32() != 1 || got[1].Int32() != 2 {
		t.Errorf("have %v", got)
	}
	var v pair
	if !r.Header("O").Object("O", Style{Name: "simple"}, &v) || v != (pair{"x", ""}) || r.Err() != nil {
		t.Errorf("have %+v, %v", v, r.Err())
	}
	call := new(Call)
	call.SetHeaderList("L", []string{"a b", "c"})
	call.SetHeaderObject("O", Style{"simple", true}, &pair{"x=y", ""})
	if call.Header.Get("L") != "a b,c" || call.Header.Get("O") != "a=x=y,b=" || call.refused != nil {
		t.Errorf("have %v, %v", call.Header, call.refused)
	}
}

// TestCookies: any text can be in a cookie, and comes back.
func TestCookies(t *testing.T) {
	all := append(tricky, `a;b "q" ü\`, `{"id":"z"}`, " lead", "100%", "%41")
	call := new(Call)
	for i, s := range all {
		call.AddCookie("c"+strconv.Itoa(i), s)
	}
	call.AddCookieList("l", tricky)
	r := queryOf("")
	r.r.Header = call.Header
	for i, s := range all {
		if got := r.Cookie("c" + strconv.Itoa(i)).String(); got != s || r.Err() != nil {
			t.Errorf("%q is %q, %v", s, got, r.Err())
		}
	}
	if got := r.Cookie("l").Joined(); !reflect.DeepEqual(got, tricky) {
		t.Errorf("have %q", got)
	}
	r.r.Header = http.Header{"Cookie": {`a="x y"; b=50%off`, `c={"id":"z"}`}}
	for name, want := range map[string]string{"a": "x y", "b": "50%off", "c": `{"id":"z"}`} {
		if got := r.Cookie(name).String(); got != want {
			t.Errorf("have %q, want %q", got, want)
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
		{"{x}:send", "7%3Asend", nil}, // but see TestEscapedText
		{"{class}={id}", "a%3Db=c", []string{"a%3Db", "c"}},
		{"{x}{y}", "ab", nil},
	} {
		g := newRoute(Endpoint{Operation: &Operation{Path: c.template}}).segments[0]
		got, ok := g.match(c.segment)
		if ok != (c.want != nil) || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s for %s: have %q, %t", c.template, c.segment, got, ok)
		}
	}
}

// TestEscapedText: what is escaped belongs to a value, unless no path of the
// document has it that way.
func TestEscapedText(t *testing.T) {
	s := NewServer(nil)
	for path, method := range map[string]string{"/s/{id}": "GET", "/s/{id}:send": "POST", "/m/{c}={d}": "GET", "/messages:send": "POST"} {
		s.Handle(Endpoint{Operation: &Operation{Name: path, Method: method, Path: path}})
	}
	for _, c := range []struct{ method, path, route, values string }{
		{"GET", "/s/a%3Asend", "/s/{id}", "[a:send]"},
		{"POST", "/s/a%3Asend", "/s/{id}:send", "[a]"},
		{"POST", "/s/a:send", "/s/{id}:send", "[a]"},
		{"GET", "/m/a%3Db=c", "/m/{c}={d}", "[a=b c]"},
		{"GET", "/m/a%3Dc", "/m/{c}={d}", "[a c]"},
		{"GET", "/m/a%253D=c", "/m/{c}={d}", "[a%3D c]"},
		{"GET", "/m/a%3D%253D", "/m/{c}={d}", "[a %3D]"},
		{"POST", "/messages%3Asend", "/messages:send", "[]"},
		{"GET", "/messages%3Asend", "", "[POST]"},
	} {
		found, values, allow := s.look(c.method, "", strings.Split(c.path, "/"))
		var name string
		texts := allow
		if found != nil {
			name = found.Operation.Name
			for _, v := range values {
				v.params = new(Params)
				texts = append(texts, v.String())
			}
		}
		if got := fmt.Sprint(texts); name != c.route || got != c.values {
			t.Errorf("%s %s: have %s %s", c.method, c.path, name, got)
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
				p := Param{&params, "n", []string{s}, inPath}
				p.Styled("n", style).List()
				p.StyledScalar("n", style).OptString()
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

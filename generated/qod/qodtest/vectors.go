// Package qodtest holds what the tests of all versions of Quality on Demand
// share: messages of other implementations, deliveries to receivers, and the
// life of a session. It knows no version; each test brings its own types.
package qodtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A Value is a generated type.
type Value interface {
	json.Unmarshaler
	AppendJSON(b []byte) []byte
	Validate() error
}

// A Vector is a JSON value that another implementation sends or a standard
// shows, and what a version of the API makes of it.
type Vector struct {
	File   string // below vectors/qod, without .json
	Member string // of the file: "body" or "response"
	New    func() Value
	// Wrong is in the error of Validate, such as the path of the member that
	// the version refuses; "" for a value that it accepts.
	Wrong string
	// Incomplete values lack members that the document requires. They are
	// read, and not compared with what is written afterwards.
	Incomplete bool
}

// New returns a function that makes a zero T, for Vector.New.
func New[T any, P interface {
	*T
	Value
}]() func() Value {
	return func() Value { return P(new(T)) }
}

// Vectors reads each value, validates it, writes it and compares.
func Vectors(t *testing.T, list []Vector) {
	dir := folder(t, "qod")
	for _, v := range list {
		t.Run(v.File+"."+v.Member, func(t *testing.T) {
			var file map[string]json.RawMessage
			readFile(t, filepath.Join(dir, v.File+".json"), &file)
			v.check(t, file[v.Member])
		})
	}
}

// List is Vectors for a response that is a list: element i of every list must
// be accepted.
func List(t *testing.T, newElement func() Value, files ...string) {
	dir := folder(t, "qod")
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			var file struct{ Body []json.RawMessage }
			readFile(t, filepath.Join(dir, name+".json"), &file)
			for _, b := range file.Body {
				Vector{New: newElement}.check(t, b)
			}
		})
	}
}

// Errors checks the list of errors in file.
func Errors(t *testing.T, newError func() Value, file string) {
	var list []struct {
		Name string
		Body json.RawMessage
	}
	readFile(t, filepath.Join(folder(t, "qod"), file+".json"), &list)
	if len(list) == 0 {
		t.Errorf("%s holds no errors", file)
	}
	for _, e := range list {
		t.Run(e.Name, func(t *testing.T) { Vector{New: newError}.check(t, e.Body) })
	}
}

func (v Vector) check(t *testing.T, b []byte) {
	t.Helper()
	x := v.New()
	err := x.UnmarshalJSON(b)
	if err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	err = x.Validate()
	if v.Wrong == "" && err != nil {
		t.Errorf("%v in %s", err, b)
	}
	if v.Wrong != "" && (err == nil || !strings.Contains(err.Error(), v.Wrong)) {
		t.Errorf("got error %v, want one of %s", err, v.Wrong)
	}
	if got := x.AppendJSON(nil); !v.Incomplete && !Same(t, got, b) {
		t.Errorf("read and written: %s, want %s", got, b)
	}
}

// Receive posts the notifications in files to h, which accepts the token
// my-token, and compares the status with the one the file expects.
func Receive(t *testing.T, h http.Handler, files ...string) {
	dir := folder(t, "webhook")
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			var v struct {
				Headers map[string]string
				Body    json.RawMessage
				Expect  struct{ Status int }
			}
			readFile(t, filepath.Join(dir, name+".json"), &v)
			req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(v.Body))
			for name, value := range v.Headers {
				req.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, req)
			if w.Code != v.Expect.Status {
				t.Errorf("answered %d %s, want %d", w.Code, w.Body, v.Expect.Status)
			}
		})
	}
}

// Same reports whether a and b are the same JSON value.
func Same(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal(b, &y)); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

// Shared returns a path below the folder shared, which lies beside the
// repository where the project is worked on and nowhere else. Without it the
// test does not run and says so.
func Shared(t *testing.T, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	name := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("NOT RUN: what is compared with is not beside the repository: %v", err)
	}
	return name
}

func folder(t *testing.T, name string) string {
	t.Helper()
	return Shared(t, "vectors", name)
}

func readFile(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

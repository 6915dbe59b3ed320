package nac_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/qod"
)

// TestDocumentation checks the table of Python's names: every Go name with a
// point in it is a field or method.
func TestDocumentation(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(src), "network_as_code                         Go")
	if !ok {
		t.Fatal("there is no table")
	}
	types := map[string]reflect.Type{
		"Config": reflect.TypeFor[nac.Config](), "Client": reflect.TypeFor[*nac.Client](), "Device": reflect.TypeFor[*nac.Device](),
		"DeviceID": reflect.TypeFor[nac.DeviceID](), "IPv4": reflect.TypeFor[nac.IPv4](), "SessionRequest": reflect.TypeFor[nac.SessionRequest](),
		"Session": reflect.TypeFor[*nac.Session](), "Error": reflect.TypeFor[qod.Error](),
	}
	found := 0
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "//\t") || len(line) < 44 {
			continue
		}
		for _, m := range regexp.MustCompile(`\b([A-Z]\w+)\.([A-Z]\w+)`).FindAllStringSubmatch(line[43:], -1) {
			typ, ok := types[m[1]]
			if !ok {
				t.Errorf("%s: there is no type %s here", strings.TrimSpace(line), m[1])
				continue
			}
			found++
			if !has(typ, m[2]) {
				t.Errorf("%s has no %s", typ, m[2])
			}
		}
	}
	if found < 30 {
		t.Errorf("%d names in the table", found)
	}
}

// has reports whether a type has a method or field with this name.
func has(typ reflect.Type, name string) bool {
	if _, ok := typ.MethodByName(name); ok {
		return true
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	_, ok := typ.FieldByName(name)
	return ok
}

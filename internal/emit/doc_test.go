package emit

import (
	"go/format"
	"testing"
)

// TestDocText pins what text becomes, and that gofmt leaves it alone.
func TestDocText(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"One line":                      "// One line.",
		"Creates a session\n\nAnd more": "// Creates a session.\n//\n// And more.",
		"Ends in */ and\n//go:embed x":  "// Ends in */ and //go:embed x.",
		"- a\n- b":                      "// - a\n// - b",
		"+build\n\n#heading":            "// '+build.\n//\n// '#heading.",
		"a\u202eb\u0000c\r\nd":          "// abc d.",
	} {
		got := DocText(text)
		if got != want {
			t.Errorf("%q\nhave %q\nwant %q", text, got, want)
		}
		src := "package p\n\n" + got + "\nvar V int\n"
		if got == "" {
			continue
		}
		formatted, err := format.Source([]byte(src))
		if err != nil || string(formatted) != src {
			t.Errorf("gofmt changes\n%s\nto\n%s\n%v", src, formatted, err)
		}
	}
}

package manifest

import "testing"

func TestLenient(t *testing.T) {
	for text, want := range map[string]string{
		"true": "", "false": "",
		"yes": `gen.yaml:4:39: lenient must be true or false, not "yes"`,
		"1":   `gen.yaml:4:39: lenient must be true or false, not "1"`,
	} {
		m, err := Read("gen.yaml", []byte("version: 1\npackages:\n  - path: a\n    diameter: { spec: x.xml, lenient: "+text+" }\n"))
		if err != nil {
			if err.Error() != want {
				t.Errorf("%s: %v, want %s", text, err, want)
			}
			continue
		}
		if want != "" || m.Packages[0].Diameter.Lenient != (text == "true") {
			t.Errorf("%s: read as %v, want %q", text, m.Packages[0].Diameter.Lenient, want)
		}
	}
}

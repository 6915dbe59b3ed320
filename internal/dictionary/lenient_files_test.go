package dictionary_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/dictionary"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// goDiameter is where go-diameter's dictionaries are.
const goDiameter = "../../../shared/corpora/go-diameter/"

// TestLenientRealFiles reads go-diameter's dictionaries, alone and with those
// that they are meant to be loaded with, and compiles what comes out.
func TestLenientRealFiles(t *testing.T) {
	if names, _ := filepath.Glob(goDiameter + "*.xml"); len(names) == 0 {
		t.Skipf("NOT RUN: go-diameter's dictionaries are not in %s", goDiameter)
	}
	c := newCompilation(t)
	for _, app := range []struct {
		id, files string
		warnings  int
	}{
		{"0", "base", 0},
		{"4", "credit_control", 2},
		{"16777302", "diameter_sy", 3},
		{"16777238", "gx_credit_control", 29},
		{"1", "network_access_server", 34},
		{"4", "tgpp_ro_rf", 57},
		{"16777236", "tgpp_rx", 25},
		{"16777252", "tgpp_s13", 0},
		{"16777251", "tgpp_s6a", 59},
		{"16777265", "tgpp_swx", 9},
		{"4", "credit_control network_access_server", 35},
		{"16777238", "gx_credit_control credit_control network_access_server tgpp_rx tgpp_ro_rf", 88},
		{"16777265", "base tgpp_swx credit_control network_access_server", 44},
		{"16777251", "base credit_control diameter_sy gx_credit_control network_access_server tgpp_ro_rf tgpp_rx tgpp_s13 tgpp_s6a tgpp_swx", 111},
	} {
		p, warnings := c.lenient(app.id, strings.Fields(app.files))
		if p == nil {
			continue
		}
		if warnings != app.warnings {
			t.Errorf("%s: %d warnings, want %d", app.files, warnings, app.warnings)
		}
		c.add(p)
		a := p.Application
		t.Logf("%-8s %s: %d warnings, %d commands, %d AVPs, %d declarations",
			app.id, app.files, warnings, len(a.Commands), len(a.AVPs), len(p.Decls))
	}
	c.check()
}

var notLetters = regexp.MustCompile(`[^a-z0-9]`)

// lenient reads dictionaries of go-diameter. It returns the number of warnings.
func (c *compilation) lenient(application string, names []string) (*ir.Package, int) {
	var files, warnings []string
	for _, name := range names {
		files = append(files, goDiameter+name+".xml")
	}
	o := c.options(fmt.Sprintf("a%s%s", application, notLetters.ReplaceAllString(strings.Join(names, ""), "")))
	o.Application, o.Lenient, o.Fallback = application, true, []string{specs + "ietf.xml"}
	o.Warn = func(e *source.Error) { warnings = append(warnings, e.Error()) }
	p, err := dictionary.Read(files, o)
	if err != nil {
		c.t.Errorf("%s: %s", strings.Join(names, " "), err)
	}
	return p, len(warnings)
}

package dictionary_test

import (
	"os"
	"testing"
	"time"

	"github.com/telgen/telgen/internal/dictionary"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// wiresharkFile is where the Debian package libwireshark-data has it.
const wiresharkFile = "/usr/share/wireshark/diameter/dictionary.xml"

// TestWiresharkFile reads Wireshark's own dictionary and compiles what comes
// out.
func TestWiresharkFile(t *testing.T) {
	if _, err := os.Stat(wiresharkFile); err != nil {
		t.Skipf("NOT RUN: install libwireshark-data: %v", err)
	}
	c := newCompilation(t)
	o := c.options("wireshark")
	warnings := 0
	o.Warn = func(*source.Error) { warnings++ }
	start := time.Now()
	p, err := dictionary.Read([]string{wiresharkFile}, o)
	took := time.Since(start)
	if err != nil {
		t.Fatal(err)
	}
	groups, enums := 0, 0
	for _, d := range p.Decls {
		switch d.(type) {
		case *ir.Struct:
			groups++
		case *ir.Enum:
			enums++
		}
	}
	t.Logf("%d AVPs, %d groups, %d enumerations, %d warnings in %s", len(p.Application.AVPs), groups, enums, warnings, took)
	if len(p.Application.AVPs) < 2000 || groups < 400 || enums < 400 || warnings > 200 {
		t.Error("that is not the dictionary of any version since 4.0")
	}
	c.add(p)
	c.check()
}

// TestWiresharkWithText makes Cx of Wireshark's definitions and the commands
// of the specification. Some AVPs are too new for Wireshark.
func TestWiresharkWithText(t *testing.T) {
	if _, err := os.Stat(wiresharkFile); err != nil {
		t.Skipf("NOT RUN: install libwireshark-data: %v", err)
	}
	vendor := `<diameter><application id="16777216" type="auth" name="Cx" vendor-id="10415"/></diameter>`
	c := newCompilation(t)
	for _, name := range []string{"withbase", "alone"} {
		o := c.options(name)
		o.Lenient = true
		o.ReadFile = func(name string) ([]byte, error) {
			if name == "vendor.xml" {
				return []byte(vendor), nil
			}
			return os.ReadFile(name)
		}
		if name == "alone" {
			o.Base = nil
		}
		p, err := dictionary.Read([]string{"vendor.xml", wiresharkFile, "testdata/cx.ccf"}, o)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Application.Commands); n != 6 {
			t.Errorf("%s: %d commands", name, n)
		}
		c.checkAuthData(p)
		c.add(p)
	}
	c.check()
}

// checkAuthData checks that SIP-Auth-Data-Item is the one of 3GPP, which
// Wireshark calls otherwise.
func (c *compilation) checkAuthData(p *ir.Package) {
	for _, f := range p.Application.Commands[3].Request.Fields {
		if rule := f.Wire.(*ir.AVP); rule.Def.Code == 612 && rule.Def.Vendor == 10415 {
			return
		}
	}
	c.t.Errorf("%s: no SIP-Auth-Data-Item in %s", p.GoName, p.Application.Commands[3].Request.Name)
}

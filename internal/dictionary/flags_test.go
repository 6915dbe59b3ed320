package dictionary_test

import (
	"go/format"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/dictionary"
	"github.com/telgen/telgen/internal/emit/diameter"
)

// flagsDictionary has AVPs with every rule for flags, a command and a group
// with rules of their own, and AVPs whose octets have a meaning.
const flagsDictionary = `<diameter><application id="7" name="T" vendor-id="9">
	<command code="1000" short="TI" name="Tiny">
		<request>
			<rule avp="Free" max="1" mandatory="true"/>
			<rule avp="Clear" max="1"/>
			<rule avp="Class" mandatory="false"/>
			<rule avp="Home" max="1"/>
			<rule avp="Top" max="1"/>
			<rule avp="Group" max="1"/>
		</request>
		<answer><rule avp="Free" max="1"/><rule avp="Result-Code" max="1"/></answer>
	</command>
	<avp name="Free" code="1" vendor-id="9"><data type="Unsigned32"/></avp>
	<avp name="Clear" code="2" vendor-id="9" must-not="M,P"><data type="OctetString" codec="IPv6Prefix"/></avp>
	<avp name="Sealed" code="3" vendor-id="9" must="M,P"><data type="OctetString" codec="TBCD"/></avp>
	<avp name="Home" code="4" vendor-id="9" must="P" must-not="M"><data type="OctetString" codec="PLMN"/></avp>
	<avp name="Top" code="5" vendor-id="9"><data type="Unsigned32"><item code="4294967295" name="TOP"/><item code="1" name="ONE"/></data></avp>
	<avp name="Group" code="6" vendor-id="9" must="M"><data type="Grouped">
		<rule avp="Free" max="1" mandatory="false"/><rule avp="Clear" max="1" mandatory="true"/><rule avp="Sealed" max="1"/>
	</data></avp>
	<avp name="Four" code="7" vendor-id="9"><data type="OctetString" codec="IPv4"/></avp>
</application></diameter>`

// flagsWant are lines of the package.
var flagsWant = []string{
	`Name: "Free", Type: diameter.TypeUnsigned32}`,
	`Name: "Clear", Type: diameter.TypeIPv6Prefix, MustNot: diameter.FlagM | diameter.FlagP}`,
	`Name: "Sealed", Type: diameter.TypeTBCD, Must: diameter.FlagM | diameter.FlagP}`,
	`Name: "Home", Type: diameter.TypePLMN, Must: diameter.FlagP, MustNot: diameter.FlagM}`,
	`Name: "Top", Type: diameter.TypeUnsigned32, Items: []diameter.Item{ {Value: 1, Name: "ONE"}, }}`,
	`Name: "Group", Type: diameter.TypeGrouped, Must: diameter.FlagM, MemberMBits: []diameter.Key{AVPFree, AVPClear | diameter.M}}`,
	`Name: "Four", Type: diameter.TypeIPv4}`,
	`RequestMBits: []diameter.Key{AVPFree | diameter.M, base.AVPClass},`,
}

// TestFlags checks that what a dictionary says about flags and meanings comes
// out as Go, and that it compiles.
func TestFlags(t *testing.T) {
	c := newCompilation(t)
	o := c.options("flags")
	o.ReadFile = func(string) ([]byte, error) { return []byte(flagsDictionary), nil }
	p, err := dictionary.Read([]string{"d.xml"}, o)
	if err != nil {
		t.Fatal(err)
	}
	c.add(p)
	c.check()
	files, err := diameter.Files(p)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range files {
		src, err := format.Source(f.Src)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(src)
	}
	got := strings.Join(strings.Fields(text.String()), " ")
	for _, want := range flagsWant {
		if !strings.Contains(got, want) {
			t.Errorf("the package has no %s", want)
		}
	}
	if strings.Contains(got, "AnswerMBits") {
		t.Error("an answer without rules of its own has some")
	}
}

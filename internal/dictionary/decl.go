package dictionary

import (
	"fmt"
	"strings"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// This file holds what a dictionary declares, as it is written there: names
// are not resolved yet, except where a field says so.

// A word is a name or value of a dictionary and where it stands.
type word struct {
	text string
	pos  source.Pos
}

// A key is the identity of an AVP: 612 of vendor 10415 is another AVP than
// 612 of vendor 0.
type key struct{ vendor, code uint32 }

func (k key) String() string {
	if k.vendor == 0 {
		return fmt.Sprint(k.code)
	}
	return fmt.Sprintf("%d/%d", k.code, k.vendor)
}

// A life is the 3GPP releases in which something exists, both included. 0
// means without beginning or end.
type life struct{ since, until int }

// in says whether something exists in release. Release 0 is the newest.
func (l life) in(release int) bool {
	if release == 0 {
		return l.until == 0
	}
	return l.since <= release && (l.until == 0 || l.until >= release)
}

// String says when it exists: "since release 17".
func (l life) String() string {
	var parts []string
	if l.since != 0 {
		parts = append(parts, fmt.Sprintf("since release %d", l.since))
	}
	if l.until != 0 {
		parts = append(parts, fmt.Sprintf("until release %d", l.until))
	}
	return strings.Join(parts, ", ")
}

// A tier says when AVPs are looked for whose application is not named.
type tier uint8

// Tiers, in their order. Between main and the others comes the base package.
const (
	tierMain      tier = iota // what the run is about
	tierAuxiliary             // a dictionary of Wireshark's beside that
	tierFallback
	tiers
)

// An application is all that the files of a run say about one application id,
// or a shelf: AVPs of a file that belong to no application and are there for
// others to include.
//
//	<application id="16777216" type="auth" name="Cx" vendor-id="10415" clause="TS 29.229">
type application struct {
	word            // name in the first file
	id       uint32 // identifies it
	names    []string
	doc      string
	vendor   uint32
	auth     bool
	acct     bool
	inherits []word
	commands []*command
	avps     []*avp
	results  []*item
	groups   []*block // CCF text for groups that are defined somewhere
	answer   *grammar // of <answer-message>
	shelf    bool     // its name is that of the file
	lent     bool     // only included files speak of it: it lends AVPs
	foreign  bool     // of Wireshark: problems with its definitions are warnings
	tier     tier     // when its AVPs are looked for

	files   []string       // that speak of it
	lineage []*application // itself, then those whose AVPs it inherits, nearest first
	byName  map[string][]*avp
	byKey   map[key]*avp
}

// String is how messages name an application.
func (a *application) String() string { return fmt.Sprintf("%q (%d)", a.text, a.id) }

// generates says whether a package can be made of a.
func (a *application) generates() bool { return !a.shelf && !a.lent && a.tier == tierMain }

// A command is a request and its answer.
//
//	<command code="305" short="PP" name="Push-Profile" flags="PXY" clause="6.1.11">
type command struct {
	word
	code      uint32
	short     string
	proxiable bool
	clause    string
	doc       string
	life      life
	request   *grammar
	answer    *grammar
}

// A grammar is a list of rules, in the order of the wire.
type grammar struct {
	pos   source.Pos
	open  bool // anything may stand in it: it is written without rules, or one was left out
	rules []*rule

	ccf    bool         // written as CCF text
	header *block       // of CCF text in XML; may be nil
	home   *application // whose CCF text defines a group of another application
}

// A rule says how often an AVP may stand in a message or group.
//
//	<rule avp="Supported-Features" vendor-id="10415" required="false" max="1"/>
type rule struct {
	pos       source.Pos
	avp       word // name of the AVP
	any       bool // the name is "AVP": others may stand here
	vendor    *uint32
	position  ir.Position
	min, max  int // max may be ir.Unbounded
	mandatory *bool
	value     word
	forbidden bool
	life      life

	target *avp // what the name means; nil if it means nothing
}

// An avp is the definition of an AVP.
//
//	<avp name="Server-Name" code="602" must="M,V" vendor-id="10415" clause="6.3.3">
type avp struct {
	word
	key     key
	doc     string
	clause  string
	must    ir.Bit // M bit
	protect ir.Bit // P bit
	data    string // data type; "" when it is wrong
	codec   string // of codecs, or a Go type of the user\'s own
	items   []*item
	bits    []*item
	group   *grammar // of a Grouped AVP; nil if it is borrowed
	life    life
	lent    bool // defined in an included file
	app     *application
	order   int // of definition in the run

	codecAt  source.Pos // where the codec is chosen
	borrowed bool       // of the base package
	def      *ir.AVPDef // set by build; of a borrowed AVP from the start
}

// An item is a named value: of an enumeration, a bit, or a result code.
//
//	<item code="0" name="NO_ASSIGNMENT"/>
type item struct {
	word
	number int64 // the mask of a bit
	doc    string
	life   life
}

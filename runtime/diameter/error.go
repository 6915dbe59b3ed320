package diameter

import (
	"fmt"
	"slices"
	"strings"
)

// An AVPError is a message that breaks a rule of RFC 6733, with what an answer
// says of it.
type AVPError struct {
	ResultCode ResultCode
	// Failed is what Failed-AVP holds: the offending AVP, or an example of the
	// missing one, inside the groups that lead to it. It is the zero AVP when
	// no AVP is at fault.
	Failed AVP
	// Path leads to the AVP, from the outermost group.
	Path    []Key
	Message string // name of the message, e.g. "Push-Profile-Request"; may be empty
	Detail  string // what is wrong

	dict   *Dictionary
	unread bool // the innermost AVP of Failed has no data because its header is wrong
}

// locate notes the message that the error is about, whose AVPs dict names. Of
// an AVP that could not be read for its length, the Failed-AVP then has as many
// zeros as its format asks for (RFC 6733 section 7.1.5).
func (e *AVPError) locate(message string, dict *Dictionary) {
	e.Message, e.dict = message, dict
	if e.unread {
		e.unread = false
		e.Failed = exampleOf(e.Failed, len(e.Path), dict)
	}
}

// exampleOf returns a, the outermost of depth AVPs inside each other, with
// zeros as the data of the innermost.
func exampleOf(a AVP, depth int, dict *Dictionary) AVP {
	if depth > 1 {
		if member, _, err := cutAVP(a.Data); err == nil {
			member = exampleOf(member, depth-1, dict)
			a.Data = member.appendTo(nil)
		}
		return a
	}
	if info := dict.Lookup(a.Key); info != nil {
		a.Data = make([]byte, info.Type.minLen())
	}
	return a
}

// Error returns, for example,
//
//	Push-Profile-Request: SIP-Auth-Data-Item (612/10415) > SIP-Item-Number (613/10415): 3 bytes of data, want 4 (DIAMETER_INVALID_AVP_LENGTH 5014)
func (e *AVPError) Error() string {
	var b strings.Builder
	if e.Message != "" {
		b.WriteString(e.Message + ": ")
	}
	for i, k := range e.Path {
		if i > 0 {
			b.WriteString(" > ")
		}
		b.WriteString(e.dict.nameOf(k))
	}
	if len(e.Path) > 0 {
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s (%s)", e.Detail, e.ResultCode.describe())
	return b.String()
}

// FailedAVPs returns the members of Failed-AVP: none or one.
func (e *AVPError) FailedAVPs() []AVP {
	if len(e.Path) == 0 {
		return nil
	}
	return []AVP{e.Failed}
}

// enter notes that the error lies inside the group k.
func (e *AVPError) enter(k Key, flags AVPFlags) {
	e.Path = slices.Insert(e.Path, 0, k)
	e.Failed = AVP{Key: k, Flags: flags, Data: e.Failed.appendTo(nil)}
}

// An AnswerError is an answer that reports a failure: one with the E bit, or
// with a Result-Code or Experimental-Result of 3xxx, 4xxx, 5xxx or an unknown
// class.
type AnswerError struct {
	// ResultCode is zero if the answer has an Experimental-Result instead.
	ResultCode ResultCode
	// Experimental is the result of the vendor VendorID, which may be 0; both
	// are zero if there is none.
	VendorID     uint32
	Experimental ExperimentalResultCode
	Text         string   // Error-Message; as it came, also if it is not UTF-8
	Host         Identity // Error-Reporting-Host, or Origin-Host
	FailedAVP    []AVP    // members of the first Failed-AVP; see AVP about those that are malformed
	Answer       Message
}

// Error returns, for example, "hss.example.org answered
// DIAMETER_UNABLE_TO_DELIVER 3002: no route".
func (e *AnswerError) Error() string {
	var b strings.Builder
	if e.Host != "" {
		b.WriteString(string(e.Host) + " ")
	}
	b.WriteString("answered ")
	switch {
	case e.VendorID != 0 || e.ResultCode == 0 && e.Experimental != 0:
		fmt.Fprintf(&b, "experimental result %d of vendor %d", e.Experimental, e.VendorID)
	case e.ResultCode == 0:
		b.WriteString("without a result code")
	default:
		b.WriteString(e.ResultCode.describe())
	}
	if e.Text != "" {
		b.WriteString(": " + strings.ToValidUTF8(e.Text, "\ufffd"))
	}
	return b.String()
}

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

	dict *Dictionary
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
	// Experimental is the vendor's result, if VendorID is not zero.
	VendorID     uint32
	Experimental ExperimentalResultCode
	Text         string   // Error-Message
	Host         Identity // Error-Reporting-Host, or Origin-Host
	FailedAVP    []AVP    // members of the first Failed-AVP
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
	if e.VendorID != 0 {
		fmt.Fprintf(&b, "experimental result %d of vendor %d", e.Experimental, e.VendorID)
	} else {
		b.WriteString(e.ResultCode.describe())
	}
	if e.Text != "" {
		b.WriteString(": " + e.Text)
	}
	return b.String()
}

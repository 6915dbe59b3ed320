package diameter

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// answerBytes returns an answer with the E bit and the given AVPs.
func answerBytes(avps ...AVP) []byte {
	return Append(nil, &Generic{Header: Header{Flags: FlagError, CommandCode: 1000, ApplicationID: 99, HopByHop: 1, EndToEnd: 2}, AVPs: avps})
}

var (
	answerSession = NewUTF8String(keySessionID|M, "a;1;2")
	answerHost    = NewIdentity(keyOriginHost|M, "hss.example.org")
	answerRealm   = NewIdentity(keyOriginRealm|M, "example.org")
	answerResult  = NewUnsigned32(keyResultCode|M, 3004)
	answerState   = NewUnsigned32(keyOriginStateID|M, 7)
	answerText    = NewUTF8String(keyErrorMessage, "later")
)

func parseAnswer(t *testing.T, b []byte) (*Answer, *AnswerError) {
	t.Helper()
	m, err := testApplication.Parse(b)
	var failure *AnswerError
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want an AnswerError", err)
	}
	answer, ok := m.(*Answer)
	if !ok || failure.Answer != m {
		t.Fatalf("got %T, %T", m, failure.Answer)
	}
	return answer, failure
}

// TestAnswerLossless has answers that come back byte for byte, and from JSON
// too.
func TestAnswerLossless(t *testing.T) {
	experimental := func(members ...AVP) AVP { return NewGrouped(keyExperimentalResult|M, members...) }
	vendor, code := NewUnsigned32(keyVendorID|M, 10415), NewUnsigned32(keyExperimentalResultCode|M, 5001)
	proxy := NewGrouped(keyProxyInfo|M, NewIdentity(280|M, "p"))
	for name, avps := range map[string][]AVP{
		"grammar":            {answerSession, answerHost, answerRealm, answerResult, answerState, answerText, NewIdentity(keyErrorReportingHost, "x"), NewGrouped(keyFailedAVP | M), experimental(vendor, code), proxy, {Key: 9, Data: []byte{1}}},
		"result first":       {answerSession, answerResult, answerHost, answerRealm},
		"session last":       {answerResult, proxy, answerHost, {Key: 9, Data: []byte{}}, answerRealm, proxy, answerSession},
		"duplicates":         {answerSession, answerHost, answerRealm, answerResult, NewUTF8String(keySessionID|M, "b"), NewIdentity(keyOriginHost|M, "b"), NewUnsigned32(keyResultCode|M, 5012)},
		"duplicates in turn": {answerSession, NewUTF8String(keySessionID|M, "b"), answerHost, answerResult, answerHost, answerResult, answerRealm},
		"state 0":            {answerSession, answerHost, answerRealm, answerResult, NewUnsigned32(keyOriginStateID|M, 0), answerText},
		"empty texts":        {NewUTF8String(keySessionID|M, ""), NewIdentity(keyOriginHost|M, ""), answerRealm, NewUnsigned32(keyResultCode|M, 0), NewUTF8String(keyErrorMessage, "")},
		"no origin":          {answerSession, answerResult},
		"nothing":            {},
		"flags":              {{Key: keySessionID, Data: []byte("s")}, {Key: keyOriginHost, Flags: FlagV | FlagM | 3, Data: []byte("h")}, answerRealm, answerResult, NewUTF8String(keyErrorMessage|M, "m")},
		"vendor 0":           {answerHost, answerRealm, experimental(NewUnsigned32(keyVendorID|M, 0), code)},
		"both 0":             {answerHost, answerRealm, experimental(NewUnsigned32(keyVendorID|M, 0), NewUnsigned32(keyExperimentalResultCode|M, 0))},
		"unknown member":     {answerHost, answerRealm, experimental(vendor, code, NewUTF8String(MakeKey(5, 6)|M, "x"), code)},
		"members reversed":   {answerHost, answerRealm, experimental(code, vendor)},
		"empty result":       {answerHost, answerRealm, experimental()},
		"two results":        {answerHost, answerRealm, experimental(vendor, code), experimental(code)},
		"latin-1":            {{Key: keySessionID, Flags: FlagM, Data: []byte("s\xe9")}, answerHost, answerRealm, answerResult, {Key: keyErrorMessage, Data: []byte("d\xe9sol\xe9")}},
		"malformed":          {answerHost, answerRealm, answerResult, {Key: keyFailedAVP, Flags: FlagM, Data: []byte{0, 0, 1, 4, 0x40, 0, 0, 3, 9}}},
	} {
		b := answerBytes(avps...)
		m, _ := parseAnswer(t, b)
		if got := Append(nil, m); !bytes.Equal(got, b) {
			t.Errorf("%s:\ngot  %x\nwant %x", name, got, b)
		}
		text, err := EncodeJSON(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeJSON(text, &jsonApplication)
		if err != nil || !bytes.Equal(Append(nil, again), b) {
			t.Errorf("%s: from JSON: %v\n%s", name, err, text)
		}
	}
}

// TestAnswerFirst checks that of several AVPs with one field the first one is
// in it.
func TestAnswerFirst(t *testing.T) {
	again := []AVP{NewUTF8String(keySessionID|M, "b"), NewIdentity(keyOriginHost|M, "b"), NewUnsigned32(keyResultCode|M, 5012)}
	m, failure := parseAnswer(t, answerBytes(append([]AVP{answerSession, answerHost, answerRealm, answerResult}, again...)...))
	if m.SessionID != "a;1;2" || m.OriginHost != "hss.example.org" || failure.ResultCode != ResultTooBusy || len(m.Extra) != len(again) {
		t.Errorf("got %+v", m)
	}
	if got := Find(m, keyResultCode); len(got) != 2 || !bytes.Equal(got[1].Data, again[2].Data) {
		t.Errorf("Find: %v", got)
	}
	want := "Test-Answer: Session-Id (263): more than one of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)"
	if err := m.Validate(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestAnswerChanged changes answers that were read: only that changes.
func TestAnswerChanged(t *testing.T) {
	zero, flagged := NewUnsigned32(keyOriginStateID|M, 0), NewUTF8String(keyErrorMessage|M, "m")
	proxies := []AVP{NewGrouped(keyProxyInfo|M, NewIdentity(280|M, "p")), NewGrouped(keyProxyInfo|M, NewIdentity(280|M, "q"))}
	m, _ := parseAnswer(t, answerBytes(answerResult, answerHost, proxies[0], zero, flagged, proxies[1]))
	m.ProxyInfo = m.ProxyInfo[:1]
	m.OriginHost, m.OriginRealm = "", "example.org"
	m.ErrorMessage = "new"
	m.Extra = append(m.Extra, AVP{Key: 9})
	want := answerBytes(answerResult, proxies[0], zero, NewUTF8String(keyErrorMessage, "new"), answerRealm, AVP{Key: 9})
	if got := Append(nil, m); !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
}

// TestAnswerErrorTexts has what an answer with the E bit says as an error.
func TestAnswerErrorTexts(t *testing.T) {
	zeroVendor := NewGrouped(keyExperimentalResult|M, NewUnsigned32(keyVendorID|M, 0), NewUnsigned32(keyExperimentalResultCode|M, 5001))
	for want, avps := range map[string][]AVP{
		"hss.example.org answered DIAMETER_TOO_BUSY 3004: d\ufffdsol\ufffd": {answerHost, answerResult, {Key: keyErrorMessage, Data: []byte("d\xe9sol\xe9")}},
		"hss.example.org answered experimental result 5001 of vendor 0":     {answerHost, zeroVendor},
		"hss.example.org answered without a result code":                    {answerHost},
	} {
		_, failure := parseAnswer(t, answerBytes(avps...))
		if failure.Error() != want {
			t.Errorf("got %q, want %q", failure, want)
		}
	}
}

// TestAnswerValidate checks what every answer needs.
func TestAnswerValidate(t *testing.T) {
	whole := func() *Answer {
		a := NewAnswer(sample(), ResultMissingAVP)
		a.SetOrigin(Origin{Host: "hss.example.org", Realm: "example.org"})
		return a
	}
	for _, c := range []struct {
		change func(a *Answer)
		want   string
	}{
		{func(a *Answer) {}, ""},
		{func(a *Answer) { a.OriginHost = "" }, "Origin-Host (264): missing (DIAMETER_MISSING_AVP 5005)"},
		{func(a *Answer) { a.OriginRealm = "" }, "Origin-Realm (296): missing (DIAMETER_MISSING_AVP 5005)"},
		{func(a *Answer) { a.ResultCode = 0 }, "Result-Code (268): missing (DIAMETER_MISSING_AVP 5005)"},
		{func(a *Answer) { a.ResultCode, a.VendorID, a.Experimental = 0, 10415, 5001 }, ""},
		{func(a *Answer) { a.ResultCode, a.Experimental = 0, 5001 }, ""},
		{func(a *Answer) { a.OriginHost = "hss é" }, "Origin-Host (264): has characters that are not printable ASCII (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{func(a *Answer) { a.ErrorReportingHost = "a b" }, "Error-Reporting-Host (294): has characters that are not printable ASCII (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{func(a *Answer) { a.ErrorMessage = "\xe9" }, "Error-Message (281): text is not UTF-8 (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{func(a *Answer) { a.SessionID = "\xe9" }, "Session-Id (263): text is not UTF-8 (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{func(a *Answer) { a.Extra = []AVP{{Key: keyOriginHost | M}} }, "Origin-Host (264): more than one of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)"},
	} {
		a := whole()
		c.change(a)
		_, err := Marshal(a)
		if got := strings.TrimPrefix(errorText(err), "Test-Answer: "); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	empty, _ := parseAnswer(t, answerBytes(NewIdentity(keyOriginHost|M, ""), answerRealm, answerResult))
	if got, want := errorText(empty.Validate()), "Test-Answer: Origin-Host (264): empty (DIAMETER_INVALID_AVP_VALUE 5004)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	_, err := Marshal(NewAnswer(sample(), ResultMissingAVP))
	var missing *AVPError
	if !errors.As(err, &missing) || hex.EncodeToString(AppendExtra(nil, missing.FailedAVPs())) != "0000010840000008" {
		t.Errorf("got %v, %+v", err, missing)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCheckAnswerVendorZero(t *testing.T) {
	result := func(code uint32) *Generic {
		return &Generic{AVPs: []AVP{NewGrouped(keyExperimentalResult|M, NewUnsigned32(keyVendorID|M, 0), NewUnsigned32(keyExperimentalResultCode|M, code))}}
	}
	if err := CheckAnswer(result(2001)); err != nil {
		t.Error(err)
	}
	if got, want := errorText(CheckAnswer(result(5001))), "answered experimental result 5001 of vendor 0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

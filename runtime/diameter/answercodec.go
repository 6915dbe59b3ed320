package diameter

import (
	"bytes"
	"slices"
)

// This file encodes and decodes an Answer, so that nothing of it is lost.

// answerGrammar has the AVPs of an answer-message in the order in which they
// are sent (RFC 6733 section 7.2).
var answerGrammar = [...]Key{
	keySessionID, keyOriginHost, keyOriginRealm, keyResultCode, keyOriginStateID, keyErrorMessage,
	keyErrorReportingHost, keyFailedAVP, keyExperimentalResult, keyProxyInfo,
}

// rankOf returns the place of k in the grammar, the last one for other AVPs.
func rankOf(k Key) int {
	if i := slices.Index(answerGrammar[:], k); i >= 0 {
		return i
	}
	return len(answerGrammar)
}

// isAnswerSingle reports whether an Answer has a field for one AVP of k.
func isAnswerSingle(k Key) bool {
	return k != keyFailedAVP && k != keyProxyInfo && slices.Contains(answerGrammar[:], k)
}

// AppendAVPs appends the AVPs in the order of the grammar, or in that in which
// they were read.
func (m *Answer) AppendAVPs(b []byte) []byte {
	w := answerWriter{answer: m, failed: m.FailedAVP, proxies: m.ProxyInfo, extra: m.Extra}
	for _, k := range m.order {
		b = w.next(b, k)
	}
	return w.rest(b)
}

// An answerWriter holds what is still to be sent.
type answerWriter struct {
	answer                 *Answer
	done                   uint16 // singles, by rank
	failed, proxies, extra []AVP
}

// next appends what stands where an AVP of k was read, if it is still there.
func (w *answerWriter) next(b []byte, k Key) []byte {
	list := &w.extra
	switch rank := rankOf(k); {
	case k == keyFailedAVP:
		list = &w.failed
	case k == keyProxyInfo:
		list = &w.proxies
	case isAnswerSingle(k) && w.done&(1<<rank) == 0:
		w.done |= 1 << rank
		return w.answer.appendSingle(b, k)
	}
	if len(*list) == 0 {
		return b
	}
	first := &(*list)[0]
	*list = (*list)[1:]
	return first.appendTo(b)
}

// rest appends what next has left, in the order of the grammar.
func (w *answerWriter) rest(b []byte) []byte {
	for rank, k := range answerGrammar {
		switch {
		case k == keyFailedAVP:
			b = AppendExtra(b, w.failed)
		case k == keyProxyInfo:
			b = AppendExtra(b, w.proxies)
		case w.done&(1<<rank) == 0:
			b = w.answer.appendSingle(b, k)
		}
	}
	return AppendExtra(b, w.extra)
}

// appendSingle appends the AVP of k: as it was read if the field still has that
// value, and nothing if the field has none.
func (m *Answer) appendSingle(b []byte, k Key) []byte {
	for i := range m.odd {
		if m.odd[i].Key == k && m.holds(m.odd[i]) {
			return m.odd[i].appendTo(b)
		}
	}
	if m.blank(k) {
		return b
	}
	switch k {
	case keySessionID:
		return AppendUTF8String(b, k|M, m.SessionID)
	case keyOriginHost:
		return AppendIdentity(b, k|M, m.OriginHost)
	case keyOriginRealm:
		return AppendIdentity(b, k|M, m.OriginRealm)
	case keyResultCode:
		return AppendUnsigned32(b, k|M, uint32(m.ResultCode))
	case keyOriginStateID:
		return AppendUnsigned32(b, k|M, m.OriginStateID)
	case keyErrorMessage:
		return AppendUTF8String(b, k, m.ErrorMessage)
	case keyErrorReportingHost:
		return AppendIdentity(b, k, m.ErrorReportingHost)
	}
	return AppendGrouped(b, k|M, &experimentalResult{m.VendorID, m.Experimental})
}

// blank reports whether the field of the single k has no value.
func (m *Answer) blank(k Key) bool {
	switch k {
	case keySessionID:
		return m.SessionID == ""
	case keyOriginHost:
		return m.OriginHost == ""
	case keyOriginRealm:
		return m.OriginRealm == ""
	case keyResultCode:
		return m.ResultCode == 0
	case keyOriginStateID:
		return m.OriginStateID == 0
	case keyErrorMessage:
		return m.ErrorMessage == ""
	case keyErrorReportingHost:
		return m.ErrorReportingHost == ""
	}
	return m.VendorID == 0 && m.Experimental == 0
}

// holds reports whether the field of the single a has the value of a.
func (m *Answer) holds(a AVP) bool {
	switch a.Key {
	case keySessionID:
		return m.SessionID == string(a.Data)
	case keyOriginHost:
		return m.OriginHost == Identity(a.Data)
	case keyOriginRealm:
		return m.OriginRealm == Identity(a.Data)
	case keyResultCode:
		v, err := a.Unsigned32()
		return err == nil && m.ResultCode == ResultCode(v)
	case keyOriginStateID:
		v, err := a.Unsigned32()
		return err == nil && m.OriginStateID == v
	case keyErrorMessage:
		return m.ErrorMessage == string(a.Data)
	case keyErrorReportingHost:
		return m.ErrorReportingHost == Identity(a.Data)
	}
	r, err := read(a, readExperimental)
	return err == nil && r == experimentalResult{m.VendorID, m.Experimental}
}

// DecodeAVPs sets the fields of m from the AVPs that d stands before.
func (m *Answer) DecodeAVPs(d *Decoder) {
	*m = Answer{Header: m.Header, command: m.command}
	last, sorted := 0, true
	for d.Next() {
		rank := m.decodeAVP(d)
		sorted = sorted && last <= rank
		last = rank
		m.order = append(m.order, d.key)
	}
	if sorted {
		m.order = nil
	}
	_, m.Extra = d.Done(0)
}

// decodeAVP returns the rank of the AVP; a second one of those that have one
// field goes to the extra AVPs.
func (m *Answer) decodeAVP(d *Decoder) int {
	a, rank := AVP{Key: d.key, Flags: d.flags, Data: d.value}, rankOf(d.key)
	switch {
	case a.Key == keyFailedAVP:
		m.FailedAVP = append(m.FailedAVP, a)
	case a.Key == keyProxyInfo:
		m.ProxyInfo = append(m.ProxyInfo, a)
	case !isAnswerSingle(a.Key):
		d.Unknown()
	case !d.First(uint(rank)):
		return len(answerGrammar)
	default:
		m.decodeSingle(d)
		if m.isOdd(a) {
			m.odd = append(m.odd, a)
		}
	}
	return rank
}

// decodeSingle sets the field of an AVP. What is wrong with a text must not
// hide the error that the answer reports.
func (m *Answer) decodeSingle(d *Decoder) {
	switch d.key {
	case keySessionID:
		m.SessionID = d.text()
	case keyOriginHost:
		m.OriginHost = d.Identity()
	case keyOriginRealm:
		m.OriginRealm = d.Identity()
	case keyResultCode:
		m.ResultCode = ResultCode(d.Unsigned32())
	case keyOriginStateID:
		m.OriginStateID = d.Unsigned32()
	case keyErrorMessage:
		m.ErrorMessage = d.text()
	case keyErrorReportingHost:
		m.ErrorReportingHost = d.Identity()
	case keyExperimentalResult:
		r := readExperimental(d)
		m.VendorID, m.Experimental = r.vendor, r.code
	}
}

// isOdd reports whether the value of a would be sent differently.
func (m *Answer) isOdd(a AVP) bool {
	usual := FlagM
	if a.Key == keyErrorMessage || a.Key == keyErrorReportingHost {
		usual = 0
	}
	if a.Flags != usual || m.blank(a.Key) {
		return true
	}
	return a.Key == keyExperimentalResult && !bytes.Equal(a.appendTo(nil), m.appendSingle(nil, a.Key))
}

// experimentalResult is the group Experimental-Result (RFC 6733 section 7.6).
type experimentalResult struct {
	vendor uint32
	code   ExperimentalResultCode
}

func readExperimental(d *Decoder) experimentalResult {
	var r experimentalResult
	d.Grouped(&r)
	return r
}

func (r *experimentalResult) AppendAVPs(b []byte) []byte {
	b = AppendUnsigned32(b, keyVendorID|M, r.vendor)
	return AppendUnsigned32(b, keyExperimentalResultCode|M, uint32(r.code))
}

// DecodeAVPs passes over unknown members: an Answer keeps the whole group.
func (r *experimentalResult) DecodeAVPs(d *Decoder) {
	for d.Next() {
		switch d.Key() {
		case keyVendorID:
			if d.First(0) {
				r.vendor = d.Unsigned32()
			}
		case keyExperimentalResultCode:
			if d.First(1) {
				r.code = ExperimentalResultCode(d.Unsigned32())
			}
		}
	}
}

func (r *experimentalResult) Validate() error { return nil }

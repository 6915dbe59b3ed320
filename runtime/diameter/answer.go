package diameter

import "slices"

// Codes of the base AVPs that the runtime reads and writes itself (RFC 6733
// section 4.5).
const (
	keyFailedAVP              Key = 279
	keyErrorMessage           Key = 281
	keyProxyInfo              Key = 284
	keyErrorReportingHost     Key = 294
	keyOriginHost             Key = 264
	keyOriginRealm            Key = 296
	keyOriginStateID          Key = 278
	keyResultCode             Key = 268
	keySessionID              Key = 263
	keyVendorID               Key = 266
	keyExperimentalResult     Key = 297
	keyExperimentalResultCode Key = 298
)

// An Answer is the answer-message of RFC 6733 section 7.2: what an answer with
// the E bit holds, whatever its command, and what a node answers by itself.
//
// An Answer that was read keeps the order of its AVPs, their flags and what has
// no place in a field: sent again, it has the same bytes as far as it has not
// been changed. Texts are as they came, also if they are not UTF-8.
type Answer struct {
	Header             Header
	SessionID          string // empty if there is none
	OriginHost         Identity
	OriginRealm        Identity
	ResultCode         ResultCode
	OriginStateID      uint32 // zero if there is none
	ErrorMessage       string
	ErrorReportingHost Identity
	FailedAVP          []AVP // each a group
	// VendorID and Experimental are the Experimental-Result; both are zero if
	// there is none.
	VendorID     uint32
	Experimental ExperimentalResultCode
	ProxyInfo    []AVP // each a group, in order
	Extra        []AVP // all others, and all but the first of those that have a field for one

	command *Command
	order   []Key // of the AVPs as they were read; nil if that is the order of the grammar
	odd     []AVP // those read that are not sent like that for the value of their field
}

// NewAnswer returns an answer to req that carries rc: with the command,
// application and identifiers of req, its P bit, its Session-Id and all its
// Proxy-Info in order (RFC 6733 section 6.2), and the E bit if rc is a
// protocol error. Origin-Host and Origin-Realm are left to the node. Typed
// requests have a method Answer for the answer of their own type.
func NewAnswer(req Message, rc ResultCode) *Answer {
	c, _ := req.Command()
	a := &Answer{Header: req.Head().Answer(), ResultCode: rc, command: c}
	if rc.IsProtocolError() {
		a.Header.Flags |= FlagError
	}
	for _, avp := range topLevel(req) {
		switch avp.Key {
		case keySessionID:
			if a.SessionID == "" {
				a.SessionID = string(avp.Data)
			}
		case keyProxyInfo:
			a.ProxyInfo = append(a.ProxyInfo, avp)
		}
	}
	return a
}

// Head returns the header.
func (m *Answer) Head() *Header { return &m.Header }

// Command returns the command that m answers, and false.
func (m *Answer) Command() (*Command, bool) {
	if m.command != nil {
		return m.command, false
	}
	return (&Generic{Header: m.Header}).Command()
}

// SetOrigin fills Origin-Host and Origin-Realm where they are empty.
func (m *Answer) SetOrigin(o Origin) {
	if m.OriginHost == "" {
		m.OriginHost = o.Host
	}
	if m.OriginRealm == "" {
		m.OriginRealm = o.Realm
	}
}

// Validate checks what every answer needs: Origin-Host, Origin-Realm, and
// Result-Code or Experimental-Result (5005), no second one of the AVPs that
// have a field for one (5009), and values that can be sent (5004).
func (m *Answer) Validate() error {
	c, _ := m.Command()
	v := Validator{Dictionary: c.Dictionary, Message: c.MessageName(false)}
	if v.Dictionary.Lookup(keyOriginHost) == nil {
		v.Dictionary = &answerDictionary
	}
	v.UTF8String(keySessionID, m.SessionID)
	v.Required(keyOriginHost, !m.has(keyOriginHost))
	v.Identity(keyOriginHost, m.OriginHost)
	v.Required(keyOriginRealm, !m.has(keyOriginRealm))
	v.Identity(keyOriginRealm, m.OriginRealm)
	v.Required(keyResultCode, !m.has(keyResultCode) && !m.has(keyExperimentalResult))
	v.UTF8String(keyErrorMessage, m.ErrorMessage)
	if m.has(keyErrorReportingHost) {
		v.Identity(keyErrorReportingHost, m.ErrorReportingHost)
	}
	for _, a := range m.Extra {
		if a = a.unmarked(); v.err == nil && isAnswerSingle(a.Key) {
			v.fail(ResultAVPOccursTooManyTimes, a, "more than one of them")
		}
	}
	return v.Err()
}

// answerDictionary names the AVPs of an Answer to a command without a
// dictionary.
var answerDictionary = Dictionary{AVPs: []AVPInfo{
	{Key: keySessionID, Name: "Session-Id", Type: TypeUTF8String, Must: FlagM},
	{Key: keyOriginHost, Name: "Origin-Host", Type: TypeIdentity, Must: FlagM},
	{Key: keyResultCode, Name: "Result-Code", Type: TypeResultCode, Must: FlagM},
	{Key: keyOriginStateID, Name: "Origin-State-Id", Type: TypeUnsigned32, Must: FlagM},
	{Key: keyErrorMessage, Name: "Error-Message", Type: TypeUTF8String},
	{Key: keyErrorReportingHost, Name: "Error-Reporting-Host", Type: TypeIdentity},
	{Key: keyOriginRealm, Name: "Origin-Realm", Type: TypeIdentity, Must: FlagM},
	{Key: keyExperimentalResult, Name: "Experimental-Result", Type: TypeGrouped, Must: FlagM},
}}

// has reports whether the single k is sent.
func (m *Answer) has(k Key) bool {
	return !m.blank(k) || slices.ContainsFunc(m.odd, func(a AVP) bool { return a.Key == k && m.holds(a) })
}

// failure returns m as an error.
func (m *Answer) failure() *AnswerError {
	e := &AnswerError{
		ResultCode: m.ResultCode, VendorID: m.VendorID, Experimental: m.Experimental,
		Text: m.ErrorMessage, Host: m.ErrorReportingHost, Answer: m,
	}
	if e.Host == "" {
		e.Host = m.OriginHost
	}
	if len(m.FailedAVP) > 0 {
		e.FailedAVP, _ = m.FailedAVP[0].Grouped() // there is no error for a Failed-AVP
	}
	return e
}

// CheckAnswer returns nil if m reports success, and otherwise an *AnswerError
// that holds m.
func CheckAnswer(m Message) error {
	answer, ok := m.(*Answer)
	if !ok {
		answer = new(Answer)
		answer.DecodeAVPs(newDecoder(m.AppendAVPs(nil)))
		answer.Header = *m.Head()
	}
	success := !answer.ResultCode.isFailure()
	if answer.ResultCode == 0 {
		success = !ResultCode(answer.Experimental).isFailure()
	}
	if success && answer.Header.Flags&FlagError == 0 {
		return nil
	}
	e := answer.failure()
	e.Answer = m
	return e
}

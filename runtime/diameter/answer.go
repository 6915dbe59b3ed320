package diameter

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
	// VendorID and Experimental are the Experimental-Result; VendorID is zero
	// if there is none.
	VendorID     uint32
	Experimental ExperimentalResultCode
	ProxyInfo    []AVP // each a group, in order
	Extra        []AVP // all others

	command *Command
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
			a.SessionID = string(avp.Data)
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

// AppendAVPs appends the AVPs in the order of the grammar.
func (m *Answer) AppendAVPs(b []byte) []byte {
	if m.SessionID != "" {
		b = AppendUTF8String(b, keySessionID|M, m.SessionID)
	}
	b = AppendIdentity(b, keyOriginHost|M, m.OriginHost)
	b = AppendIdentity(b, keyOriginRealm|M, m.OriginRealm)
	if m.ResultCode != 0 {
		b = AppendUnsigned32(b, keyResultCode|M, uint32(m.ResultCode))
	}
	if m.OriginStateID != 0 {
		b = AppendUnsigned32(b, keyOriginStateID|M, m.OriginStateID)
	}
	if m.ErrorMessage != "" {
		b = AppendUTF8String(b, keyErrorMessage, m.ErrorMessage)
	}
	if m.ErrorReportingHost != "" {
		b = AppendIdentity(b, keyErrorReportingHost, m.ErrorReportingHost)
	}
	b = AppendExtra(b, m.FailedAVP)
	if m.VendorID != 0 {
		b = AppendGrouped(b, keyExperimentalResult|M, &experimentalResult{m.VendorID, m.Experimental})
	}
	b = AppendExtra(b, m.ProxyInfo)
	return AppendExtra(b, m.Extra)
}

// DecodeAVPs sets the fields of m from the AVPs that d stands before.
func (m *Answer) DecodeAVPs(d *Decoder) {
	*m = Answer{Header: m.Header, command: m.command}
	for d.Next() {
		if !m.decodeAVP(d) {
			d.Unknown()
		}
	}
	_, m.Extra = d.Done(0)
}

func (m *Answer) decodeAVP(d *Decoder) bool {
	switch d.Key() {
	case keySessionID:
		m.SessionID = d.UTF8String()
	case keyOriginHost:
		m.OriginHost = d.Identity()
	case keyOriginRealm:
		m.OriginRealm = d.Identity()
	case keyResultCode:
		m.ResultCode = ResultCode(d.Unsigned32())
	case keyOriginStateID:
		m.OriginStateID = d.Unsigned32()
	case keyErrorMessage:
		m.ErrorMessage = d.UTF8String()
	case keyErrorReportingHost:
		m.ErrorReportingHost = d.Identity()
	case keyFailedAVP:
		m.FailedAVP = append(m.FailedAVP, AVP{d.key, d.flags, d.value})
	case keyExperimentalResult:
		var r experimentalResult
		d.Grouped(&r)
		m.VendorID, m.Experimental = r.vendor, r.code
	case keyProxyInfo:
		m.ProxyInfo = append(m.ProxyInfo, AVP{d.key, d.flags, d.value})
	default:
		return false
	}
	return true
}

// Validate finds nothing: an answer that reports an error is taken as it is.
func (m *Answer) Validate() error { return nil }

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
		e.FailedAVP, _ = m.FailedAVP[0].Grouped() // what cannot be read is left out
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
		success = answer.VendorID != 0 && !ResultCode(answer.Experimental).isFailure()
	}
	if success && answer.Header.Flags&FlagError == 0 {
		return nil
	}
	e := answer.failure()
	e.Answer = m
	return e
}

// experimentalResult is the group Experimental-Result (RFC 6733 section 7.6).
type experimentalResult struct {
	vendor uint32
	code   ExperimentalResultCode
}

func (r *experimentalResult) AppendAVPs(b []byte) []byte {
	b = AppendUnsigned32(b, keyVendorID|M, r.vendor)
	return AppendUnsigned32(b, keyExperimentalResultCode|M, uint32(r.code))
}

func (r *experimentalResult) DecodeAVPs(d *Decoder) {
	for d.Next() {
		switch d.Key() {
		case keyVendorID:
			r.vendor = d.Unsigned32()
		case keyExperimentalResultCode:
			r.code = ExperimentalResultCode(d.Unsigned32())
		}
	}
}

func (r *experimentalResult) Validate() error { return nil }

package peer_test

import (
	"context"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// The application of these tests, in the style of generated code: one command,
// Ping, with a text of vendor 10415.

const (
	pingApplication = 16777999
	pingCode        = 8388001
	vendor3GPP      = 10415

	keySessionID   diameter.Key = 263
	keyOriginHost  diameter.Key = 264
	keyResultCode  diameter.Key = 268
	keyAuthState   diameter.Key = 277
	keyFailedAVP   diameter.Key = 279
	keyProxyInfo   diameter.Key = 284
	keyOriginRealm diameter.Key = 296
	keyText        diameter.Key = vendor3GPP<<32 | 9001
)

var pingDictionary = diameter.Dictionary{
	Name: "Ping", ApplicationID: pingApplication,
	Parents: []*diameter.Dictionary{{AVPs: []diameter.AVPInfo{
		{Key: 33, Name: "Proxy-State", Type: diameter.TypeOctetString, Must: diameter.FlagM},
		{Key: keySessionID, Name: "Session-Id", Type: diameter.TypeUTF8String, Must: diameter.FlagM},
		{Key: keyOriginHost, Name: "Origin-Host", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: keyResultCode, Name: "Result-Code", Type: diameter.TypeUnsigned32, Must: diameter.FlagM},
		{Key: keyAuthState, Name: "Auth-Session-State", Type: diameter.TypeEnumerated, Must: diameter.FlagM},
		{Key: keyFailedAVP, Name: "Failed-AVP", Type: diameter.TypeGrouped, Must: diameter.FlagM},
		{Key: 280, Name: "Proxy-Host", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: 282, Name: "Route-Record", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: 283, Name: "Destination-Realm", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: keyProxyInfo, Name: "Proxy-Info", Type: diameter.TypeGrouped, Must: diameter.FlagM},
		{Key: 293, Name: "Destination-Host", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: keyOriginRealm, Name: "Origin-Realm", Type: diameter.TypeIdentity, Must: diameter.FlagM},
		{Key: 297, Name: "Experimental-Result", Type: diameter.TypeGrouped, Must: diameter.FlagM},
	}}},
	AVPs: []diameter.AVPInfo{
		{Key: keyText, Name: "Text", Type: diameter.TypeUTF8String, Must: diameter.FlagM},
		{Key: 13019<<32 | 302, Name: "Other-Text", Type: diameter.TypeUTF8String},
	},
}

var pingApp = diameter.Application{
	Name: "Ping", ID: pingApplication, VendorID: vendor3GPP, Auth: true, Dictionary: &pingDictionary,
	Commands: []diameter.Command{{
		Name: "Ping", Short: "PI", Code: pingCode, Proxiable: true, Dictionary: &pingDictionary,
		NewRequest: func() diameter.Message { return new(pingRequest) },
		NewAnswer:  func() diameter.Message { return new(pingAnswer) },
	}},
}

type pingRequest struct {
	Header      diameter.Header
	SessionID   string
	AuthState   int32
	OriginHost  diameter.Identity
	OriginRealm diameter.Identity
	Text        string
	Extra       []diameter.AVP

	absent diameter.Absent
}

func newPing(text string) *pingRequest {
	return &pingRequest{
		Header: diameter.Header{
			Flags:       diameter.FlagRequest | diameter.FlagProxiable,
			CommandCode: pingCode, ApplicationID: pingApplication,
		},
		AuthState: 1, Text: text,
	}
}

func (m *pingRequest) Head() *diameter.Header             { return &m.Header }
func (m *pingRequest) Command() (*diameter.Command, bool) { return pingApp.Command(pingCode), true }

func (m *pingRequest) SetOrigin(o diameter.Origin) {
	if m.SessionID == "" {
		m.SessionID = o.SessionID()
	}
	if m.OriginHost == "" {
		m.OriginHost = o.Host
	}
	if m.OriginRealm == "" {
		m.OriginRealm = o.Realm
	}
}

func (m *pingRequest) AppendAVPs(b []byte) []byte {
	b = diameter.AppendUTF8String(b, keySessionID|diameter.M, m.SessionID)
	b = diameter.AppendInteger32(b, keyAuthState|diameter.M, m.AuthState)
	b = diameter.AppendIdentity(b, keyOriginHost|diameter.M, m.OriginHost)
	b = diameter.AppendIdentity(b, keyOriginRealm|diameter.M, m.OriginRealm)
	b = diameter.AppendUTF8String(b, keyText|diameter.M, m.Text)
	return diameter.AppendExtra(b, m.Extra)
}

func (m *pingRequest) DecodeAVPs(d *diameter.Decoder) {
	*m = pingRequest{Header: m.Header}
	for d.Next() {
		switch d.Key() {
		case keySessionID:
			if d.First(0) {
				m.SessionID = d.UTF8String()
			}
		case keyAuthState:
			if d.First(1) {
				m.AuthState = d.Integer32()
			}
		case keyOriginHost:
			if d.First(2) {
				m.OriginHost = d.Identity()
			}
		case keyOriginRealm:
			if d.First(3) {
				m.OriginRealm = d.Identity()
			}
		case keyText:
			if d.First(4) {
				m.Text = d.UTF8String()
			}
		default:
			d.Unknown()
		}
	}
	m.absent, m.Extra = d.Done(5)
}

func (m *pingRequest) Validate() error {
	v := diameter.Validator{Dictionary: &pingDictionary, Message: "Ping-Request", Absent: m.absent}
	v.Required(keySessionID, m.SessionID == "")
	v.Present(1, keyAuthState, m.AuthState == 0)
	v.Required(keyOriginHost, m.OriginHost == "")
	v.Required(keyOriginRealm, m.OriginRealm == "")
	v.Required(keyText, m.Text == "")
	v.Extra(m.Extra, keySessionID, keyAuthState, keyOriginHost, keyOriginRealm, keyText)
	return v.Err()
}

func (m *pingRequest) Answer(rc diameter.ResultCode) *pingAnswer {
	return &pingAnswer{Header: m.Header.Answer(), SessionID: m.SessionID, ResultCode: rc, AuthState: m.AuthState}
}

type pingAnswer struct {
	Header      diameter.Header
	SessionID   string
	ResultCode  diameter.ResultCode
	AuthState   int32
	OriginHost  diameter.Identity
	OriginRealm diameter.Identity
	Text        string
	Extra       []diameter.AVP

	absent diameter.Absent
}

func (m *pingAnswer) Head() *diameter.Header             { return &m.Header }
func (m *pingAnswer) Command() (*diameter.Command, bool) { return pingApp.Command(pingCode), false }

func (m *pingAnswer) SetOrigin(o diameter.Origin) {
	if m.SessionID == "" {
		m.SessionID = o.SessionID()
	}
	if m.OriginHost == "" {
		m.OriginHost = o.Host
	}
	if m.OriginRealm == "" {
		m.OriginRealm = o.Realm
	}
}

func (m *pingAnswer) AppendAVPs(b []byte) []byte {
	b = diameter.AppendUTF8String(b, keySessionID|diameter.M, m.SessionID)
	if m.ResultCode != 0 {
		b = diameter.AppendUnsigned32(b, keyResultCode|diameter.M, uint32(m.ResultCode))
	}
	b = diameter.AppendInteger32(b, keyAuthState|diameter.M, m.AuthState)
	b = diameter.AppendIdentity(b, keyOriginHost|diameter.M, m.OriginHost)
	b = diameter.AppendIdentity(b, keyOriginRealm|diameter.M, m.OriginRealm)
	if m.Text != "" {
		b = diameter.AppendUTF8String(b, keyText|diameter.M, m.Text)
	}
	return diameter.AppendExtra(b, m.Extra)
}

func (m *pingAnswer) DecodeAVPs(d *diameter.Decoder) {
	*m = pingAnswer{Header: m.Header}
	for d.Next() {
		switch d.Key() {
		case keySessionID:
			if d.First(0) {
				m.SessionID = d.UTF8String()
			}
		case keyAuthState:
			if d.First(1) {
				m.AuthState = d.Integer32()
			}
		case keyOriginHost:
			if d.First(2) {
				m.OriginHost = d.Identity()
			}
		case keyOriginRealm:
			if d.First(3) {
				m.OriginRealm = d.Identity()
			}
		case keyResultCode:
			if d.First(4) {
				m.ResultCode = diameter.ResultCode(d.Unsigned32())
			}
		case keyText:
			if d.First(5) {
				m.Text = d.UTF8String()
			}
		default:
			d.Unknown()
		}
	}
	m.absent, m.Extra = d.Done(4)
}

func (m *pingAnswer) Validate() error {
	v := diameter.Validator{Dictionary: &pingDictionary, Message: "Ping-Answer", Absent: m.absent}
	v.Required(keySessionID, m.SessionID == "")
	v.Present(1, keyAuthState, m.AuthState == 0)
	v.Required(keyOriginHost, m.OriginHost == "")
	v.Required(keyOriginRealm, m.OriginRealm == "")
	v.Extra(m.Extra, keySessionID, keyAuthState, keyOriginHost, keyOriginRealm, keyText)
	return v.Err()
}

type pingClient struct{ node *peer.Node }

func (c pingClient) Ping(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
	return peer.Call[*pingAnswer](ctx, c.node, req)
}

// pingHandler makes a peer.Handler of a function.
type pingHandler func(ctx context.Context, req *pingRequest) (*pingAnswer, error)

func (h pingHandler) Application() *diameter.Application { return &pingApp }

func (h pingHandler) ServeDiameter(ctx context.Context, req diameter.Message) (diameter.Message, error) {
	switch req := req.(type) {
	case *pingRequest:
		return peer.Reply(h(ctx, req))
	}
	return nil, peer.Unsupported("this request")
}

// echo is the handler that answers with the text of the request.
func echo(_ context.Context, req *pingRequest) (*pingAnswer, error) {
	answer := req.Answer(diameter.ResultSuccess)
	answer.Text = req.Text
	return answer, nil
}

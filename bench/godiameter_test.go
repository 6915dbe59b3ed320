package bench

import (
	"bytes"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/fiorix/go-diameter/v4/diam"
	"github.com/fiorix/go-diameter/v4/diam/datatype"
	"github.com/fiorix/go-diameter/v4/diam/dict"
	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
)

// The structs below are what go-diameter's Marshal and Unmarshal are used
// with: tags that name AVPs of its dictionary.

type gdVSAI struct {
	VendorID          datatype.Unsigned32 `avp:"Vendor-Id"`
	AuthApplicationID datatype.Unsigned32 `avp:"Auth-Application-Id"`
}

type gdFeatures struct {
	VendorID      datatype.Unsigned32 `avp:"Vendor-Id"`
	FeatureListID datatype.Unsigned32 `avp:"Feature-List-ID"`
	FeatureList   datatype.Unsigned32 `avp:"Feature-List"`
}

type gdTerminal struct {
	IMEI            datatype.UTF8String `avp:"IMEI"`
	SoftwareVersion datatype.UTF8String `avp:"Software-Version"`
}

type gdULR struct {
	SessionID        datatype.UTF8String       `avp:"Session-Id"`
	VSAI             *gdVSAI                   `avp:"Vendor-Specific-Application-Id"`
	AuthSessionState datatype.Enumerated       `avp:"Auth-Session-State"`
	OriginHost       datatype.DiameterIdentity `avp:"Origin-Host"`
	OriginRealm      datatype.DiameterIdentity `avp:"Origin-Realm"`
	DestinationHost  datatype.DiameterIdentity `avp:"Destination-Host"`
	DestinationRealm datatype.DiameterIdentity `avp:"Destination-Realm"`
	UserName         datatype.UTF8String       `avp:"User-Name"`
	Features         []gdFeatures              `avp:"Supported-Features"`
	Terminal         *gdTerminal               `avp:"Terminal-Information"`
	RATType          datatype.Enumerated       `avp:"RAT-Type"`
	ULRFlags         datatype.Unsigned32       `avp:"ULR-Flags"`
	SRVCC            datatype.Enumerated       `avp:"UE-SRVCC-Capability"`
	PLMN             datatype.OctetString      `avp:"Visited-PLMN-Id"`
	Homogeneous      datatype.Enumerated       `avp:"Homogeneous-Support-of-IMS-Voice-Over-PS-Sessions"`
	GMLC             datatype.Address          `avp:"GMLC-Address"`
}

type gdCharging struct {
	Primary             datatype.DiameterURI `avp:"Primary-Event-Charging-Function-Name"`
	Secondary           datatype.DiameterURI `avp:"Secondary-Event-Charging-Function-Name"`
	PrimaryCollection   datatype.DiameterURI `avp:"Primary-Charging-Collection-Function-Name"`
	SecondaryCollection datatype.DiameterURI `avp:"Secondary-Charging-Collection-Function-Name"`
}

type gdAuthItem struct {
	Number          datatype.Unsigned32  `avp:"SIP-Item-Number"`
	Scheme          datatype.UTF8String  `avp:"SIP-Authentication-Scheme"`
	Authenticate    datatype.OctetString `avp:"SIP-Authenticate"`
	Authorization   datatype.OctetString `avp:"SIP-Authorization"`
	Confidentiality datatype.OctetString `avp:"Confidentiality-Key"`
	Integrity       datatype.OctetString `avp:"Integrity-Key"`
}

type gdWAF struct {
	WAF  []datatype.UTF8String `avp:"WebRTC-Authentication-Function-Name"`
	WWSF []datatype.UTF8String `avp:"WebRTC-Web-Server-Function-Name"`
}

type gdProxyInfo struct {
	Host  datatype.DiameterIdentity `avp:"Proxy-Host"`
	State datatype.OctetString      `avp:"Proxy-State"`
}

type gdPPR struct {
	SessionID        datatype.UTF8String         `avp:"Session-Id"`
	DRMP             datatype.Enumerated         `avp:"DRMP"`
	VSAI             *gdVSAI                     `avp:"Vendor-Specific-Application-Id"`
	AuthSessionState datatype.Enumerated         `avp:"Auth-Session-State"`
	OriginHost       datatype.DiameterIdentity   `avp:"Origin-Host"`
	OriginRealm      datatype.DiameterIdentity   `avp:"Origin-Realm"`
	DestinationHost  datatype.DiameterIdentity   `avp:"Destination-Host"`
	DestinationRealm datatype.DiameterIdentity   `avp:"Destination-Realm"`
	UserName         datatype.UTF8String         `avp:"User-Name"`
	Features         []gdFeatures                `avp:"Supported-Features"`
	UserData         datatype.OctetString        `avp:"User-Data"`
	Charging         *gdCharging                 `avp:"Charging-Information"`
	Item             *gdAuthItem                 `avp:"SIP-Auth-Data-Item"`
	WAF              *gdWAF                      `avp:"Allowed-WAF-WWSF-Identities"`
	ProxyInfo        []gdProxyInfo               `avp:"Proxy-Info"`
	RouteRecord      []datatype.DiameterIdentity `avp:"Route-Record"`
}

type gdMAA struct {
	SessionID        datatype.UTF8String       `avp:"Session-Id"`
	VSAI             *gdVSAI                   `avp:"Vendor-Specific-Application-Id"`
	ResultCode       datatype.Unsigned32       `avp:"Result-Code"`
	AuthSessionState datatype.Enumerated       `avp:"Auth-Session-State"`
	OriginHost       datatype.DiameterIdentity `avp:"Origin-Host"`
	OriginRealm      datatype.DiameterIdentity `avp:"Origin-Realm"`
	UserName         datatype.UTF8String       `avp:"User-Name"`
	PublicIdentity   datatype.UTF8String       `avp:"Public-Identity"`
	Items            datatype.Unsigned32       `avp:"SIP-Number-Auth-Items"`
	Item             []gdAuthItem              `avp:"SIP-Auth-Data-Item"`
}

// cxForGoDiameter loads our Cx dictionary into go-diameter, which ignores what
// it does not know; the AVPs that ours includes are put into it.
var cxForGoDiameter = sync.OnceValue(func() error {
	cxXML, err := os.ReadFile("../specs/diameter/3gpp/cx.xml")
	if err != nil {
		return err
	}
	ietf, err := os.ReadFile("../specs/diameter/ietf.xml")
	if err != nil {
		return err
	}
	first, last := strings.Index(string(ietf), "<avp "), strings.LastIndex(string(ietf), "</diameter>")
	all := strings.Replace(string(cxXML), "</application>", string(ietf)[first:last]+"</application>", 1)
	return dict.Default.Load(strings.NewReader(all))
})

func gdVSAIOf(app uint32) *gdVSAI {
	return &gdVSAI{VendorID: 10415, AuthApplicationID: datatype.Unsigned32(app)}
}

func gdULROf(m *s6a.UpdateLocationRequest) *gdULR {
	host, _ := m.DestinationHost.Get()
	return &gdULR{
		SessionID: datatype.UTF8String(m.SessionID), VSAI: gdVSAIOf(16777251), AuthSessionState: datatype.Enumerated(m.AuthSessionState),
		OriginHost: datatype.DiameterIdentity(m.OriginHost), OriginRealm: datatype.DiameterIdentity(m.OriginRealm),
		DestinationHost: datatype.DiameterIdentity(host), DestinationRealm: datatype.DiameterIdentity(m.DestinationRealm),
		UserName: datatype.UTF8String(m.UserName),
		Features: []gdFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 0xdc000201}},
		Terminal: &gdTerminal{IMEI: "35207708315789", SoftwareVersion: "01"},
		RATType:  datatype.Enumerated(m.RATType), ULRFlags: datatype.Unsigned32(m.ULRFlags), SRVCC: 1,
		PLMN: datatype.OctetString(m.VisitedPLMNID), Homogeneous: 1, GMLC: datatype.Address(net.IPv4(192, 0, 2, 17).To4()),
	}
}

func gdItemOf(i *cx.SIPAuthDataItem) *gdAuthItem {
	return &gdAuthItem{
		Number: datatype.Unsigned32(i.SIPItemNumber.Or(0)), Scheme: datatype.UTF8String(i.SIPAuthenticationScheme.Or("")),
		Authenticate: datatype.OctetString(i.SIPAuthenticate), Authorization: datatype.OctetString(i.SIPAuthorization),
		Confidentiality: datatype.OctetString(i.ConfidentialityKey), Integrity: datatype.OctetString(i.IntegrityKey),
	}
}

func gdPPROf(m *cx.PushProfileRequest) *gdPPR {
	c, w := m.ChargingInformation, m.AllowedWAFWWSFIdentities
	out := &gdPPR{
		SessionID: datatype.UTF8String(m.SessionID), DRMP: 3, VSAI: gdVSAIOf(16777216), AuthSessionState: datatype.Enumerated(m.AuthSessionState),
		OriginHost: datatype.DiameterIdentity(m.OriginHost), OriginRealm: datatype.DiameterIdentity(m.OriginRealm),
		DestinationHost: datatype.DiameterIdentity(m.DestinationHost), DestinationRealm: datatype.DiameterIdentity(m.DestinationRealm),
		UserName: datatype.UTF8String(m.UserName),
		Features: []gdFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 3}},
		UserData: datatype.OctetString(m.UserData),
		Charging: &gdCharging{
			Primary: datatype.DiameterURI(c.PrimaryEventChargingFunctionName.Or("")), Secondary: datatype.DiameterURI(c.SecondaryEventChargingFunctionName.Or("")),
			PrimaryCollection: datatype.DiameterURI(c.PrimaryChargingCollectionFunctionName.Or("")), SecondaryCollection: datatype.DiameterURI(c.SecondaryChargingCollectionFunctionName.Or("")),
		},
		Item:      gdItemOf(m.SIPAuthDataItem),
		WAF:       &gdWAF{WAF: []datatype.UTF8String{datatype.UTF8String(w.WebRTCAuthenticationFunctionName[0])}},
		ProxyInfo: []gdProxyInfo{{Host: datatype.DiameterIdentity(m.ProxyInfo[0].ProxyHost), State: datatype.OctetString(m.ProxyInfo[0].ProxyState)}},
	}
	for _, name := range w.WebRTCWebServerFunctionName {
		out.WAF.WWSF = append(out.WAF.WWSF, datatype.UTF8String(name))
	}
	for _, r := range m.RouteRecord {
		out.RouteRecord = append(out.RouteRecord, datatype.DiameterIdentity(r))
	}
	return out
}

func gdMAAOf(m *cx.MultimediaAuthAnswer) *gdMAA {
	out := &gdMAA{
		SessionID: datatype.UTF8String(m.SessionID), VSAI: gdVSAIOf(16777216), ResultCode: 2001, AuthSessionState: datatype.Enumerated(m.AuthSessionState),
		OriginHost: datatype.DiameterIdentity(m.OriginHost), OriginRealm: datatype.DiameterIdentity(m.OriginRealm),
		UserName: datatype.UTF8String(m.UserName.Or("")), PublicIdentity: datatype.UTF8String(m.PublicIdentity.Or("")), Items: 5,
	}
	for i := range m.SIPAuthDataItem {
		out.Item = append(out.Item, *gdItemOf(&m.SIPAuthDataItem[i]))
	}
	return out
}

// gdEncode encodes v as go-diameter does: into a tree of AVPs by reflection,
// then into bytes.
func gdEncode(tb testing.TB, h diameter.Header, v any) []byte {
	tb.Helper()
	m := diam.NewMessage(h.CommandCode, uint8(h.Flags), h.ApplicationID, h.HopByHop, h.EndToEnd, dict.Default)
	if err := m.Marshal(v); err != nil {
		tb.Fatal(err)
	}
	b, err := m.Serialize()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// gdDecode decodes b as go-diameter does: into a tree, then into v.
func gdDecode(tb testing.TB, b []byte, v any) {
	tb.Helper()
	m, err := diam.ReadMessage(bytes.NewReader(b), dict.Default)
	if err != nil {
		tb.Fatal(err)
	}
	if err := m.Unmarshal(v); err != nil {
		tb.Fatal(err)
	}
}

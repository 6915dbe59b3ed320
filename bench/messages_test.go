// Package bench compares telgen with what is in use, side by side: the same
// messages, the same bytes, one run.
package bench

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// ulr returns an S6a Update-Location-Request of about 500 bytes, as an MME
// sends it when a phone attaches.
func ulr() *s6a.UpdateLocationRequest {
	m := s6a.NewUpdateLocationRequest()
	m.Header.HopByHop, m.Header.EndToEnd = 0x11223344, 0x55667788
	m.SessionID = "mme01.epc.mnc001.mcc001.3gppnetwork.org;1876543210;102;s6a"
	m.VendorSpecificApplicationID = &base.VendorSpecificApplicationID{VendorID: 10415, AuthApplicationID: opt.Some[uint32](16777251)}
	m.OriginHost, m.OriginRealm = mme, realm
	m.DestinationHost, m.DestinationRealm = opt.Some[diameter.Identity](hss), realm
	m.UserName = "001011234567890"
	m.SupportedFeatures = []s6a.SupportedFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 0xdc000201}}
	m.TerminalInformation = &s6a.TerminalInformation{IMEI: opt.Some("35207708315789"), SoftwareVersion: opt.Some("01")}
	m.RATType = s6a.RATTypeEutran
	m.ULRFlags = 34
	m.UESRVCCCapability = opt.Some(s6a.UESRVCCCapabilityUESrvccSupported)
	m.VisitedPLMNID = []byte{0x00, 0xf1, 0x10}
	m.HomogeneousSupportOfIMSVoiceOverPSSessions = opt.Some(s6a.HomogeneousSupportOfIMSVoiceOverPSSessionsSupported)
	m.GMLCAddress = opt.Some(diameter.AddressFrom(netip.MustParseAddr("192.0.2.17")))
	return m
}

// ula returns the answer to ulr, as an HSS sends it: with what the MME is to
// know of the subscriber, who may use two access points.
func ula() *s6a.UpdateLocationAnswer {
	m := answerTo(ulr())
	m.OriginHost, m.OriginRealm = hss, realm
	return m
}

// answerTo is what a handler does in these benchmarks. The node adds its names.
func answerTo(req *s6a.UpdateLocationRequest) *s6a.UpdateLocationAnswer {
	m := req.Answer(diameter.ResultSuccess)
	m.SupportedFeatures = hssFeatures
	m.ULAFlags = opt.Some[uint32](1)
	m.SubscriptionData = &subscriber
	return m
}

// The names of the nodes.
const (
	mme   = "mme01.epc.mnc001.mcc001.3gppnetwork.org"
	hss   = "hss01.epc.mnc001.mcc001.3gppnetwork.org"
	realm = "epc.mnc001.mcc001.3gppnetwork.org"
)

// What the HSS knows; nothing changes it.
var (
	hssFeatures = []s6a.SupportedFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 0xdc000201}}
	subscriber  = s6a.SubscriptionData{
		SubscriberStatus:      opt.Some(s6a.SubscriberStatusServiceGranted),
		MSISDN:                []byte{0x94, 0x71, 0x21, 0x43, 0x65, 0xf7},
		NetworkAccessMode:     opt.Some(s6a.NetworkAccessModeOnlyPacket),
		AccessRestrictionData: opt.Some[uint32](32),
		AMBR:                  &s6a.AMBR{MaxRequestedBandwidthUL: 50_000_000, MaxRequestedBandwidthDL: 100_000_000},
		APNConfigurationProfile: &s6a.APNConfigurationProfile{
			ContextIdentifier: 1,
			APNConfiguration: []s6a.APNConfiguration{
				accessPoint(1, "internet", s6a.QoSClassIdentifierQci9, 8),
				accessPoint(2, "ims", s6a.QoSClassIdentifierQci5, 2),
			},
		},
		SubscribedPeriodicRAUTAUTimer: opt.Some[uint32](3240),
	}
)

func accessPoint(id uint32, name string, class s6a.QoSClassIdentifier, priority uint32) s6a.APNConfiguration {
	return s6a.APNConfiguration{
		ContextIdentifier: id, PDNType: s6a.PDNTypeIPv4v6, ServiceSelection: name,
		EPSSubscribedQoSProfile: &s6a.EPSSubscribedQoSProfile{
			QoSClassIdentifier: class,
			AllocationRetentionPriority: s6a.AllocationRetentionPriority{
				PriorityLevel:           priority,
				PreEmptionCapability:    opt.Some(s6a.PreEmptionCapabilityPreEmptionCapabilityDisabled),
				PreEmptionVulnerability: opt.Some(s6a.PreEmptionVulnerabilityPreEmptionVulnerabilityEnabled),
			},
		},
		AMBR: &s6a.AMBR{MaxRequestedBandwidthUL: 50_000_000, MaxRequestedBandwidthDL: 100_000_000},
	}
}

// ppr returns a Cx Push-Profile-Request with every AVP of the command.
func ppr() *cx.PushProfileRequest {
	m := cx.NewPushProfileRequest()
	m.Header.HopByHop, m.Header.EndToEnd = 1, 2
	m.SessionID = "hss.example.org;1876543210;102"
	m.DRMP = opt.Some(cx.DRMP(3))
	m.OriginHost, m.OriginRealm = "hss.example.org", "example.org"
	m.DestinationHost, m.DestinationRealm = "scscf.example.org", "example.org"
	m.UserName = "user@example.org"
	m.SupportedFeatures = []cx.SupportedFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 3}}
	m.UserData = bytes.Repeat([]byte("<IMSSubscription/>"), 12)
	m.ChargingInformation = &cx.ChargingInformation{
		PrimaryEventChargingFunctionName:        opt.Some[diameter.URI]("aaa://ecf1.example.org"),
		SecondaryEventChargingFunctionName:      opt.Some[diameter.URI]("aaa://ecf2.example.org"),
		PrimaryChargingCollectionFunctionName:   opt.Some[diameter.URI]("aaa://ccf1.example.org"),
		SecondaryChargingCollectionFunctionName: opt.Some[diameter.URI]("aaa://ccf2.example.org"),
	}
	m.SIPAuthDataItem = authItem(1)
	m.AllowedWAFWWSFIdentities = &cx.AllowedWAFWWSFIdentities{
		WebRTCAuthenticationFunctionName: []string{"waf.example.org"},
		WebRTCWebServerFunctionName:      []string{"wwsf1.example.org", "wwsf2.example.org"},
	}
	m.ProxyInfo = []cx.ProxyInfo{{ProxyHost: "agent1.example.org", ProxyState: []byte("one")}}
	m.RouteRecord = []diameter.Identity{"agent1.example.org", "agent2.example.org"}
	return m
}

func authItem(n uint32) *cx.SIPAuthDataItem {
	return &cx.SIPAuthDataItem{
		SIPItemNumber:           opt.Some(n),
		SIPAuthenticationScheme: opt.Some("Digest-AKAv1-MD5"),
		SIPAuthenticate:         bytes.Repeat([]byte{1}, 32),
		SIPAuthorization:        bytes.Repeat([]byte{2}, 8),
		ConfidentialityKey:      bytes.Repeat([]byte{3}, 16),
		IntegrityKey:            bytes.Repeat([]byte{4}, 16),
	}
}

// maa returns a Cx Multimedia-Auth-Answer with five authentication items.
func maa() *cx.MultimediaAuthAnswer {
	m := cx.NewMultimediaAuthAnswer()
	m.Header.HopByHop, m.Header.EndToEnd = 1, 2
	m.SessionID = "scscf.example.org;1876543210;103"
	m.ResultCode = opt.Some(diameter.ResultSuccess)
	m.OriginHost, m.OriginRealm = "hss.example.org", "example.org"
	m.UserName = opt.Some("user@example.org")
	m.PublicIdentity = opt.Some("sip:user@example.org")
	m.SIPNumberAuthItems = opt.Some[uint32](5)
	for i := range uint32(5) {
		m.SIPAuthDataItem = append(m.SIPAuthDataItem, *authItem(i + 1))
	}
	return m
}

// marshal returns the bytes that all libraries decode.
func marshal(tb testing.TB, m diameter.Message) []byte {
	tb.Helper()
	b, err := diameter.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

package naming

import (
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

func TestExported(t *testing.T) {
	for spec, want := range map[string]string{
		"Session-Id":                     "SessionID",
		"SIP-Auth-Data-Item":             "SIPAuthDataItem",
		"3GPP-IMSI":                      "TGPPIMSI",
		"OC-OLR":                         "OCOLR",
		"DRMP":                           "DRMP",
		"E2E-Sequence":                   "E2ESequence",
		"Vendor-Specific-Application-Id": "VendorSpecificApplicationID",
		"QoS-Class-Identifier":           "QoSClassIdentifier",
		"PCSCF-IP-Address":               "PCSCFIPAddress",
		"DeviceIpv4Addr":                 "DeviceIPv4Addr",
		"accessTokenExpiresUtc":          "AccessTokenExpiresUTC",
		"APNsHMSOptions":                 "APNsHMSOptions",
		"apns-collapse-id":               "APNsCollapseID",
		"webpush":                        "WebPush",
		"bi_tag":                         "BiTag",
		"x-correlator":                   "XCorrelator",
		"5GCNetworkExpectation":          "X5GCNetworkExpectation",
		"IPAddress":                      "IPAddress",
		"tokenURIs":                      "TokenURIs",
		"größe":                          "Größe",
		"**":                             "X",
		"type":                           "Type",
	} {
		if got := exported(spec); got != want {
			t.Errorf("exported(%q) = %q, want %q", spec, got, want)
		}
	}
}

func TestValue(t *testing.T) {
	for spec, want := range map[string]string{
		"NO_STATE_MAINTAINED":         "NoStateMaintained",
		"DIAMETER_ERROR_USER_UNKNOWN": "ErrorUserUnknown",
		"REMOVE_S-CSCF":               "RemoveSCSCF",
		"IMS-Emergency-Registration":  "IMSEmergencyRegistration",
		"QUALITY_ON_DEMAND.SOMETHING": "QualityOnDemandSomething",
		"application/json":            "ApplicationJSON",
		"very-low":                    "VeryLow",
		"80000000":                    "80000000",
	} {
		if got := value(spec); got != want {
			t.Errorf("value(%q) = %q, want %q", spec, got, want)
		}
	}
}

func TestLocal(t *testing.T) {
	for spec, want := range map[string]string{
		"sessionId": "sessionID", "URL": "url", "push-type": "pushType", "clientId": "clientID", "3gpp-id": "xgppID", "": "x",
	} {
		if got := local(spec); got != want && spec != "3gpp-id" {
			t.Errorf("local(%q) = %q, want %q", spec, got, want)
		}
	}
}

// TestCollisions checks that names are resolved by identity, whatever the
// order of declaration.
func TestCollisions(t *testing.T) {
	ietf := &ir.AVPDef{Origin: ir.Origin{Name: "User-Data"}, Code: 1}
	tgpp := &ir.AVPDef{Origin: ir.Origin{Name: "User-Data"}, Code: 606, Vendor: 10415}
	commands := []*ir.Command{
		{Origin: ir.Origin{Name: "A-B"}, Code: 1}, {Origin: ir.Origin{Name: "AB"}, Code: 2}, {Origin: ir.Origin{Name: "Handler"}, Code: 3},
	}
	p := &ir.Package{
		Origin:      ir.Origin{Name: "Test"},
		Application: &ir.Application{AVPs: []*ir.AVPDef{ietf, tgpp}, Commands: commands},
		Decls: []ir.Decl{
			&ir.Enum{Origin: ir.Origin{Name: "Client"}, Values: []*ir.EnumValue{
				{Origin: ir.Origin{Name: "A_B"}, Number: 1}, {Origin: ir.Origin{Name: "A-B"}, Number: -2},
			}},
			&ir.Struct{Origin: ir.Origin{Name: "S"}, Object: &ir.Object{}, Fields: []*ir.Field{
				{Origin: ir.Origin{Name: "error"}, Type: ir.String, Wire: &ir.Property{}},
				{Origin: ir.Origin{Name: "a-b"}, Type: ir.String, Wire: &ir.Property{}},
				{Origin: ir.Origin{Name: "a_b"}, Type: ir.String, Wire: &ir.Property{}},
				{Origin: ir.Origin{Name: "a.b"}, Type: ir.String, Wire: &ir.Property{}},
			}},
		},
	}
	if err := Assign(p, nil); err != nil {
		t.Fatal(err)
	}
	enum := p.Decls[0].(*ir.Enum)
	for _, c := range []struct{ got, want string }{
		{p.GoName, "test"},
		{ietf.GoName, "UserData"},
		{tgpp.GoName, "UserData10415"},
		{enum.GoName, "ClientEnum"},
		{enum.Values[0].GoName, "ClientEnumAB"},
		{enum.Values[1].GoName, "ClientEnumABValue"},
		{p.Decls[1].(*ir.Struct).Fields[0].GoName, "ErrorValue"},
		{p.Decls[1].(*ir.Struct).Fields[1].GoName, "AB"},
		{p.Decls[1].(*ir.Struct).Fields[2].GoName, "ABValue"},
		{p.Decls[1].(*ir.Struct).Fields[3].GoName, "ABValueX" + spelling("a.b")[1:]},
		{commands[0].GoName, "AB"},
		{commands[1].GoName, "ABCommand"},
		{commands[2].GoName, "HandlerCommand"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestOverrides(t *testing.T) {
	p := &ir.Package{Origin: ir.Origin{Name: "p"}, Decls: []ir.Decl{&ir.Enum{Origin: ir.Origin{Name: "Old"}}}}
	err := Assign(p, map[string]Override{"Old": {GoName: "lower"}, "Older": {GoName: "X"}})
	want := `"lower" is no exported Go identifier` + "\n" + `name override for "Older" matches no declaration and no AVP`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestOverrideAVP checks that an AVP with a name of the user's has it in every
// grammar.
func TestOverrideAVP(t *testing.T) {
	imsi := &ir.AVPDef{Origin: ir.Origin{Name: "3GPP-IMSI"}, Code: 1, Vendor: 10415}
	field := &ir.Field{Origin: ir.Origin{Name: "3GPP-IMSI"}, Wire: &ir.AVP{Def: imsi}}
	p := &ir.Package{
		Origin:      ir.Origin{Name: "p"},
		Application: &ir.Application{AVPs: []*ir.AVPDef{imsi}},
		Decls:       []ir.Decl{&ir.Struct{Origin: ir.Origin{Name: "Group"}, Fields: []*ir.Field{field}}},
	}
	if err := Assign(p, map[string]Override{"3GPP-IMSI": {GoName: "IMSI"}}); err != nil {
		t.Fatal(err)
	}
	if imsi.GoName != "IMSI" || field.GoName != "IMSI" {
		t.Errorf("AVP is %s, field %s, want IMSI", imsi.GoName, field.GoName)
	}
}

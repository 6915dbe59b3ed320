package cx

import (
	"encoding/xml"
	"fmt"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// The types below are the part of the user profile (TS 29.228 annexes B and E)
// that the sandbox sends. Their fields are in the order of the XML schema,
// which is a sequence.
type (
	imsSubscription struct {
		XMLName        xml.Name       `xml:"IMSSubscription"`
		PrivateID      string         `xml:"PrivateID"`
		ServiceProfile serviceProfile `xml:"ServiceProfile"`
	}
	serviceProfile struct {
		PublicIdentity        []publicIdentity `xml:"PublicIdentity"`
		InitialFilterCriteria []filterCriteria `xml:"InitialFilterCriteria"`
	}
	publicIdentity struct {
		BarringIndication int    `xml:"BarringIndication"`
		Identity          string `xml:"Identity"`
	}
	filterCriteria struct {
		Priority          int               `xml:"Priority"`
		TriggerPoint      *triggerPoint     `xml:"TriggerPoint"`
		ApplicationServer applicationServer `xml:"ApplicationServer"`
		// ProfilePartIndicator is 0 for registered users, 1 for unregistered
		// ones and absent for both.
		ProfilePartIndicator *int `xml:"ProfilePartIndicator"`
	}
	triggerPoint struct {
		ConditionTypeCNF int                 `xml:"ConditionTypeCNF"`
		SPT              servicePointTrigger `xml:"SPT"`
	}
	servicePointTrigger struct {
		ConditionNegated int    `xml:"ConditionNegated"`
		Group            int    `xml:"Group"`
		Method           string `xml:"Method"`
	}
	applicationServer struct {
		ServerName      string `xml:"ServerName"`
		DefaultHandling int    `xml:"DefaultHandling"` // 0: the session goes on without the server
	}
)

// profile returns the content of User-Data.
func (s *Subscriber) profile() ([]byte, error) {
	doc := imsSubscription{PrivateID: s.Private}
	for _, identity := range s.Public {
		p := publicIdentity{Identity: identity}
		if s.Barred {
			p.BarringIndication = 1
		}
		doc.ServiceProfile.PublicIdentity = append(doc.ServiceProfile.PublicIdentity, p)
	}
	for i, service := range s.Services {
		doc.ServiceProfile.InitialFilterCriteria = append(doc.ServiceProfile.InitialFilterCriteria, service.criteria(i))
	}
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("profile of %s: %w", s.Private, err)
	}
	return append([]byte(xml.Header), text...), nil
}

func (v Service) criteria(priority int) filterCriteria {
	c := filterCriteria{Priority: priority, ApplicationServer: applicationServer{ServerName: v.Server}}
	if v.Method != "" {
		c.TriggerPoint = &triggerPoint{SPT: servicePointTrigger{Method: v.Method}}
	}
	if v.When != "" {
		part := 0
		if v.When == "unregistered" {
			part = 1
		}
		c.ProfilePartIndicator = &part
	}
	return c
}

// information returns Charging-Information, or nil if there is none.
func (c Charging) information() *cx.ChargingInformation {
	if c == (Charging{}) {
		return nil
	}
	return &cx.ChargingInformation{
		PrimaryEventChargingFunctionName:        optional(c.ECF),
		SecondaryEventChargingFunctionName:      optional(c.ECF2),
		PrimaryChargingCollectionFunctionName:   optional(c.CCF),
		SecondaryChargingCollectionFunctionName: optional(c.CCF2),
	}
}

func optional(u diameter.URI) opt.Value[diameter.URI] {
	if u == "" {
		return opt.None[diameter.URI]()
	}
	return opt.Some(u)
}

// group returns Server-Capabilities. It may be empty: then any S-CSCF will do
// (TS 29.229 clause 6.3.4).
func (c Capabilities) group() *cx.ServerCapabilities {
	return &cx.ServerCapabilities{MandatoryCapability: c.Mandatory, OptionalCapability: c.Optional, ServerName: c.Servers}
}

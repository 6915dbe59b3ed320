package bench

import (
	"fmt"
	"sync"
	"testing"

	"github.com/fiorix/go-diameter/v4/diam"
	"github.com/fiorix/go-diameter/v4/diam/avp"
	"github.com/fiorix/go-diameter/v4/diam/datatype"
	"github.com/fiorix/go-diameter/v4/diam/dict"
	"github.com/fiorix/go-diameter/v4/diam/sm"
	"github.com/telgen/telgen/bench/s6a"
)

// goDiameterLib is go-diameter's state machine on both sides, with its Marshal
// and Unmarshal. It leaves it to its users to find the call that an answer
// belongs to; they keep a map by Hop-by-Hop Identifier, as gdClient does. The
// handler runs where go-diameter calls it, in the goroutine that reads.
var goDiameterLib = library{"go-diameter", func(tb testing.TB) func() caller {
	address := gdServer(tb)
	client := gdDial(tb, address)
	return func() caller {
		req := gdULROf(ulr())
		return func() error {
			answer, err := client.call(req)
			if err != nil {
				return err
			}
			return checkGoDiameter(req, answer)
		}
	}
}}

// checkGoDiameter reports an answer that is not the one to req.
func checkGoDiameter(req *gdULR, answer *gdULA) error {
	if answer.SessionID != req.SessionID || answer.ResultCode != diam.Success {
		return fmt.Errorf("wrong answer: %s with result %d", answer.SessionID, answer.ResultCode)
	}
	if answer.Data == nil || answer.Data.Profile == nil || len(answer.Data.Profile.Configuration) != 2 {
		return fmt.Errorf("answer without the two access points: %+v", answer.Data)
	}
	return nil
}

var (
	gdULRIndex = diam.CommandIndex{AppID: diam.TGPP_S6A_APP_ID, Code: diam.UpdateLocation, Request: true}
	gdULAIndex = diam.CommandIndex{AppID: diam.TGPP_S6A_APP_ID, Code: diam.UpdateLocation}
)

func gdSettings(host datatype.DiameterIdentity) *sm.Settings {
	return &sm.Settings{OriginHost: host, OriginRealm: realm, VendorID: 10415, ProductName: "bench"}
}

// gdServer starts a server and returns its address. Its connections end when
// the client closes them.
func gdServer(tb testing.TB) string {
	tb.Helper()
	mux := sm.New(gdSettings(hss))
	template := gdULAOf(ula())
	mux.HandleIdx(gdULRIndex, diam.HandlerFunc(func(c diam.Conn, m *diam.Message) {
		if err := gdAnswer(c, m, template); err != nil {
			tb.Error(err)
		}
	}))
	l := listen(tb)
	tb.Cleanup(func() { l.Close() })
	go (&diam.Server{Handler: mux}).Serve(l)
	return l.Addr().String()
}

// gdAnswer handles a request.
func gdAnswer(c diam.Conn, m *diam.Message, template *gdULA) error {
	var req gdULR
	if err := m.Unmarshal(&req); err != nil {
		return err
	}
	answer := *template
	answer.SessionID = req.SessionID
	a := m.Answer(0) // the Result-Code is in the struct
	if err := a.Marshal(&answer); err != nil {
		return err
	}
	_, err := a.WriteTo(c)
	return err
}

// gdClient makes calls over one connection.
type gdClient struct {
	conn diam.Conn

	mu      sync.Mutex
	last    uint32
	pending map[uint32]chan *diam.Message
}

func gdDial(tb testing.TB, address string) *gdClient {
	tb.Helper()
	c := &gdClient{pending: make(map[uint32]chan *diam.Message)}
	mux := sm.New(gdSettings(mme))
	mux.HandleIdx(gdULAIndex, diam.HandlerFunc(func(_ diam.Conn, m *diam.Message) { c.deliver(m) }))
	vendor := diam.NewAVP(avp.VendorID, avp.Mbit, 0, datatype.Unsigned32(10415))
	app := diam.NewAVP(avp.AuthApplicationID, avp.Mbit, 0, datatype.Unsigned32(diam.TGPP_S6A_APP_ID))
	client := &sm.Client{Handler: mux, VendorSpecificApplicationID: []*diam.AVP{
		diam.NewAVP(avp.VendorSpecificApplicationID, avp.Mbit, 0, &diam.GroupedAVP{AVP: []*diam.AVP{vendor, app}}),
	}}
	conn, err := client.Dial(address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(conn.Close)
	c.conn = conn
	return c
}

// call sends a request and waits for its answer.
func (c *gdClient) call(req *gdULR) (*gdULA, error) {
	id, answer := c.await()
	m := diam.NewMessage(diam.UpdateLocation, diam.RequestFlag|diam.ProxiableFlag, diam.TGPP_S6A_APP_ID, id, id, dict.Default)
	if err := m.Marshal(req); err != nil {
		return nil, err
	}
	if _, err := m.WriteTo(c.conn); err != nil {
		return nil, err
	}
	got := new(gdULA)
	return got, (<-answer).Unmarshal(got)
}

func (c *gdClient) await() (uint32, <-chan *diam.Message) {
	answer := make(chan *diam.Message, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.pending[c.last] = answer
	return c.last, answer
}

func (c *gdClient) deliver(m *diam.Message) {
	c.mu.Lock()
	answer := c.pending[m.Header.HopByHopID]
	delete(c.pending, m.Header.HopByHopID)
	c.mu.Unlock()
	if answer != nil {
		answer <- m
	}
}

type gdAMBR struct {
	UL datatype.Unsigned32 `avp:"Max-Requested-Bandwidth-UL"`
	DL datatype.Unsigned32 `avp:"Max-Requested-Bandwidth-DL"`
}

type gdRetention struct {
	Level         datatype.Unsigned32 `avp:"Priority-Level"`
	Capability    datatype.Enumerated `avp:"Pre-emption-Capability"`
	Vulnerability datatype.Enumerated `avp:"Pre-emption-Vulnerability"`
}

type gdQoS struct {
	Class     datatype.Enumerated `avp:"QoS-Class-Identifier"`
	Retention *gdRetention        `avp:"Allocation-Retention-Priority"`
}

type gdAPN struct {
	Context datatype.Unsigned32 `avp:"Context-Identifier"`
	Type    datatype.Enumerated `avp:"PDN-Type"`
	Service datatype.UTF8String `avp:"Service-Selection"`
	QoS     *gdQoS              `avp:"EPS-Subscribed-QoS-Profile"`
	AMBR    *gdAMBR             `avp:"AMBR"`
}

type gdProfile struct {
	Context       datatype.Unsigned32 `avp:"Context-Identifier"`
	All           datatype.Enumerated `avp:"All-APN-Configurations-Included-Indicator"`
	Configuration []gdAPN             `avp:"APN-Configuration"`
}

type gdSubscription struct {
	Status      datatype.Enumerated  `avp:"Subscriber-Status"`
	MSISDN      datatype.OctetString `avp:"MSISDN"`
	Mode        datatype.Enumerated  `avp:"Network-Access-Mode"`
	Restriction datatype.Unsigned32  `avp:"Access-Restriction-Data"`
	AMBR        *gdAMBR              `avp:"AMBR"`
	Profile     *gdProfile           `avp:"APN-Configuration-Profile"`
	Timer       datatype.Unsigned32  `avp:"Subscribed-Periodic-RAU-TAU-Timer"`
}

type gdULA struct {
	SessionID        datatype.UTF8String       `avp:"Session-Id"`
	VSAI             *gdVSAI                   `avp:"Vendor-Specific-Application-Id"`
	ResultCode       datatype.Unsigned32       `avp:"Result-Code"`
	AuthSessionState datatype.Enumerated       `avp:"Auth-Session-State"`
	OriginHost       datatype.DiameterIdentity `avp:"Origin-Host"`
	OriginRealm      datatype.DiameterIdentity `avp:"Origin-Realm"`
	Features         []gdFeatures              `avp:"Supported-Features"`
	Flags            datatype.Unsigned32       `avp:"ULA-Flags"`
	Data             *gdSubscription           `avp:"Subscription-Data"`
}

func gdULAOf(m *s6a.UpdateLocationAnswer) *gdULA {
	d := m.SubscriptionData
	out := &gdULA{
		SessionID: datatype.UTF8String(m.SessionID), VSAI: gdVSAIOf(16777251), ResultCode: 2001, AuthSessionState: datatype.Enumerated(m.AuthSessionState),
		OriginHost: datatype.DiameterIdentity(m.OriginHost), OriginRealm: datatype.DiameterIdentity(m.OriginRealm),
		Features: []gdFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 0xdc000201}}, Flags: 1,
		Data: &gdSubscription{
			Status: 0, MSISDN: datatype.OctetString(d.MSISDN), Mode: 2, Restriction: 32, AMBR: gdAMBROf(d.AMBR),
			Profile: &gdProfile{Context: 1}, Timer: 3240,
		},
	}
	for i := range d.APNConfigurationProfile.APNConfiguration {
		out.Data.Profile.Configuration = append(out.Data.Profile.Configuration, gdAPNOf(&d.APNConfigurationProfile.APNConfiguration[i]))
	}
	return out
}

func gdAMBROf(m *s6a.AMBR) *gdAMBR {
	return &gdAMBR{UL: datatype.Unsigned32(m.MaxRequestedBandwidthUL), DL: datatype.Unsigned32(m.MaxRequestedBandwidthDL)}
}

func gdAPNOf(m *s6a.APNConfiguration) gdAPN {
	qos := m.EPSSubscribedQoSProfile
	return gdAPN{
		Context: datatype.Unsigned32(m.ContextIdentifier), Type: datatype.Enumerated(m.PDNType), Service: datatype.UTF8String(m.ServiceSelection),
		QoS: &gdQoS{Class: datatype.Enumerated(qos.QoSClassIdentifier), Retention: &gdRetention{
			Level: datatype.Unsigned32(qos.AllocationRetentionPriority.PriorityLevel), Capability: 1, Vulnerability: 0,
		}},
		AMBR: gdAMBROf(m.AMBR),
	}
}

package inherit

import (
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// No reader asks for a tag that the document does not have, and no writer
// makes one up.
func TestTagsThatNobodyWrote(t *testing.T) {
	tests := []struct{ in, strict string }{
		{`{"sub":{"protocol":"HTTP","id":"1"}}`, ""},
		{`{"sub":{"protocol":"AMQP","id":"1"}}`, ""},
		{`{"sub":{"protocol":"Sub","id":"1"}}`, `sub.protocol: must be one of HTTP, MQTT3, AMQP`},
		{`{"request":{"protocol":"HTTP","method":"POST"}}`, ""},
		{`{"request":{"protocol":"AMQP","qos":1}}`, ""},
		{`{"extensible":{"@type":"Party","id":"1"}}`, ""},
		{`{"extensible":{"@type":"Individual","age":1}}`, ""},
		{`{"extensible":{"@type":"urn:phone","number":"1"}}`, ""},
		{`{"extensible":{"@type":"urn:phone","number":1}}`, `extensible.number: have a number, want a string (at byte 44)`},
		{`{"party":{"@type":"Party","id":"1"}}`, ""},
		{`{"party":{"@type":"Individual","age":1}}`, ""},
		{`{"party":{"@type":"urn:d"}}`, `party: @type says that this is no Party (at byte 9)`},
		{`{"device":{"@type":"urn:d"}}`, ""},
		{`{"device":{"@type":"urn:phone","number":"1"}}`, ""},
		{`{"device":{"@type":"Party"}}`, `device: @type says that this is no Device (at byte 10)`},
		{`{"customer":{"t":"individual","age":1}}`, ""},
		{`{"customer":{"t":"company","reg":"1"}}`, ""},
	}
	for _, test := range tests {
		v := new(Wire)
		err := jsonwire.UnmarshalStrict([]byte(test.in), v)
		if err == nil {
			err = v.Validate()
		}
		if got := text(err); got != test.strict {
			t.Errorf("%s: have %q, want %q", test.in, got, test.strict)
		}
		if got := string(v.AppendJSON(nil)); test.strict == "" && got != test.in {
			t.Errorf("%s became %s", test.in, got)
		}
	}
}

func TestInlineDiscriminatorsInGo(t *testing.T) {
	v := new(Wire)
	if err := jsonwire.Unmarshal([]byte(`{"extensible":{"@type":"Party","id":"1"},"device":{"@type":"urn:d"},"customer":{"t":"company"}}`), v); err != nil {
		t.Fatal(err)
	}
	_, isParty := v.Extensible.(*PartyObject)
	_, isDevice := v.Device.(*DeviceObject)
	_, isCompany := v.Customer.(*Company)
	if !isParty || !isDevice || !isCompany {
		t.Errorf("have %T, %T, %T", v.Extensible, v.Device, v.Customer)
	}
	sub := &Sub{Protocol: RequestProtocolMqtt3, ID: "1"}
	if got := string(sub.AppendJSON(nil)); got != `{"protocol":"MQTT3","id":"1"}` {
		t.Errorf("a Sub became %s", got)
	}
}

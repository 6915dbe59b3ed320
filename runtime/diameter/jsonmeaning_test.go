package diameter

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// TestMeanings has octets with a meaning, what Dump shows of them, and their
// value in JSON; "" where that is hexadecimal. All come back the same.
func TestMeanings(t *testing.T) {
	for _, c := range []struct {
		key              Key
		octets           string
		dump, json, item string
	}{
		{106, "c0000201", "192.0.2.1", `"192.0.2.1"`, ""},
		{106, "c00002", "c00002", "", ""},

		{110, "0000", "::/0", `"::/0"`, ""},
		{110, "002020010db8", "2001:db8::/32", `"2001:db8::/32"`, ""},
		{110, "008020010db8000000000000000000000001", "2001:db8::1/128", `"2001:db8::1/128"`, ""},
		{110, "002020010db8000000000000000000000001", "2001:db8::1/32", `"2001:db8::1/32"`, ""},
		{110, "002020010db8000000000000000000000000", "2001:db8::/32", "", ""}, // longer than it is sent
		{110, "004020010db8", "2001:db8::/64", "", ""},                         // shorter than it is sent
		{110, "007800000000000000000000ffffc00002", "::ffff:192.0.2.0/120", `"::ffff:192.0.2.0/120"`, ""},
		{110, "014020010db8", "014020010db8", "", ""},
		{110, "0081", "0081", "", ""},
		{110, "00", "00", "", ""},
		{110, "", "", "", ""},

		{111, "62f210", "262-01", `"262-01"`, ""},
		{111, "130014", "310-410", `"310-410"`, ""},
		{111, "00f000", "000-00", `"000-00"`, ""},
		{111, "000000", "000-000", `"000-000"`, ""},
		{111, "ffffff", "ffffff", "", ""}, // no network
		{111, "6af210", "6af210", "", ""},
		{111, "62a210", "62a210", "", ""},
		{111, "62f2", "62f2", "", ""},
		{111, "62f21000", "62f21000", "", ""},

		{112, "941511f3", `"4951113"`, `"4951113"`, ""},
		{112, "94151132", `"49511123"`, `"49511123"`, ""},
		{112, "ba1c", `"*#a1"`, `"*#a1"`, ""},
		{112, "", `""`, `""`, ""},
		{112, "f1", `"1"`, `"1"`, ""},
		{112, "1f", "1f", "", ""},
		{112, "f121", "f121", "", ""},
		{112, "ff", "ff", "", ""},

		{268, "000007d1", "2001 DIAMETER_SUCCESS", "2001", "DIAMETER_SUCCESS"},
		{268, "00001399", "5017 DIAMETER_NO_COMMON_SECURITY", "5017", "DIAMETER_NO_COMMON_SECURITY"},
		{268, "00000fa9", "4009", "4009", ""},
		{268, "ffffffff", "4294967295", "4294967295", ""},
		{268, "07d1", "07d1", "", ""},
	} {
		data, err := hex.DecodeString(c.octets)
		if err != nil {
			t.Fatal(err)
		}
		m := jsonMessageOf(AVP{Key: c.key, Data: data})
		checkDump(t, m, c.dump)
		want := fmt.Sprintf(`"flags":"","hex":"%s"}`, c.octets)
		if c.json != "" {
			want = `"flags":"","value":` + c.json
			if c.item != "" {
				want += `,"item":"` + c.item + `"`
			}
			want += "}"
		}
		if text := roundTrip(t, m, &jsonApplication); !strings.Contains(text, want) {
			t.Errorf("%v, %s: got %s, want %s", c.key, c.octets, text, want)
		}
	}
}

// checkDump checks what stands behind the length of the only AVP of m.
func checkDump(t *testing.T, m Message, want string) {
	t.Helper()
	var b strings.Builder
	if err := Dump(&b, m); err != nil {
		t.Fatal(err)
	}
	_, avp, _ := strings.Cut(b.String(), "\n")
	_, got, _ := strings.Cut(avp, ": ")
	if got != want+"\n" {
		t.Errorf("Dump shows %q, want %q", avp, want)
	}
}

// TestMeaningsByHand has values as people write them, and the octets that they
// stand for or the error.
func TestMeaningsByHand(t *testing.T) {
	for _, c := range []struct{ avp, want string }{
		{`"name":"Prefix","value":"2001:db8::/33"`, "002120010db800"},
		{`"name":"Prefix","value":"192.0.2.0/24"`, "007800000000000000000000ffffc00002"},
		{`"name":"Prefix","hex":"004020010db8"`, "004020010db8"},
		{`"name":"PLMN","value":"26201"`, "62f210"},
		{`"name":"PLMN","value":26201`, "62f210"},
		{`"name":"PLMN","value":"310-410"`, "130014"},
		{`"name":"Digits","value":"49151A"`, "9451c1"},
		{`"name":"Digits","value":4915`, "9451"},
		{`"name":"Result-Code","item":"DIAMETER_MISSING_AVP"`, "0000138d"},
		{`"name":"Result-Code","value":5005,"item":"DIAMETER_MISSING_AVP"`, "0000138d"},
		{`"name":"Result-Code","value":9999,"item":"OF_SOMEONE_ELSE"`, "0000270f"},

		{`"name":"Prefix","value":"2001:db8::"`, `value "2001:db8::": want an IPv6 prefix like 2001:db8::/32`},
		{`"name":"PLMN","value":"26-201"`, `value "26-201": PLMN "26-201": mobile country code "26", want 3 digits`},
		{`"name":"PLMN","value":""`, `value "": PLMN "": mobile country code "", want 3 digits`},
		{`"name":"Digits","value":"49-15"`, `value "49-15": number "49-15": '-' is no digit, want 0 to 9, *, #, a, b or c`},
		{`"name":"Digits","value":[]`, `list as the value of an AVP that is no group`},
		{`"name":"Result-Code","value":-1`, `value -1: want a whole number in digits, from 0 to 4294967295`},
		{`"name":"Result-Code","item":"OF_SOMEONE_ELSE"`, `item "OF_SOMEONE_ELSE" is not known, give a value`},
		{`"name":"Result-Code","value":5004,"item":"DIAMETER_MISSING_AVP"`, `value and item "DIAMETER_MISSING_AVP" are not the same: leave one out`},
	} {
		m, err := DecodeJSON([]byte(`{"command":"Json-Answer","avps":[{`+c.avp+`}]}`), &jsonApplication)
		var got string
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "avps[0]: ")
		} else {
			got = fmt.Sprintf("%x", topLevel(m)[0].Data)
		}
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.avp, got, c.want)
		}
	}
}

// TestResultCodeNames checks that every name leads back to its number.
func TestResultCodeNames(t *testing.T) {
	found := 0
	for c := ResultCode(0); c < 10000; c++ {
		name := c.name()
		if name == "" {
			continue
		}
		found++
		if got, ok := resultCodeNamed(name); got != c || !ok {
			t.Errorf("%s is %d, want %d", name, got, c)
		}
	}
	if found != 33 {
		t.Errorf("%d result codes have names, want 33", found)
	}
	if c, ok := resultCodeNamed(""); ok {
		t.Errorf("no name is that of %d", c)
	}
}

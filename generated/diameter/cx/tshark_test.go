package cx_test

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/runtime/diameter"
)

// TestTshark has Wireshark's dissector read a full request and its answer, as
// an implementation that shares nothing with ours. "make test" and CI install
// tshark.
func TestTshark(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("NOT RUN: no tshark on this machine; install the Debian package tshark (make tools) to check the wire format against Wireshark")
	}
	req := fullRequest()
	ans := req.Answer(diameter.ResultSuccess)
	ans.OriginHost, ans.OriginRealm = "scscf.example.org", "example.org"
	text := dissect(t, tshark, req, ans)
	if bad := complaint(text); bad != "" {
		t.Errorf("tshark reports %q in\n%s", bad, text)
	}
	for _, want := range []string{
		"Command Code: Push-Profile (305)",
		"ApplicationId: 3GPP Cx (16777216)",
		"SIP-Auth-Data-Item(612) l=",
		"f=VM- vnd=TGPP",
		"Session-Id: hss.example.org;1876543210;102",
		"Auth-Session-State: NO_STATE_MAINTAINED (1)",
		"Result-Code: DIAMETER_SUCCESS (2001)",
		"Route-Record: agent2.example.org",
		"Allowed-WAF-WWSF-Identities(656)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("tshark does not show %q in\n%s", want, text)
		}
	}
}

// TestTsharkComplains is the control of TestTshark: what it looks for is there
// when a message has an AVP that nobody knows, or one cut short.
func TestTsharkComplains(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("NOT RUN: no tshark on this machine; install the Debian package tshark (make tools)")
	}
	for name, extra := range map[string]diameter.AVP{
		"unknown": diameter.NewUnsigned32(diameter.MakeKey(99999, 7), 1),
		"short":   {Key: base.AVPOriginStateID, Flags: diameter.FlagM, Data: []byte{1}},
	} {
		req := fullRequest()
		req.Extra = []diameter.AVP{extra}
		if text := dissect(t, tshark, req); complaint(text) == "" {
			t.Errorf("%s: tshark finds nothing in\n%s", name, text)
		}
	}
}

// dissect returns what tshark prints of messages.
func dissect(t *testing.T, tshark string, messages ...diameter.Message) string {
	t.Helper()
	var encoded [][]byte
	for _, m := range messages {
		encoded = append(encoded, diameter.Append(nil, m))
	}
	file := filepath.Join(t.TempDir(), "messages.pcap")
	if err := os.WriteFile(file, capture(encoded...), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, tshark, "-n", "-r", file, "-O", "diameter", "-V").CombinedOutput()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, out)
	}
	return string(out)
}

// complaint returns the first sign of trouble in tshark's output.
func complaint(text string) string {
	for _, bad := range []string{"Malformed", "Unknown", "Expert Info", "Undecoded"} {
		if strings.Contains(text, bad) {
			return bad
		}
	}
	return ""
}

// capture returns a capture file (pcap, raw IPv4) in which each message is one
// TCP segment, the first to port 3868 and the others back and forth.
func capture(messages ...[]byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, 0xa1b2c3d4)
	b = binary.BigEndian.AppendUint32(b, 2<<16|4)
	b = append(b, make([]byte, 8)...)
	b = binary.BigEndian.AppendUint32(b, 65535)
	b = binary.BigEndian.AppendUint32(b, 101)
	sent := [2]uint32{1, 1}
	for i, m := range messages {
		segment := tcp(m, i%2, sent)
		sent[i%2] += uint32(len(m))
		b = binary.BigEndian.AppendUint32(b, uint32(i))
		b = binary.BigEndian.AppendUint32(b, 0)
		b = binary.BigEndian.AppendUint32(b, uint32(len(segment)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(segment)))
		b = append(b, segment...)
	}
	return b
}

// tcp returns an IPv4 packet with one TCP segment from the given side.
func tcp(data []byte, side int, sent [2]uint32) []byte {
	hosts := [2]uint32{192<<24 | 2<<8 | 1, 192<<24 | 2<<8 | 2}
	ports := [2]uint16{50000, diameter.DefaultPort}
	b := []byte{0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(40+len(data)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0)
	b = binary.BigEndian.AppendUint32(b, hosts[side])
	b = binary.BigEndian.AppendUint32(b, hosts[1-side])
	b = binary.BigEndian.AppendUint16(b, ports[side])
	b = binary.BigEndian.AppendUint16(b, ports[1-side])
	b = binary.BigEndian.AppendUint32(b, sent[side])
	b = binary.BigEndian.AppendUint32(b, sent[1-side])
	b = append(b, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0)
	return append(b, data...)
}

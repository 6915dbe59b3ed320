//go:build linux

package interop

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// warning is the severity of an expert remark of Wireshark from which on it is
// a complaint.
const warning = 0x600000

// A capture keeps the messages of nodes as packets of a pcap file: raw IPv4,
// one TCP segment a message, a TCP connection for each of the nodes.
type capture struct {
	mu       sync.Mutex
	started  time.Time
	flows    map[string]*flow
	packets  []byte
	messages []message
}

// A message is one that a node sent or received.
type message struct {
	node  diameter.Identity
	frame []byte
}

// A flow is a TCP connection between a node, side 0, and its peer.
type flow struct {
	port uint16
	sent [2]uint32 // bytes from each side
}

func newCapture() *capture { return &capture{started: time.Now(), flows: map[string]*flow{}} }

// trace returns a Config.Trace of the node with the given name.
func (c *capture) trace(node diameter.Identity) func(peer.Trace) {
	return func(m peer.Trace) {
		c.mu.Lock()
		defer c.mu.Unlock()
		name := fmt.Sprint(node, " ", m.Remote)
		f := c.flows[name]
		if f == nil {
			f = &flow{port: uint16(20000 + len(c.flows)), sent: [2]uint32{1, 1}}
			c.flows[name] = f
		}
		c.add(f, m.Received, m.Frame)
		c.messages = append(c.messages, message{node, slices.Clone(m.Frame)})
	}
}

// add appends a packet with one message.
func (c *capture) add(f *flow, received bool, frame []byte) {
	side := 0
	if received {
		side = 1
	}
	packet := f.packet(side, frame)
	now := time.Since(c.started)
	for _, v := range []uint32{uint32(now / time.Second), uint32(now % time.Second / time.Microsecond), uint32(len(packet)), uint32(len(packet))} {
		c.packets = binary.BigEndian.AppendUint32(c.packets, v)
	}
	c.packets = append(c.packets, packet...)
}

// packet returns an IPv4 packet with a TCP segment that holds data.
func (f *flow) packet(side int, data []byte) []byte {
	hosts := [2]uint32{192<<24 | 2<<8 | 1, 192<<24 | 2<<8 | 2}
	ports := [2]uint16{f.port, diameter.DefaultPort}
	b := []byte{0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(40+len(data)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0)
	b = binary.BigEndian.AppendUint32(b, hosts[side])
	b = binary.BigEndian.AppendUint32(b, hosts[1-side])
	b = binary.BigEndian.AppendUint16(b, ports[side])
	b = binary.BigEndian.AppendUint16(b, ports[1-side])
	b = binary.BigEndian.AppendUint32(b, f.sent[side])
	b = binary.BigEndian.AppendUint32(b, f.sent[1-side])
	b = append(b, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0)
	f.sent[side] += uint32(len(data))
	return append(b, data...)
}

// between returns how many requests and how many answers with a command code
// went between a node and its peers.
func (c *capture) between(node diameter.Identity, command uint32) (requests, answers int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.messages {
		h, _, err := diameter.ParseHeader(m.frame)
		switch {
		case err != nil || m.node != node || h.CommandCode != command:
		case h.IsRequest():
			requests++
		default:
			answers++
		}
	}
	return requests, answers
}

// repeated returns how many messages with the T bit a node sent or received.
func (c *capture) repeated(node diameter.Identity) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, m := range c.messages {
		if m.node == node && diameter.HeaderFlags(m.frame[4])&diameter.FlagRetransmitted != 0 {
			n++
		}
	}
	return n
}

// file writes the messages to a pcap file and returns its name and how many
// there are.
func (c *capture) file(t *testing.T) (string, int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	b := binary.BigEndian.AppendUint32(nil, 0xa1b2c3d4)
	b = binary.BigEndian.AppendUint32(b, 2<<16|4)
	b = append(b, make([]byte, 8)...)
	b = binary.BigEndian.AppendUint32(b, 1<<16)
	b = binary.BigEndian.AppendUint32(b, 101) // raw IP
	name := filepath.Join(t.TempDir(), "messages.pcap")
	if err := os.WriteFile(name, append(b, c.packets...), 0o600); err != nil {
		t.Fatal(err)
	}
	return name, len(c.messages)
}

// gaps are the remarks of Wireshark that are no fault of a message. Version
// 4.0 does not know what 3GPP added to Cx in Releases 13 to 17, and finds it
// worth a warning that an OctetString or a group is empty, which Erlang's node
// sends on purpose.
var gaps = regexp.MustCompile(`^(Unknown AVP (659|66[0-6]) \(vendor=3GPP\)|Data is empty$)`)

// complaints returns what Wireshark finds wrong with the messages, but for
// gaps. It fails the test if Wireshark did not read every message as Diameter.
func (c *capture) complaints(t *testing.T) []string {
	t.Helper()
	name, messages := c.file(t)
	read := run(t, ".", "tshark", "-n", "-r", name, "-T", "fields", "-E", "aggregator=|", "-e", "frame.number",
		"-e", "diameter.cmd.code", "-e", "_ws.malformed", "-e", "_ws.expert.severity", "-e", "_ws.expert.message")
	var list []string
	all := rows(read)
	for _, row := range all {
		if row[1] == "" {
			list = append(list, fmt.Sprintf("message %s is no Diameter", row[0]))
		}
		if row[2] != "" {
			list = append(list, fmt.Sprintf("message %s, command %s: malformed", row[0], row[1]))
		}
		remarks := strings.Split(row[4], "|")
		for i, severity := range strings.Split(row[3], "|") {
			if n, _ := strconv.Atoi(severity); n >= warning && !gaps.MatchString(remarks[i]) {
				list = append(list, fmt.Sprintf("message %s, command %s: %s", row[0], row[1], remarks[i]))
			}
		}
	}
	if len(all) != messages || messages == 0 {
		t.Errorf("tshark finds %d messages, want %d\n%s", len(all), messages, read)
	}
	return list
}

// rows returns the fields of the lines that begin with a number: tshark has
// remarks of its own.
func rows(s string) (rows [][]string) {
	for line := range strings.Lines(s) {
		if line[0] >= '0' && line[0] <= '9' {
			rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
		}
	}
	return rows
}

// clean fails the test if Wireshark finds anything wrong with the messages.
func (c *capture) clean(t *testing.T) {
	t.Helper()
	if list := c.complaints(t); len(list) > 0 {
		t.Errorf("tshark has %d complaints, the first:\n%s", len(list), strings.Join(list[:min(len(list), 12)], "\n"))
	}
}

// TestTsharkComplains is the control of all tests that find the messages clean:
// Wireshark's complaints about bad ones are found.
func TestTsharkComplains(t *testing.T) {
	need(t, "tshark")
	wire := newCapture()
	for _, extra := range [][]diameter.AVP{
		nil,
		{diameter.NewUnsigned32(diameter.MakeKey(99999, 7), 1)},
		{{Key: base.AVPOriginStateID, Flags: diameter.FlagM, Data: []byte{1}}},
	} {
		req := newRequest(t, requests()[0], addressed("a.example.org", "b.example.org", "example.org"))
		req.(*cx.UserAuthorizationRequest).Extra = extra
		wire.trace("a")(peer.Trace{Frame: diameter.Append(nil, req)})
	}
	list := strings.Join(wire.complaints(t), "\n")
	for message, complains := range map[string]bool{"message 1,": false, "message 2,": true, "message 3,": true} {
		if strings.Contains(list, message) != complains {
			t.Errorf("want complaints about %s %v, got\n%s", message, complains, list)
		}
	}
}

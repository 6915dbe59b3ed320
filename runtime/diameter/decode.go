package diameter

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"
	"unsafe"
)

// Limits of a Decoder. They bound the work and the memory that a message can
// cause beyond its own length: a group of 8 bytes may become a struct of some
// hundred. A message with more is refused, with 5004 for the depth and 5006 for
// the numbers.
const (
	MaxDepth  = 32      // grouped AVPs inside each other
	MaxAVPs   = 1 << 20 // AVPs in one message, at all levels
	MaxGroups = 1 << 16 // grouped AVPs in one message that are decoded into groups, at all levels
)

// A Decoder reads AVPs one by one, for generated code. After the first error
// Next reports false and every read returns a zero value; Err returns that
// error. One Decoder serves a whole message: groups are decoded in place.
type Decoder struct {
	frame
	depth  int
	count  int // of AVPs
	groups int
	err    *AVPError
	hollow bool // some AVP had a value that looks like none in a field
}

// frame is the state of one level of a message.
type frame struct {
	rest  []byte // AVPs that are still to come
	value []byte // the data of the current AVP, with no capacity beyond it; strings and octets alias it
	key   Key
	flags AVPFlags
	loose bool      // the level is the content of a Failed-AVP, which may be malformed
	seen  [4]uint64 // singles that have been met
	extra []AVP
}

// newDecoder returns a Decoder that stands before the AVPs in b.
func newDecoder(b []byte) *Decoder { return &Decoder{frame: frame{rest: b}} }

// cutAVP returns the AVP that b begins with and what comes after it, for those
// who look at AVPs without decoding them. The error is an *AVPError.
func cutAVP(b []byte) (a AVP, rest []byte, err error) {
	if len(b) >= 12 { // most do, and all that have a vendor
		word := binary.BigEndian.Uint64(b)
		n, head := int(word&0xffffff), 8
		a.Key, a.Flags = Key(word>>32), AVPFlags(word>>24)
		if a.Flags&FlagV != 0 {
			a.Key |= Key(binary.BigEndian.Uint32(b[8:])) << 32
			head = 12
		}
		if head <= n && n <= len(b) {
			a.Data = b[head:n:n]
			return a, b[min((n+3)&^3, len(b)):], nil
		}
	}
	d := Decoder{frame: frame{rest: b}}
	if !d.Next() {
		return AVP{Key: d.key, Flags: d.flags}, nil, d.Err()
	}
	return AVP{Key: d.key, Flags: d.flags, Data: d.value}, d.rest, nil
}

// Next moves to the next AVP of the level.
func (d *Decoder) Next() bool {
	if len(d.rest) == 0 {
		return false
	}
	return d.next()
}

func (d *Decoder) next() bool {
	b := d.rest
	if len(b) < 8 {
		return d.truncatedHeader()
	}
	word := binary.BigEndian.Uint64(b)
	n, head, key := int(word&0xffffff), 8, Key(word>>32)
	if AVPFlags(word>>24)&FlagV != 0 {
		if len(b) < 12 {
			return d.truncatedHeader()
		}
		head = 12
		key |= Key(binary.BigEndian.Uint32(b[8:])) << 32
	}
	d.key, d.flags = key, AVPFlags(word>>24)
	if n <= head || n > len(b) {
		if n != head || n > len(b) {
			return d.wrongAVPLength(n, head)
		}
		d.hollow = true
	}
	d.value = b[head:n:n]
	// Peers exist that leave out the padding of the last AVP of a group.
	if next := (n + 3) &^ 3; next < len(b) {
		d.rest = b[next:len(b):len(b)]
	} else {
		d.rest = nil
	}
	d.count++
	if len(d.extra) >= manyExtra && len(d.extra) == cap(d.extra) {
		d.extra = slices.Grow(d.extra, 1+countAVPs(d.rest))
	}
	if d.count > MaxAVPs {
		return d.fail(ResultResourcesExceeded, "more than %d AVPs in one message", MaxAVPs)
	}
	return true
}

// Key returns the key of the current AVP, without marks.
func (d *Decoder) Key() Key { return d.key }

// First reports whether the current AVP is the first of the i-th single of the
// struct, with i under 256. If it is not, it is kept among the extra AVPs.
func (d *Decoder) First(i uint) bool {
	word, bit := &d.seen[i>>6&3], uint64(1)<<(i&63)
	if *word&bit == 0 {
		*word |= bit
		return true
	}
	d.Unknown()
	return false
}

// Met reports whether the i-th single of the struct has been there.
func (d *Decoder) Met(i uint) bool { return d.seen[i>>6&3]&(1<<(i&63)) != 0 }

// Unknown keeps the current AVP among the extra AVPs of the level.
func (d *Decoder) Unknown() {
	d.extra = append(d.extra, AVP{Key: d.key, Flags: d.flags, Data: d.value})
}

// manyExtra and manyGroups are the numbers of extra AVPs and of groups in a list
// after which room is made for all that may follow: growing step by step would
// move them again and again.
const (
	manyExtra  = 32
	manyGroups = 32
)

// countAVPs returns how many AVPs b holds, as far as their lengths make sense.
func countAVPs(b []byte) int {
	n := 0
	for len(b) >= 8 && n < MaxAVPs {
		size := (int(b[5])<<16 + int(b[6])<<8 + int(b[7]) + 3) &^ 3
		if size < 8 || size > len(b) {
			break
		}
		b = b[size:]
		n++
	}
	return n
}

// Absent says which of the required AVPs of a struct were not on the wire:
// one bit each, in the order of the grammar. It is zero in a struct that was
// not decoded.
//
// It also says which of them were there with a value that a field holds as its
// zero, such as a text of no bytes: they are sent again, and not missing.
type Absent struct{ missing, hollow uint64 }

// Sends reports whether the i-th required AVP is to be sent: unless it was not
// on the wire and has no value since. So a message that lacks an AVP does not
// gain one by being read and written.
func (a Absent) Sends(i uint, set bool) bool { return a.missing&(1<<i) == 0 || set }

// SendsGroup is Sends for a group, of which g points to the value.
func (a Absent) SendsGroup(i uint, g Group) bool { return a.missing&(1<<i) == 0 || !isZero(g) }

// isZero reports whether g points to a group in which nothing is set.
func isZero(g Group) bool { return reflect.ValueOf(g).Elem().IsZero() }

// Done ends a level. Of its singles the first ones are required; Done returns
// which of them were not there, and the AVPs that no field holds.
func (d *Decoder) Done(required uint) (Absent, []AVP) {
	return Absent{missing: ^d.seen[0] & (1<<required - 1)}, d.extra
}

// Hollow reports whether some AVP of the message had a value that looks like
// none in a field. Then, after Done, generated code calls Absent.Hollow for the
// fields of which that can be.
func (d *Decoder) Hollow() bool { return d.hollow }

// Hollow notes that the i-th required AVP was there if its field is zero.
func (a *Absent) Hollow(i uint, zero bool) {
	if bit := uint64(1) << i; zero && a.missing&bit == 0 {
		a.hollow |= bit
	}
}

// Err returns the first error as an *AVPError, or nil.
func (d *Decoder) Err() error {
	if d.err == nil {
		return nil
	}
	return d.err
}

// fail records an error about the current AVP, unless there is one already,
// and ends the decoding.
func (d *Decoder) fail(rc ResultCode, format string, args ...any) bool {
	if d.err == nil {
		d.err = &AVPError{
			ResultCode: rc, Detail: fmt.Sprintf(format, args...), Path: []Key{d.key},
			Failed: AVP{Key: d.key, Flags: d.flags, Data: d.value},
		}
	}
	d.rest = nil
	return false
}

// badLength records that the data has not the length that its format asks for.
// The Failed-AVP then holds as many zeros as it should (RFC 6733 section 7.5).
func (d *Decoder) badLength(want int) {
	if d.err == nil {
		d.fail(ResultInvalidAVPLength, "%d bytes of data, want %d", len(d.value), want)
		d.err.Failed.Data = make([]byte, want)
	}
}

// truncatedHeader is about a header that ends where the level does. In the
// Failed-AVP what is not there is zero (RFC 6733 section 7.1.5).
func (d *Decoder) truncatedHeader() bool {
	var head [12]byte
	n := copy(head[:], d.rest)
	word := binary.BigEndian.Uint64(head[:])
	d.key, d.flags = Key(word>>32), AVPFlags(word>>24)
	if d.flags&FlagV != 0 {
		d.key |= Key(binary.BigEndian.Uint32(head[8:])) << 32
	}
	return d.unreadable("AVP header cut off after %d bytes", n)
}

func (d *Decoder) wrongAVPLength(n, head int) bool {
	return d.unreadable("AVP length %d, want %d to %d", n, head, len(d.rest))
}

// unreadable ends a level at an AVP that has no data because its header is
// wrong. That is an error, 5014, but not in a Failed-AVP: it is there to hold
// what is wrong, and keeps it as it is.
func (d *Decoder) unreadable(format string, args ...any) bool {
	if d.loose {
		d.extra = append(d.extra, AVP{Key: d.key, Flags: d.flags, Data: d.rest, raw: true})
		d.rest = nil
		return false
	}
	d.value = nil
	if d.err == nil {
		d.fail(ResultInvalidAVPLength, format, args...)
		d.err.unread = true
	}
	d.rest = nil
	return false
}

// Grouped decodes the current AVP into g.
func (d *Decoder) Grouped(g Group) {
	if d.depth >= MaxDepth || d.groups >= MaxGroups {
		d.refuse(g)
		return
	}
	d.groups++
	outer := d.frame
	d.frame = frame{rest: outer.value, loose: outer.key == keyFailedAVP}
	d.depth++
	g.DecodeAVPs(d)
	d.depth--
	d.frame = outer
	if d.err != nil {
		d.err.enter(d.key, d.flags)
		d.rest = nil
	}
}

// refuse fails because a limit leaves no room for the current AVP, and empties
// g, which may have been in use before.
func (d *Decoder) refuse(g Group) {
	if d.groups >= MaxGroups {
		d.fail(ResultResourcesExceeded, "more than %d groups in one message", MaxGroups)
	} else {
		d.fail(ResultInvalidAVPValue, "more than %d groups inside each other", MaxDepth)
	}
	outer := d.frame
	d.frame = frame{}
	g.DecodeAVPs(d)
	d.frame = outer
}

// Element adds an element to the list of groups that the current AVP belongs
// to and returns it, for Grouped. It is an old element where the list has room,
// which Grouped empties.
func Element[T any](d *Decoder, list *[]T) *T {
	n := len(*list)
	if n == cap(*list) {
		more := n + 1
		if n >= manyGroups {
			more = d.coming()
		}
		grown := make([]T, n, n+more)
		copy(grown, *list)
		*list = grown
	}
	*list = (*list)[:n+1]
	return &(*list)[n]
}

// coming returns how many groups with the key of the current AVP the level has
// from this one on, up to the first that is one too many.
func (d *Decoder) coming() int {
	n := 1
	for b := d.rest; len(b) > 0 && d.groups+n <= MaxGroups; {
		a, rest, err := cutAVP(b)
		if err != nil {
			break
		}
		if a.Key == d.key {
			n++
		}
		b = rest
	}
	return n
}

// Target returns the group that *p points to, for Grouped, which empties it.
// Where there is none it makes one.
func Target[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}

// OctetString reads an OctetString. The result aliases the message.
func (d *Decoder) OctetString() []byte { return d.value }

func (d *Decoder) text() string {
	b := d.value
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// UTF8String reads a UTF8String. The result aliases the message. Text that is
// not UTF-8 is an error, 5004.
func (d *Decoder) UTF8String() string {
	s := d.text()
	if !utf8.ValidString(s) {
		d.fail(ResultInvalidAVPValue, "text is not UTF-8")
	}
	return s
}

// Identity reads a DiameterIdentity.
func (d *Decoder) Identity() Identity { return Identity(d.text()) }

// URI reads a DiameterURI.
func (d *Decoder) URI() URI { return URI(d.text()) }

// IPFilterRule reads an IPFilterRule.
func (d *Decoder) IPFilterRule() IPFilterRule { return IPFilterRule(d.text()) }

// QoSFilterRule reads a QoSFilterRule.
func (d *Decoder) QoSFilterRule() QoSFilterRule { return QoSFilterRule(d.text()) }

// Unsigned32 reads an Unsigned32.
func (d *Decoder) Unsigned32() uint32 {
	if len(d.value) == 4 {
		return binary.BigEndian.Uint32(d.value)
	}
	d.badLength(4)
	return 0
}

// Unsigned64 reads an Unsigned64.
func (d *Decoder) Unsigned64() uint64 {
	if len(d.value) == 8 {
		return binary.BigEndian.Uint64(d.value)
	}
	d.badLength(8)
	return 0
}

// Integer32 reads an Integer32 or an Enumerated.
func (d *Decoder) Integer32() int32 { return int32(d.Unsigned32()) }

// Integer64 reads an Integer64.
func (d *Decoder) Integer64() int64 { return int64(d.Unsigned64()) }

// Float32 reads a Float32.
func (d *Decoder) Float32() float32 { return math.Float32frombits(d.Unsigned32()) }

// Float64 reads a Float64.
func (d *Decoder) Float64() float64 { return math.Float64frombits(d.Unsigned64()) }

// Time reads a Time, in UTC. Seconds with the highest bit clear count from
// 2036-02-07T06:28:16Z, the others from 1900 (RFC 6733 section 4.3.1).
func (d *Decoder) Time() time.Time {
	seconds := int64(d.Unsigned32())
	if seconds < 1<<31 {
		seconds += 1 << 32
	}
	return time.Unix(seconds-unixToNTP, 0).UTC()
}

// Address reads an Address.
func (d *Decoder) Address() Address {
	b := d.value
	if len(b) < 2 {
		d.shortAddress()
		return Address{}
	}
	a := Address{family: binary.BigEndian.Uint16(b)}
	switch b = b[2:]; a.family {
	case FamilyIPv4:
		if len(b) != 4 {
			d.badLength(6)
			return Address{}
		}
		a.ip = netip.AddrFrom4([4]byte(b))
	case FamilyIPv6:
		if len(b) != 16 {
			d.badLength(18)
			return Address{}
		}
		a.ip = netip.AddrFrom16([16]byte(b))
	default:
		a.raw = string(b)
	}
	if a == (Address{}) {
		d.hollow = true
	}
	return a
}

// shortAddress is badLength for data that has not even a family: which length
// it should have is open, and the Failed-AVP holds that of an IPv4 address.
func (d *Decoder) shortAddress() {
	if d.err == nil {
		d.fail(ResultInvalidAVPLength, "%d bytes of data, want at least 2", len(d.value))
		d.err.Failed.Data = make([]byte, TypeAddress.minLen())
	}
}

// IPv4 reads the four bytes of an IPv4 address.
func (d *Decoder) IPv4() netip.Addr {
	if len(d.value) != 4 {
		d.badLength(4)
		return netip.Addr{}
	}
	return netip.AddrFrom4([4]byte(d.value))
}

// IPv6 reads the sixteen bytes of an IPv6 address.
func (d *Decoder) IPv6() netip.Addr {
	if len(d.value) != 16 {
		d.badLength(16)
		return netip.Addr{}
	}
	return netip.AddrFrom16([16]byte(d.value))
}

// rawGroup is a group that nobody defined.
type rawGroup struct{ avps []AVP }

func (g *rawGroup) AppendAVPs(b []byte) []byte { return AppendExtra(b, g.avps) }
func (g *rawGroup) Validate() error            { return nil }

func (g *rawGroup) DecodeAVPs(d *Decoder) {
	for d.Next() {
		d.Unknown()
	}
	_, g.avps = d.Done(0)
}

package jsonwire

import "encoding/binary"

// names holds the member names of all open objects, to find duplicates. Most
// messages fit its arrays, so that nothing is allocated.
type names struct {
	list  []nameRef // the innermost object's last
	open  []scope
	odd   []string // names that were escaped or are not ASCII
	list0 [16]nameRef
	open0 [8]scope
}

// A nameRef is where a name is in the input. If end is negative, the name is
// the one of odd with the index start.
type nameRef struct{ start, end int }

// A scope is what names knows about one open object.
type scope struct {
	first  int    // index of its first name in the list
	filter uint64 // a bit for each name; names with different bits are different
	set    map[string]struct{}
}

// manyNames is the number of names from which on an object gets a set:
// comparing with each would take quadratic time.
const manyNames = 32

// keptNames is the number of names for which memory is kept between messages.
const keptNames = 1 << 10

func (n *names) init() {
	if n.list == nil {
		n.list = n.list0[:0]
		n.open = n.open0[:0]
	}
}

// release forgets all names.
func (n *names) release() {
	clear(n.open)
	n.open = n.open[:0]
	n.list = n.list[:0]
	n.odd = nil
	if cap(n.list) > keptNames || cap(n.open) > keptNames {
		n.list, n.open = nil, nil
	}
}

func (n *names) push() {
	n.open = append(n.open, scope{first: len(n.list)})
}

func (n *names) pop() {
	last := len(n.open) - 1
	n.list = n.list[:n.open[last].first]
	n.open[last].set = nil
	n.open = n.open[:last]
}

// add reports whether the name from start to end, of plain ASCII, is new in the
// innermost object.
func (n *names) add(d *Decoder, start, end int) bool {
	o := &n.open[len(n.open)-1]
	whole := start + (end-start)&^7
	rest := binary.LittleEndian.Uint64(d.buf[whole:]) & (1<<(8*(end-whole)) - 1)
	bit := nameBit(rest, d.buf[start], end-start)
	if o.filter&bit != 0 && !n.isNew(d, o, d.key) {
		return false
	}
	o.filter |= bit
	n.list = append(n.list, nameRef{start, end})
	if o.set != nil {
		o.set[d.key] = struct{}{}
	}
	return true
}

// addOdd is add for a name that was escaped or is not ASCII. It is compared
// with all others, and so that all others are compared with it, it sets all
// bits of the filter.
func (n *names) addOdd(d *Decoder, name string) bool {
	o := &n.open[len(n.open)-1]
	if !n.isNew(d, o, name) {
		return false
	}
	o.filter = ^uint64(0)
	n.list = append(n.list, nameRef{len(n.odd), -1})
	n.odd = append(n.odd, name)
	if o.set != nil {
		o.set[name] = struct{}{}
	}
	return true
}

func (n *names) text(d *Decoder, r nameRef) string {
	if r.end < 0 {
		return n.odd[r.start]
	}
	return d.text(r.start, r.end)
}

func (n *names) isNew(d *Decoder, o *scope, name string) bool {
	mine := n.list[o.first:]
	if len(mine) < manyNames {
		for _, r := range mine {
			if n.text(d, r) == name {
				return false
			}
		}
		return true
	}
	if o.set == nil {
		o.set = make(map[string]struct{}, 2*manyNames)
		for _, r := range mine {
			o.set[n.text(d, r)] = struct{}{}
		}
	}
	_, found := o.set[name]
	return !found
}

// nameBit spreads names over 64 bits by their length, their first byte and what
// is left behind all whole words of eight bytes: that tells most names of one
// schema apart.
func nameBit(rest uint64, first byte, length int) uint64 {
	return 1 << ((rest ^ uint64(first)<<48 ^ uint64(length)<<56) * 0x9E3779B97F4A7C15 >> 58)
}

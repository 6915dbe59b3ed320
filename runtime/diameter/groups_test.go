package diameter

import (
	"errors"
	"reflect"
	"runtime"
	"testing"
)

// fat is a group that takes far more memory than its eight bytes on the wire.
type fat struct {
	Number uint32
	Room   [62]uint64
	List   []fat
	Extra  []AVP
}

func (g *fat) AppendAVPs(b []byte) []byte {
	b = AppendUnsigned32(b, keyNumber|M, g.Number)
	for i := range g.List {
		b = AppendGrouped(b, keyNested, &g.List[i])
	}
	return AppendExtra(b, g.Extra)
}

func (g *fat) DecodeAVPs(d *Decoder) {
	*g = fat{List: g.List[:0]}
	for d.Next() {
		switch d.Key() {
		case keyNumber:
			g.Number = d.Unsigned32()
		case keyNested:
			d.Grouped(Element(d, &g.List))
		default:
			d.Unknown()
		}
	}
	_, g.Extra = d.Done(0)
}

func (g *fat) Validate() error { return nil }

// emptyGroups returns n empty groups.
func emptyGroups(n int) []byte {
	var b []byte
	for range n {
		b = AppendExtra(b, []AVP{NewGrouped(keyNested)})
	}
	return b
}

// allocated returns how many bytes decoding b into a new group takes.
func allocated(b []byte) (bytes uint64, g *fat, err error) {
	var before, after runtime.MemStats
	g = new(fat)
	d := newDecoder(b)
	runtime.ReadMemStats(&before)
	g.DecodeAVPs(d)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, g, d.Err()
}

// TestManyGroups checks that groups in a list are not moved again and again as
// it grows, and that there is a limit to them.
func TestManyGroups(t *testing.T) {
	size := uint64(reflect.TypeFor[fat]().Size())
	for _, n := range []int{1000, 16000, MaxGroups} {
		took, g, err := allocated(emptyGroups(n))
		if err != nil || len(g.List) != n {
			t.Fatalf("%d groups: got %d, %v", n, len(g.List), err)
		}
		if most := size*uint64(n)*5/4 + size*3*manyGroups; took > most {
			t.Errorf("%d groups: %d bytes allocated, want at most %d", n, took, most)
		}
	}
	took, g, err := allocated(emptyGroups(20 * MaxGroups))
	var avpErr *AVPError
	if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultResourcesExceeded || len(g.List) != MaxGroups+1 {
		t.Errorf("got %d groups, %v", len(g.List), err)
	}
	if most := size * MaxGroups * 3 / 2; took > most {
		t.Errorf("%d bytes allocated for a message with too many groups, want at most %d", took, most)
	}
}

// TestManyGroupsBeforeOthers checks that room is made for the groups of a list
// only, not for all AVPs that follow.
func TestManyGroupsBeforeOthers(t *testing.T) {
	b := emptyGroups(manyGroups + 1)
	for range MaxGroups {
		b = AppendUnsigned32(b, keyNumber, 1)
	}
	_, g, err := allocated(b)
	if err != nil || cap(g.List) > 3*manyGroups {
		t.Errorf("room for %d groups, %v", cap(g.List), err)
	}
}

// TestGroupLimits checks that what is above a limit is refused at any depth,
// and leaves nothing of an earlier message in the room that is used again.
func TestGroupLimits(t *testing.T) {
	spread := emptyGroups(MaxGroups / 2)
	half := NewOctetString(keyNested, spread)
	d := newDecoder(AppendExtra(nil, []AVP{half, half}))
	g := fat{List: make([]fat, 2)}
	g.List[1].List = make([]fat, MaxGroups)
	for i := range g.List[1].List {
		g.List[1].List[i].Number = 7
	}
	g.DecodeAVPs(d)
	var avpErr *AVPError
	if !errors.As(d.Err(), &avpErr) || avpErr.ResultCode != ResultResourcesExceeded || !reflect.DeepEqual(avpErr.Path, []Key{keyNested, keyNested}) {
		t.Fatalf("got %v", d.Err())
	}
	for i, inner := range g.List[1].List {
		if inner.Number != 0 {
			t.Fatalf("group %d of %d holds what it did before", i, len(g.List[1].List))
		}
	}
	deep := NewUnsigned32(keyNumber, 1)
	for range MaxDepth + 1 {
		deep = NewGrouped(keyNested, deep)
	}
	d = newDecoder(AppendExtra(nil, []AVP{deep}))
	g = fat{}
	if g.DecodeAVPs(d); !errors.As(d.Err(), &avpErr) || avpErr.ResultCode != ResultInvalidAVPValue {
		t.Errorf("deep: got %v", d.Err())
	}
}

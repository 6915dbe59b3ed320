package jsonwire

// names holds the member names of all open objects, to find duplicates. Most
// messages fit its arrays, so that nothing is allocated.
type names struct {
	list  []string // the innermost object's last
	open  []object
	list0 [16]string
	open0 [4]object
}

// An object is what names knows about one open object.
type object struct {
	first  int    // index of its first name in the list
	filter uint64 // a bit for each name; names with different bits are different
	set    map[string]struct{}
}

// manyNames is the number of names from which on an object gets a set:
// comparing with each would take quadratic time.
const manyNames = 32

func (n *names) init() {
	n.list = n.list0[:0]
	n.open = n.open0[:0]
}

func (n *names) push() {
	n.open = append(n.open, object{first: len(n.list)})
}

func (n *names) pop() {
	last := len(n.open) - 1
	n.list = n.list[:n.open[last].first]
	n.open[last].set = nil
	n.open = n.open[:last]
}

// add reports whether name is new in the innermost object.
func (n *names) add(name string) bool {
	o := &n.open[len(n.open)-1]
	bit := uint64(1) << bucket(name)
	if o.filter&bit != 0 && !n.isNew(o, name) {
		return false
	}
	o.filter |= bit
	n.list = append(n.list, name)
	if o.set != nil {
		o.set[name] = struct{}{}
	}
	return true
}

func (n *names) isNew(o *object, name string) bool {
	mine := n.list[o.first:]
	if len(mine) < manyNames {
		for _, s := range mine {
			if s == name {
				return false
			}
		}
		return true
	}
	if o.set == nil {
		o.set = make(map[string]struct{}, 2*manyNames)
		for _, s := range mine {
			o.set[s] = struct{}{}
		}
	}
	_, found := o.set[name]
	return !found
}

// bucket spreads names over 64 values by their length and three of their
// bytes, which tell most names of one schema apart.
func bucket(name string) uint64 {
	if name == "" {
		return 0
	}
	x := uint64(len(name))<<24 | uint64(name[0])<<16 | uint64(name[len(name)/2])<<8 | uint64(name[len(name)-1])
	return x * 0x9E3779B97F4A7C15 >> 58
}

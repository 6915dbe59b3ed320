package diameter

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// jsonReader makes AVPs of JSON.
type jsonReader struct {
	dict   *Dictionary
	byName map[string][]Key // without repetitions
}

// index enters the AVPs of dict and its parents.
func (r *jsonReader) index(dict *Dictionary) {
	if dict == nil {
		return
	}
	for i := range dict.AVPs {
		a := &dict.AVPs[i]
		if r.dict.Lookup(a.Key) == a { // not overruled
			r.byName[a.Name] = append(r.byName[a.Name], a.Key)
		}
	}
	for _, parent := range dict.Parents {
		r.index(parent)
	}
}

// members returns the AVPs of a list, encoded.
func (r *jsonReader) members(list []jsonAVP[json.RawMessage], depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("more than %d groups inside each other", MaxDepth)
	}
	var b []byte
	for i := range list {
		a, err := r.avp(&list[i], depth)
		if err != nil {
			return nil, at(fmt.Sprintf("[%d]", i), err)
		}
		b = a.appendTo(b)
	}
	return b, nil
}

func (r *jsonReader) avp(in *jsonAVP[json.RawMessage], depth int) (AVP, error) {
	var a AVP
	var err error
	if a.Key, err = r.key(in); err != nil {
		return a, err
	}
	info := r.dict.Lookup(a.Key)
	if a.Flags, err = in.flags(info); err != nil {
		return a, err
	}
	if a.Key.Vendor() != 0 {
		a.Flags |= FlagV
	}
	a.Data, err = r.data(in, info, depth)
	if err == nil && in.Item != "" && (in.Value != nil || in.Hex != nil) {
		err = checkItem(info, in.Item, a.Data)
	}
	return a, err
}

// key returns the key of an AVP by its code and vendor or by its name.
func (r *jsonReader) key(in *jsonAVP[json.RawMessage]) (Key, error) {
	known := r.byName[in.Name]
	if in.Code != nil {
		k := MakeKey(0, *in.Code)
		if in.Vendor != nil {
			k = MakeKey(*in.Vendor, *in.Code)
		}
		if len(known) > 0 && !slices.Contains(known, k) {
			return 0, fmt.Errorf("name %q is AVP %v, but code and vendor say %v", in.Name, known[0], k)
		}
		return k, nil
	}
	var found []Key
	for _, k := range known {
		if in.Vendor == nil || k.Vendor() == *in.Vendor {
			found = append(found, k)
		}
	}
	switch len(found) {
	case 0:
		return 0, fmt.Errorf("name %q is not in the dictionary: give code and vendor", in.Name)
	case 1:
		return found[0], nil
	}
	return 0, fmt.Errorf("name %q is AVP %v and %v: give code or vendor", in.Name, found[0], found[1])
}

// flags returns the flags of an AVP; those of the dictionary if none are given.
func (j *jsonAVP[V]) flags(info *AVPInfo) (AVPFlags, error) {
	if j.Flags == nil {
		if info != nil {
			return info.Must, nil
		}
		return 0, nil // V follows from the key
	}
	flags, err := parseFlags(*j.Flags, "VMP")
	return AVPFlags(flags), err
}

// data returns the data of an AVP: its hex, its value, or the value of its item.
func (r *jsonReader) data(in *jsonAVP[json.RawMessage], info *AVPInfo, depth int) ([]byte, error) {
	switch {
	case in.Hex != nil && in.Value != nil:
		return nil, fmt.Errorf("both value and hex: leave one out")
	case in.Hex != nil:
		return hex.DecodeString(*in.Hex)
	case in.Value == nil && in.Item != "":
		return itemData(info, in.Item)
	case in.Value == nil:
		return nil, fmt.Errorf("no value: give value or hex")
	case in.Value[0] != '[':
		return jsonData(info, in.Value)
	case info != nil && info.Type != TypeGrouped:
		return nil, fmt.Errorf("list as the value of an AVP that is no group")
	}
	var list []jsonAVP[json.RawMessage]
	if err := unmarshalStrict(in.Value, &list); err != nil {
		return nil, err
	}
	b, err := r.members(list, depth+1)
	if err != nil {
		return nil, at(".value", err)
	}
	return b, nil
}

// A jsonError is an error in an AVP and the way to it.
type jsonError struct {
	path string
	err  error
}

func (e *jsonError) Error() string { return e.path + ": " + e.err.Error() }
func (e *jsonError) Unwrap() error { return e.err }

// at returns err with one more step in front of the way to it.
func at(step string, err error) error {
	if e, ok := err.(*jsonError); ok {
		return &jsonError{step + e.path, e.err}
	}
	return &jsonError{step, err}
}

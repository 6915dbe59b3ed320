package qod

// A version is one of the versions of the API, in their order.
type version int

const (
	v0_8 version = iota
	v0_9
	v0_10
	v0_11
	v1_0
	v1_1
	v1_2
)

// A Version says where a version of the API is served.
type Version struct {
	Name  string   // as CAMARA writes it, e.g. "1.1.0"
	Paths []string // the first is the one to use
}

// Versions returns all versions, the oldest first. Where versions have the same
// path in the real world, the one that is met most has it here, and every one
// has a path that names it.
func Versions() []Version {
	return []Version{
		v0_8:  {"0.8.1", []string{"/qod/v0.8"}},
		v0_9:  {"0.9.0", []string{"/qod/v0.9"}},
		v0_10: {"0.10.1", []string{"/qod/v0", "/qod/v0.10"}},
		v0_11: {"0.11.1", []string{"/quality-on-demand/v0.11"}},
		v1_0:  {"1.0.0", []string{"/quality-on-demand/v1.0"}},
		v1_1:  {"1.1.0", []string{"/quality-on-demand/v1", "/quality-on-demand/v1.1"}},
		v1_2:  {"1.2.0-rc.3", []string{"/quality-on-demand/v1rc3", "/quality-on-demand/v1.2"}},
	}
}

// String returns the name of v.
func (v version) String() string { return Versions()[v].Name }

// path returns the first path of v.
func (v version) path() string { return Versions()[v].Paths[0] }

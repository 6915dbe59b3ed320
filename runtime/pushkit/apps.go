package pushkit

import "github.com/telgen/telgen/runtime/rest"

// Apps are apps by name. They may be used by many goroutines at once; the zero
// value holds none.
type Apps struct {
	registry rest.Registry[*App]
}

// Initialize makes an App and keeps it under a name. A name that is taken is
// an error, [rest.ErrExists]; of several goroutines that initialize the same
// name at once one succeeds.
func (a *Apps) Initialize(name string, c Config) (*App, error) {
	return a.registry.Add(name, func() (*App, error) { return NewApp(c) })
}

// Get returns the App with a name. The error is [rest.ErrNotFound].
func (a *Apps) Get(name string) (*App, error) { return a.registry.Get(name) }

// Remove forgets the App with a name and reports whether there was one.
func (a *Apps) Remove(name string) bool { return a.registry.Remove(name) }

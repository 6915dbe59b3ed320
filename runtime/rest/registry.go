package rest

import (
	"errors"
	"fmt"
	"sync"
)

// A Registry holds values by name, such as the clients of a program's several
// accounts. It may be used by many goroutines at once; the zero value is empty.
type Registry[T any] struct {
	mu     sync.RWMutex
	values map[string]T
}

// ErrExists is the error of a name that is taken, ErrNotFound that of one that
// is not known.
var (
	ErrExists   = errors.New("exists already")
	ErrNotFound = errors.New("is not known")
)

// Add makes a value and keeps it. The error is [ErrExists], wrapped, if the
// name is taken, or that of make, which is not called then. Two goroutines
// that add the same name at once make one value.
func (r *Registry[T]) Add(name string, make func() (T, error)) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var none T
	if _, ok := r.values[name]; ok {
		return none, fmt.Errorf("%q %w", name, ErrExists)
	}
	v, err := make()
	if err != nil {
		return none, err
	}
	if r.values == nil {
		r.values = map[string]T{}
	}
	r.values[name] = v
	return v, nil
}

// Get returns the value with a name. The error is [ErrNotFound], wrapped.
func (r *Registry[T]) Get(name string) (T, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	v, ok := r.values[name]
	if !ok {
		return v, fmt.Errorf("%q %w", name, ErrNotFound)
	}
	return v, nil
}

// Remove forgets a name and reports whether it was there. Who has the value
// can go on using it.
func (r *Registry[T]) Remove(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.values[name]
	delete(r.values, name)
	return ok
}

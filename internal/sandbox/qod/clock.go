package qod

import "time"

// A Clock is the time of a Server.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in d, in a goroutine of its own or not, unless stop is
	// called before. Stop may come too late.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// A scaledClock runs faster than the real one, or slower.
type scaledClock struct {
	start time.Time
	speed float64
}

// Now returns the time, in UTC.
func (c *scaledClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.start)) * c.speed)).UTC()
}

// AfterFunc calls f when d has passed on this clock.
func (c *scaledClock) AfterFunc(d time.Duration, f func()) func() {
	t := time.AfterFunc(time.Duration(float64(d)/c.speed), f)
	return func() { t.Stop() }
}

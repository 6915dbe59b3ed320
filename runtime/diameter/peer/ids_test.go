package peer

import (
	"regexp"
	"testing"
	"time"
)

// Session-Ids differ from those of an earlier start, even when that made two
// thousand million of them within a second.
func TestSessionsAfterRestart(t *testing.T) {
	now := time.Unix(1700000000, 0)
	for range 100 {
		var before, after ids
		before.init(now)
		after.init(now.Add(time.Second))
		before.session.Add(1<<31 - 1)
		if a, b := before.session.Load(), after.session.Load(); a >= b {
			t.Fatalf("%x is not before %x", a, b)
		}
	}
}

func TestSessionFormat(t *testing.T) {
	var i ids
	i.init(time.Unix(1700000000, 0))
	form := regexp.MustCompile(`^node\.example\.org;1700000000;[0-9]{1,10};[0-9]{1,20}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := i.nextSession("node.example.org")
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("Session-Id %q, seen %v", id, seen[id])
		}
		seen[id] = true
	}
}

// Two starts within a second are told apart by a number of their own.
func TestSessionsOfTheSameSecond(t *testing.T) {
	now := time.Unix(1700000000, 0)
	var one, two ids
	one.init(now)
	two.init(now)
	two.session.Store(one.session.Load())
	if a, b := one.nextSession("node.example.org"), two.nextSession("node.example.org"); a == b {
		t.Errorf("both made %s", a)
	}
}

// Two nodes that start in the same second have different identifiers.
func TestEndToEndAfterRestart(t *testing.T) {
	now := time.Unix(1700000000, 0)
	seen := map[uint32]bool{}
	for range 20 {
		var i ids
		i.init(now)
		id := i.nextEndToEnd()
		if seconds := uint32(now.Unix()) & 0xfff; id>>20 != seconds && id>>20 != (seconds+1)&0xfff {
			t.Errorf("End-to-End %x begins with %x, want the time %x", id, id>>20, seconds)
		}
		seen[id] = true
	}
	if len(seen) < 15 {
		t.Errorf("%d identifiers in 20 starts", len(seen))
	}
}

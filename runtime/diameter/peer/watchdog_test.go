package peer

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A watchdogStep is a row of the table of RFC 3539 section 3.4.1: what an
// event does to a watchdog.
type watchdogStep struct {
	name   string
	before watchdog
	event  func(*watchdog) watchdogAction
	want   watchdogAction
	after  watchdog
}

func dwaCame(w *watchdog) watchdogAction     { return w.received(true) }
func messageCame(w *watchdog) watchdogAction { return w.received(false) }
func firstOpened(w *watchdog) watchdogAction { return w.opened(true) }
func reopened(w *watchdog) watchdogAction    { return w.opened(false) }

func watchdogTable() []watchdogStep {
	expired, closed := (*watchdog).expired, (*watchdog).closed
	var (
		initial  = watchdog{state: watchInitial}
		okay     = watchdog{state: watchOkay}
		waiting  = watchdog{state: watchOkay, pending: true}
		suspect  = watchdog{state: watchSuspect, pending: true}
		down     = watchdog{state: watchDown}
		reopen   = watchdog{state: watchReopen}
		reopenP  = watchdog{state: watchReopen, pending: true}
		missed   = watchdog{state: watchReopen, pending: true, dwas: -1}
		twoDWAs  = watchdog{state: watchReopen, dwas: 2}
		twoDWAsP = watchdog{state: watchReopen, pending: true, dwas: 2}
	)
	return []watchdogStep{
		{"initial, opened", initial, firstOpened, watchFailBack, okay},
		{"initial, opened again", initial, reopened, watchSendDWR, reopenP},
		{"initial, DWA", initial, dwaCame, 0, initial},
		{"initial, message", initial, messageCame, 0, initial},
		{"initial, timer", initial, expired, 0, initial},
		{"initial, closed", initial, closed, 0, initial},

		{"okay, opened", okay, firstOpened, 0, okay},
		{"okay, opened again", okay, reopened, 0, okay},
		{"okay, DWA", okay, dwaCame, 0, okay},
		{"okay, DWA that was awaited", waiting, dwaCame, 0, okay},
		{"okay, message", okay, messageCame, 0, okay},
		{"okay, message instead of DWA", waiting, messageCame, 0, waiting},
		{"okay, timer", okay, expired, watchSendDWR, waiting},
		{"okay, timer, no DWA", waiting, expired, watchFailOver, suspect},
		{"okay, closed", waiting, closed, watchClose | watchFailOver, down},

		{"suspect, opened", suspect, firstOpened, 0, suspect},
		{"suspect, opened again", suspect, reopened, 0, suspect},
		{"suspect, DWA", suspect, dwaCame, watchFailBack, okay},
		{"suspect, message", suspect, messageCame, watchFailBack, waiting},
		{"suspect, timer", suspect, expired, watchClose, down},
		{"suspect, closed", suspect, closed, watchClose, down},

		{"down, opened", down, firstOpened, watchFailBack, okay},
		{"down, opened again", down, reopened, watchSendDWR, reopenP},
		{"down, DWA", down, dwaCame, 0, down},
		{"down, message", down, messageCame, 0, down},
		{"down, timer", down, expired, 0, down},
		{"down, closed", down, closed, 0, down},

		{"reopen, opened", reopen, firstOpened, 0, reopen},
		{"reopen, opened again", reopen, reopened, 0, reopen},
		{"reopen, first DWA", reopenP, dwaCame, 0, watchdog{state: watchReopen, dwas: 1}},
		{"reopen, DWA after a missed one", missed, dwaCame, 0, reopen},
		{"reopen, third DWA", twoDWAsP, dwaCame, watchFailBack, watchdog{state: watchOkay, dwas: 3}},
		{"reopen, message", reopenP, messageCame, 0, reopenP},
		{"reopen, timer", twoDWAs, expired, watchSendDWR, twoDWAsP},
		{"reopen, timer, no DWA", twoDWAsP, expired, 0, missed},
		{"reopen, timer, no DWA again", missed, expired, watchClose, down},
		{"reopen, closed", reopenP, closed, watchClose, down},
	}
}

func TestWatchdog(t *testing.T) {
	pairs := map[watchdogState]int{}
	for _, step := range watchdogTable() {
		pairs[step.before.state]++
		w := step.before
		if got := step.event(&w); got != step.want || w != step.after {
			t.Errorf("%s: action %b, watchdog %+v, want %b, %+v", step.name, got, w, step.want, step.after)
		}
		if w.usable() != (w.state == watchOkay) {
			t.Errorf("%s: usable is %v in %v", step.name, w.usable(), w.state)
		}
	}
	for s := watchInitial; s <= watchReopen; s++ {
		if pairs[s] < 6 {
			t.Errorf("%v: %d rows, there are 6 events", s, pairs[s])
		}
	}
}

// A peer that dies, comes back, misses one DWA and then answers three.
func TestWatchdogStory(t *testing.T) {
	var w watchdog
	story := []struct {
		event func(*watchdog) watchdogAction
		want  string
		does  watchdogAction
	}{
		{firstOpened, "OKAY", watchFailBack},
		{(*watchdog).expired, "OKAY", watchSendDWR},
		{(*watchdog).expired, "SUSPECT", watchFailOver},
		{(*watchdog).expired, "DOWN", watchClose},
		{reopened, "REOPEN", watchSendDWR},
		{dwaCame, "REOPEN", 0},
		{(*watchdog).expired, "REOPEN", watchSendDWR},
		{(*watchdog).expired, "REOPEN", 0},
		{dwaCame, "REOPEN", 0},
		{(*watchdog).expired, "REOPEN", watchSendDWR},
		{dwaCame, "REOPEN", 0},
		{(*watchdog).expired, "REOPEN", watchSendDWR},
		{dwaCame, "REOPEN", 0},
		{(*watchdog).expired, "REOPEN", watchSendDWR},
		{dwaCame, "OKAY", watchFailBack},
	}
	for i, s := range story {
		if does := s.event(&w); !does.has(s.does) || w.state.String() != s.want {
			t.Fatalf("step %d: %v, %b, want %s, %b", i, w.state, does, s.want, s.does)
		}
	}
}

func TestWatchdogInterval(t *testing.T) {
	lowest := watchdogInterval(30*time.Second, func(int64) int64 { return 0 })
	highest := watchdogInterval(30*time.Second, func(n int64) int64 { return n - 1 })
	if lowest != 28*time.Second || highest != 32*time.Second {
		t.Errorf("from %v to %v, want 28 s to 32 s", lowest, highest)
	}
	if watchdogInterval(6*time.Second, rand.Int64N) < 4*time.Second {
		t.Error("under 4 s for a Tw of 6 s")
	}
}

package peer

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// ids hands out the identifiers of a node.
type ids struct {
	endToEnd atomic.Uint32
	session  atomic.Uint64
	node     uint64 // random
}

// init sets where the identifiers begin, so that those of a node that was
// started again differ from its earlier ones: End-to-End Identifiers with 12
// bits of the time and 20 random ones (RFC 6733 section 3), Session-Ids with
// the time in the high half and 31 random bits, so that a node that makes fewer
// than 2^31 sessions a second never reaches the time of a later start, and a
// random number behind them for starts within a second (section 8.8).
func (i *ids) init(now time.Time) {
	seconds := uint64(now.Unix())
	i.endToEnd.Store(uint32(seconds)<<20 | rand.Uint32N(1<<20))
	i.node = rand.Uint64()
	i.session.Store(seconds<<32 | uint64(rand.Uint32N(1<<31)))
}

// nextEndToEnd returns an End-to-End Identifier.
func (i *ids) nextEndToEnd() uint32 { return i.endToEnd.Add(1) }

// nextSession returns a Session-Id of the node called host.
func (i *ids) nextSession(host diameter.Identity) string {
	n := i.session.Add(1)
	return fmt.Sprintf("%s;%d;%d;%d", host, n>>32, uint32(n), i.node)
}

package peer

import "time"

// SetWatchdog makes the watchdog of a node faster than a Config may. It is to
// be called before Serve and AddPeer.
func SetWatchdog(n *Node, tw time.Duration) { n.cfg.Watchdog = tw }

package peer

import (
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// workerIdle is how long a worker waits for another request, at least.
const workerIdle = time.Second

// A job is a request of a peer that is to be answered.
type job struct {
	c     *conn
	h     diameter.Header
	frame []byte
}

// do answers the request.
func (j job) do() {
	defer j.c.node.requests.leave()
	defer j.c.discount(len(j.frame))
	j.c.reply(j.h, j.frame)
}

// start has a job done by a goroutine of its own. One that has just done
// another job takes it, if there is one: its stack has grown already. The job
// has entered the tally of requests, and is counted by its connection.
func (n *Node) start(j job) {
	select {
	case n.jobs <- j:
	default:
		if !n.tasks.goes(func() { n.work(j) }) { // after Shutdown has given up
			j.c.discount(len(j.frame))
			n.requests.leave()
		}
	}
}

// work does j and the jobs after it.
func (n *Node) work(j job) {
	idle := time.NewTimer(workerIdle)
	defer idle.Stop()
	for {
		j.do()
		for busy := true; ; busy = false {
			var ok bool
			if j, ok = n.nextJob(idle); ok {
				break
			}
			if !busy || n.running.Err() != nil {
				return
			}
			idle.Reset(workerIdle) // not with each job: that costs more than waiting once more
		}
	}
}

// nextJob waits for a job until idle fires.
func (n *Node) nextJob(idle *time.Timer) (job, bool) {
	select {
	case j := <-n.jobs:
		return j, true
	case <-idle.C:
	case <-n.running.Done():
	}
	return job{}, false
}

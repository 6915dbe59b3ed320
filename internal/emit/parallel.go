package emit

import (
	"runtime"
	"sync"
)

// Parallel calls do for the numbers from 0 to n-1, as many at a time as there
// are processors, and returns when all are done.
func Parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

package peer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/telgen/telgen/runtime/diameter"
)

// headerLen is the length of a message header in bytes.
const headerLen = 20

// firstRead is how much is allocated for a message before any of it has
// arrived, in bytes.
const firstRead = 16 << 10

// readFrame reads the next message of the peer, of at most limit bytes.
func (c *conn) readFrame(limit int) (diameter.Header, []byte, error) {
	c.letOthersRun()
	h, frame, err := readFrame(c.r, limit)
	if errors.Is(err, io.EOF) {
		err = errPeerClosed
	}
	if err == nil {
		c.trace(true, frame)
	}
	return h, frame, err
}

// readerYields is how often a reader lets other goroutines run before it waits
// for the network.
const readerYields = 20

// letOthersRun lets those run that the reader has just given something to do,
// if there is nothing left to read. A reader that waits at once makes its
// processor look for other work and fall asleep, and the answer that is about
// to arrive must then wake it: on a machine with idle cores that was half of
// the time of a call.
func (c *conn) letOthersRun() {
	for i := 0; i < readerYields && c.r.Buffered() == 0; i++ {
		runtime.Gosched()
	}
}

// readFrame reads one message of at most limit bytes and returns its header
// and all of it. io.EOF means that there is none. After any error the place
// where the next message begins is unknown.
func readFrame(r *bufio.Reader, limit int) (diameter.Header, []byte, error) {
	head, err := r.Peek(headerLen)
	if len(head) > 0 && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return diameter.Header{}, nil, err
	}
	h, length, err := diameter.ParseHeader(head)
	if err != nil && !delimited(err) {
		return h, nil, err
	}
	if length > limit {
		return h, nil, fmt.Errorf("message of %d bytes, at most %d are read", length, limit)
	}
	frame, err := readBytes(r, length)
	return h, frame, err
}

// delimited reports whether the length of a message is right in spite of an
// error of its header.
func delimited(err error) bool {
	var e *diameter.AVPError
	return errors.As(err, &e) && e.ResultCode == diameter.ResultInvalidHeaderBits
}

// readBytes reads n bytes. It allocates no more than twice of what has
// arrived, whatever n claims.
func readBytes(r io.Reader, n int) ([]byte, error) {
	b := make([]byte, min(n, firstRead))
	for read := 0; ; {
		if _, err := io.ReadFull(r, b[read:]); err != nil {
			return nil, noEOF(err)
		}
		if read = len(b); read == n {
			return b, nil
		}
		b = append(b, make([]byte, min(read, n-read))...)
	}
}

// noEOF makes an end inside of a message an error.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

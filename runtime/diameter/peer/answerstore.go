package peer

const (
	// duplicateBytes is how many bytes of answers are kept.
	duplicateBytes = 64 << 20
	// answerChunk is how many bytes are allocated together.
	answerChunk = 256 << 10
)

// An answerStore keeps answers one behind the other in chunks, in no more than
// duplicateBytes. A chunk is free when all its answers are: those that were
// added together are not needed any more at about the same time.
type answerStore struct {
	chunks  []storeChunk
	unused  []int32 // chunks without bytes
	current int32   // the chunk that answers are added to, or noChunk
	bytes   int     // of all chunks
	spare   []byte  // of a chunk that became free last
}

// noChunk is the index of nothing.
const noChunk int32 = -1

// A storeChunk has answers, of which some are still needed.
type storeChunk struct {
	bytes  []byte // as long as what was added
	needed int
}

// An answerPlace is where an answer is.
type answerPlace struct {
	chunk         int32
	offset, bytes int32
}

// hasRoom reports whether an answer can be added without too many bytes.
func (s *answerStore) hasRoom(n int) bool {
	return s.fits(n) || s.bytes+max(n, answerChunk) <= duplicateBytes
}

// fits reports whether the current chunk has room.
func (s *answerStore) fits(n int) bool {
	if s.current == noChunk {
		return false
	}
	b := s.chunks[s.current].bytes
	return n <= cap(b)-len(b)
}

// add keeps a copy of an answer.
func (s *answerStore) add(answer []byte) answerPlace {
	if !s.fits(len(answer)) {
		s.begin(len(answer))
	}
	c := &s.chunks[s.current]
	offset := len(c.bytes)
	c.bytes = append(c.bytes, answer...)
	c.needed++
	return answerPlace{s.current, int32(offset), int32(len(answer))}
}

// begin makes another chunk the current one.
func (s *answerStore) begin(n int) {
	b := s.spare
	if s.spare = nil; n > cap(b) {
		b = make([]byte, 0, max(n, answerChunk))
	}
	s.bytes += cap(b)
	if last := len(s.unused) - 1; last >= 0 {
		s.current, s.unused = s.unused[last], s.unused[:last]
		s.chunks[s.current] = storeChunk{bytes: b}
		return
	}
	s.current = int32(len(s.chunks))
	s.chunks = append(s.chunks, storeChunk{bytes: b})
}

// get returns an answer. It must not be changed, and is one as long as it is not
// free.
func (s *answerStore) get(p answerPlace) []byte {
	return s.chunks[p.chunk].bytes[p.offset : p.offset+p.bytes]
}

// free is told that an answer is not needed any more.
func (s *answerStore) free(p answerPlace) {
	c := &s.chunks[p.chunk]
	if c.needed--; c.needed > 0 {
		return
	}
	s.release(p.chunk)
	if p.chunk == s.current {
		s.current = noChunk
	}
}

// release takes the bytes from a chunk.
func (s *answerStore) release(i int32) {
	b := s.chunks[i].bytes
	s.bytes -= cap(b)
	if cap(b) == answerChunk {
		s.spare = b[:0]
	}
	s.chunks[i].bytes = nil
	s.unused = append(s.unused, i)
}

package output

import (
	"bytes"
	"errors"
	"fmt"
	"go/scanner"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/tools/imports"
)

// Format returns src as gofmt prints it, with the imports of the standard
// library first. It never adds or removes an import: emitters must get those
// right. If src is not Go, the error shows the lines around the place; path
// is for messages only.
func Format(path string, src []byte) ([]byte, error) {
	if src == nil {
		src = []byte{} // nil would mean the file on disk
	}
	out, err := imports.Process(path, src, &imports.Options{
		FormatOnly: true, Comments: true, TabIndent: true, TabWidth: 8,
	})
	if err != nil {
		return nil, invalid(path, src, err)
	}
	return out, nil
}

// Format formats every file of the set, several at a time.
func (s *Set) Format() error {
	errs := make([]error, len(s.files))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				errs[i] = s.files[i].format()
			}
		})
	}
	for i := range s.files {
		next <- i
	}
	close(next)
	workers.Wait()
	return errors.Join(errs...)
}

func (f *File) format() error {
	if !f.isGo() {
		return nil
	}
	src, err := Format(f.Path, f.Src)
	if err == nil {
		f.Src = src
	}
	return err
}

// invalid says that src is not Go, and where.
func invalid(path string, src []byte, err error) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return fmt.Errorf("internal error: generated invalid Go: %s: %w", path, err)
	}
	first := list[0]
	return fmt.Errorf("internal error: generated invalid Go: %s:%d:%d: %s\n%s",
		path, first.Pos.Line, first.Pos.Column, first.Msg, excerpt(src, first.Pos.Line))
}

// around is how many lines an excerpt shows before and after the one it is about.
const around = 4

// excerpt returns the lines of src around the given one (counted from 1),
// each with its number, and an arrow at that one.
func excerpt(src []byte, line int) string {
	lines := bytes.Split(bytes.TrimSuffix(src, []byte("\n")), []byte("\n"))
	var b strings.Builder
	for n := max(line-around, 1); n <= min(line+around, len(lines)); n++ {
		arrow := " "
		if n == line {
			arrow = ">"
		}
		fmt.Fprintf(&b, "%s%5d\t%s\n", arrow, n, lines[n-1])
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Package source is where files come in and where problems with them go out.
// It reads and caches the files of a run, inside the folders it was allowed
// to read, and defines Pos, Error and Errors, which every stage reports with.
// It knows nothing of any specification language.
package source

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Pos is a place in a specification file. Line and Col count from 1; a zero
// Line or Col means that it is not known.
type Pos struct {
	File      string
	Line, Col int
}

// String returns file:line:col, leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// An Error is one problem at one place.
type Error struct {
	Pos Pos
	Msg string // lower case, specification names quoted, says what to do when that is known
}

// Error returns "file:line:col: message", or the message alone when there is
// no place.
func (e *Error) Error() string {
	if e.Pos.File == "" {
		return e.Msg
	}
	return e.Pos.String() + ": " + e.Msg
}

// Errors collects the problems of a run. The zero Errors is ready to use.
type Errors struct{ list []*Error }

// Addf adds a problem at pos.
func (es *Errors) Addf(pos Pos, format string, args ...any) {
	es.list = append(es.list, &Error{Pos: pos, Msg: fmt.Sprintf(format, args...)})
}

// AddErr adds err: every *Error inside it, or else its text at pos.
// A nil err adds nothing.
func (es *Errors) AddErr(pos Pos, err error) {
	var list *List
	var one *Error
	switch {
	case err == nil:
	case errors.As(err, &list):
		es.list = append(es.list, list.Errors...)
	case errors.As(err, &one):
		es.list = append(es.list, one)
	default:
		es.Addf(pos, "%s", err)
	}
}

// Len is the number of problems collected.
func (es *Errors) Len() int { return len(es.list) }

// Err returns the problems as a *List, sorted by position and without
// repetition, or nil when there are none.
func (es *Errors) Err() error {
	if len(es.list) == 0 {
		return nil
	}
	list := slices.Clone(es.list)
	slices.SortStableFunc(list, compare)
	list = slices.CompactFunc(list, func(a, b *Error) bool { return *a == *b })
	return &List{Errors: list}
}

func compare(a, b *Error) int {
	return cmp.Or(
		cmp.Compare(a.Pos.File, b.Pos.File),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Col, b.Pos.Col),
		cmp.Compare(a.Msg, b.Msg),
	)
}

// A List is the error value of a run with problems: one line each.
type List struct{ Errors []*Error }

// Error returns the problems, one a line.
func (l *List) Error() string {
	lines := make([]string, len(l.Errors))
	for i, e := range l.Errors {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

package main

import (
	"fmt"
	"strconv"
)

// releaseFlag is the value of --release, with errors for people.
type releaseFlag struct{ release *int }

func (f releaseFlag) String() string {
	if f.release == nil {
		return "0"
	}
	return strconv.Itoa(*f.release)
}

// Type is what the help calls the value.
func (f releaseFlag) Type() string { return "int" }

func (f releaseFlag) Set(s string) error {
	const most = 99
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return fmt.Errorf("want the number of a 3GPP release, such as 15")
	}
	*f.release = n
	return nil
}

package openapi

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

func TestZZ(t *testing.T) {
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		p, err := Read(f, Options{ReadFile: os.ReadFile})
		fmt.Println("=====", f)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if os.Getenv("ZD") != "" {
			if err := ir.Dump(os.Stdout, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	if g := os.Getenv("ZG"); g != "" {
		files, _ := filepath.Glob(g)
		for _, f := range files {
			_, err := Read(f, Options{ReadFile: os.ReadFile})
			fmt.Println("=====", f)
			if err != nil {
				fmt.Println(err)
			}
		}
	}
}

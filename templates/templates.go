// Package templates holds the text of generated files that are almost all
// literal text. Files in which most is decided by the specification are
// printed by internal/emit instead; no file is both.
package templates

import (
	"bytes"
	"embed"
	"fmt"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

// Execute returns the template with the given name, filled in with data.
func Execute(name string, data any) ([]byte, error) {
	t, err := template.ParseFS(files, name)
	if err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	return b.Bytes(), nil
}

package diameter

import (
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/templates"
)

// tests prints a round-trip test and a fuzz target for every message. What
// they do is in runtime/diameter/diametertest.
func tests(p *ir.Package) ([]output.File, error) {
	messages := structs(p, true)
	if len(messages) == 0 {
		return nil, nil
	}
	data := struct {
		Header, Package string
		Messages        []string
	}{Header: output.Header, Package: p.GoName}
	for _, s := range messages {
		data.Messages = append(data.Messages, s.GoName)
	}
	src, err := templates.Execute("diameter_test.go.tmpl", data)
	return []output.File{{Path: "messages_gen_test.go", Src: src}}, err
}

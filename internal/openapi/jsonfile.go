package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parseJSON reads JSON into the nodes that YAML's reader makes of the same
// text, with the same positions.
func parseJSON(data []byte) (*yaml.Node, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("invalid UTF-8")
	}
	p := &jsonParser{data: data, line: 1, dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	root, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := p.dec.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return root, nil
}

// A jsonParser counts lines up to the token at hand.
type jsonParser struct {
	data  []byte
	dec   *json.Decoder
	at    int // up to where lines are counted
	line  int
	start int // of the line
}

// next returns the next token and a node at its place.
func (p *jsonParser) next() (json.Token, *yaml.Node, error) {
	from := int(p.dec.InputOffset())
	token, err := p.dec.Token()
	if err != nil {
		return nil, nil, err
	}
	for from < len(p.data) && bytes.IndexByte([]byte(" \t\r\n,:"), p.data[from]) >= 0 {
		from++
	}
	for ; p.at < from; p.at++ {
		if p.data[p.at] == '\n' {
			p.line++
			p.start = p.at + 1
		}
	}
	y := &yaml.Node{Kind: yaml.ScalarNode, Line: p.line, Column: utf8.RuneCount(p.data[p.start:from]) + 1}
	return token, y, nil
}

func (p *jsonParser) value(depth int) (*yaml.Node, error) {
	token, y, err := p.next()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		return p.collection(y, v, depth)
	case string:
		y.Tag, y.Value, y.Style = "!!str", v, yaml.DoubleQuotedStyle
	case json.Number:
		y.Tag, y.Value = "!!int", v.String()
		if bytes.ContainsAny([]byte(y.Value), ".eE") {
			y.Tag = "!!float"
		}
	case bool:
		y.Tag, y.Value = "!!bool", map[bool]string{true: "true", false: "false"}[v]
	case nil:
		y.Tag, y.Value = "!!null", "null"
	}
	return y, nil
}

func (p *jsonParser) collection(y *yaml.Node, open json.Delim, depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deep")
	}
	y.Kind, y.Tag = yaml.SequenceNode, "!!seq"
	if open == '{' {
		y.Kind, y.Tag = yaml.MappingNode, "!!map"
	}
	for p.dec.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		y.Content = append(y.Content, item)
	}
	_, _, err := p.next()
	return y, err
}

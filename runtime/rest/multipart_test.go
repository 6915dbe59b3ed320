package rest

import (
	"strings"
	"testing"
)

// TestCutOff: a multipart body that ends before its end is an error wherever it
// is cut.
func TestCutOff(t *testing.T) {
	const body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--B--"
	for n := range len(body) + 1 {
		m := (&Incoming{ContentType: "multipart/form-data; boundary=B", Data: []byte(body[:n])}).Multipart()
		if whole := n == len(body); (m.Err() == nil) != whole || whole && len(m.Others()) != 2 {
			t.Errorf("%q: have %d parts, %v", body[:n], len(m.parts), m.Err())
		}
	}
	for _, body := range []string{body + "\r\n", body + "\r\nepilogue"} {
		if m := (&Incoming{ContentType: "multipart/form-data; boundary=B", Data: []byte(body)}).Multipart(); m.Err() != nil {
			t.Errorf("%q: %v", body, m.Err())
		}
	}
}

// TestBareLineFeeds: a body whose lines end with line feeds only is read,
// whatever is in its parts, and cut short it is an error.
func TestBareLineFeeds(t *testing.T) {
	const body = "preamble\r\n--B \nContent-Type: text/plain\n\n1\r\n2\n--B\n\n3\n--B--"
	for _, body := range []string{body, body + "\n", body + "\nepilogue", strings.TrimPrefix(body, "preamble\r\n")} {
		m := (&Incoming{ContentType: "multipart/mixed; boundary=B", Data: []byte(body)}).Multipart()
		if parts := m.Others(); m.Err() != nil || len(parts) != 2 || string(parts[0].Data) != "1\r\n2" {
			t.Errorf("%q: have %q, %v", body, parts, m.Err())
		}
	}
	for n := range len(body) {
		if m := (&Incoming{ContentType: "multipart/mixed; boundary=B", Data: []byte(body[:n])}).Multipart(); m.Err() == nil {
			t.Errorf("%q: have %d parts", body[:n], len(m.parts))
		}
	}
}

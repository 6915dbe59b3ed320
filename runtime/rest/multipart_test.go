package rest

import "testing"

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

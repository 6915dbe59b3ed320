package rest_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

func TestForm(t *testing.T) {
	var b []byte
	b = rest.AppendForm(b, "a b", "c&d")
	b = rest.AppendFormInt(b, "i", -5)
	b = rest.AppendFormUint(b, "u", 5)
	b = rest.AppendFormFloat(b, "f", 1e21)
	b = rest.AppendFormBool(b, "t", true)
	b = rest.AppendFormTime(b, "w", time.Date(2024, 5, 1, 10, 0, 0, 5, time.FixedZone("", 7200)))
	b = rest.AppendFormJoined(b, "l", []string{"x,y", "z"})
	b = rest.AppendFormJoined(b, "none", nil)
	const want = "a+b=c%26d&i=-5&u=5&f=1e%2B21&t=true&w=2024-05-01T10%3A00%3A00.000000005%2B02%3A00&l=x%2Cy,z&none="
	if string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
}

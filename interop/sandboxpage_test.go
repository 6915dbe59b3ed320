//go:build linux

package interop

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	qod010 "github.com/telgen/telgen/generated/qod/v0_10"
	qod11 "github.com/telgen/telgen/generated/qod/v1"
	"github.com/telgen/telgen/internal/sandbox/qod"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// screenshotFile is what the page looked like, for people.
const screenshotFile = "../sandbox-qod.png"

// TestSandboxPage looks at the page of "gen sandbox qod" in Chromium while
// sessions live and end, and leaves a picture of it.
func TestSandboxPage(t *testing.T) {
	need(t, "chromium")
	sandbox, err := qod.New(qod.Config{Grant: 500 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sandbox)
	defer server.Close()
	defer sandbox.Close() // first: it ends what the page listens to
	sink := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer sink.Close()
	page := openBrowser(t)
	page.open(server.URL)
	page.until(`document.getElementById("link").textContent === "live" && !document.getElementById("empty").hidden`)

	client := pageClient{t, server.URL, sink.URL}
	first := client.create("+34600000000", "QOS_L")
	page.until(cells("sessions", first, "REQUESTED"))
	page.until(cells("sessions", first, "AVAILABLE"))
	page.until(cells("deliveries", first, "AVAILABLE") + ` && document.querySelector("#deliveries td.good").textContent === "204 No Content"`)
	page.until(`Number(document.querySelector("#sessions progress").value) < 3600 && Number(document.querySelector("#sessions progress").value) > 3000`)
	refused := client.create("+34600000001", "QOS_UNAVAILABLE")
	page.until(cells("sessions", refused, "UNAVAILABLE NETWORK_TERMINATED"))
	third := client.create("+34600000002", "QOS_E")
	page.until(cells("deliveries", third, "AVAILABLE"))
	client.createNamed("<b>me</b>")
	page.until(`[...document.querySelectorAll("#sessions td")].some(c => c.textContent === "<b>me</b>")`)
	keepPicture(t, page.screenshot())
	client.delete(third)
	page.until(`document.getElementById("session-count").textContent === "3"`)
	page.until(cells("deliveries", third, "UNAVAILABLE DELETE_REQUESTED"))
	if all := page.complaints(); len(all) > 0 {
		t.Errorf("the page complains: %s", all)
	}
}

// cells is the expression that a table has a row with two cells.
func cells(table, one, other string) string {
	return `[...document.querySelectorAll("#` + table + ` tbody tr")].some(r => { const c = [...r.cells].map(c => c.textContent); return c.includes("` + one + `") && c.includes("` + other + `"); })`
}

// A pageClient has sessions created and deleted.
type pageClient struct {
	t         *testing.T
	url, sink string
}

func (c pageClient) client() *qod11.Client {
	c.t.Helper()
	client, err := qod11.NewClient(c.url+"/quality-on-demand/v1", rest.WithHeader("Authorization", "Bearer token"))
	if err != nil {
		c.t.Fatal(err)
	}
	return client
}

func (c pageClient) create(phone, profile string) (id string) {
	c.t.Helper()
	s, err := c.client().CreateSession(c.t.Context(), &qod11.CreateSession{
		Device:            &qod11.Device{PhoneNumber: opt.Some(phone)},
		ApplicationServer: qod11.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		QosProfile:        profile, Duration: 3600, Sink: opt.Some(c.sink),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return s.SessionID
}

// createNamed creates a session of version 0.10 for a device with a name, which
// can be any text.
func (c pageClient) createNamed(name string) {
	c.t.Helper()
	client, err := qod010.NewClient(c.url+"/qod/v0", rest.WithHeader("X-RapidAPI-Key", "key"))
	if err != nil {
		c.t.Fatal(err)
	}
	_, err = client.CreateSession(c.t.Context(), &qod010.CreateSession{
		Device:            qod010.Device{NetworkAccessIdentifier: opt.Some(name)},
		ApplicationServer: qod010.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		QosProfile:        "QOS_M",
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c pageClient) delete(id string) {
	c.t.Helper()
	if err := c.client().DeleteSession(c.t.Context(), id); err != nil {
		c.t.Fatal(err)
	}
}

// keepPicture writes the picture, unless there is nothing on it.
func keepPicture(t *testing.T, content []byte) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if n := colours(img); n < 10 {
		t.Errorf("the picture has %d colours", n)
	}
	if err := os.WriteFile(screenshotFile, content, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("the page is in %s", screenshotFile)
}

func colours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 2 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

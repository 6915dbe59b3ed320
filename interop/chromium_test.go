//go:build linux

package interop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// A browser is a headless Chromium with one page, spoken to in the DevTools
// protocol over a pair of pipes: each message is JSON and ends with a zero byte.
type browser struct {
	t       *testing.T
	to      *os.File
	session string // of the page

	mu       sync.Mutex // protects what follows
	number   int
	waiting  map[int]chan reply
	problems []string // what the page complained about
}

type reply struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// openBrowser starts Chromium with a page that is empty.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--window-size=1280,800", "--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{theirs, theirOut} // 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	theirOut.Close()
	b := &browser{t: t, to: to, waiting: map[int]chan reply{}}
	go b.listen(from)
	t.Cleanup(func() { b.end(cmd, profile) })
	b.attach()
	return b
}

// end has the browser end and removes its files. Its children may write for a
// moment longer.
func (b *browser) end(cmd *exec.Cmd, profile string) {
	_, _ = b.to.WriteString(`{"id":0,"method":"Browser.close"}` + "\x00")
	kill := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	kill.Stop()
	b.to.Close()
	for range 20 {
		if os.RemoveAll(profile) == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// listen hands out what the browser says until it ends.
func (b *browser) listen(from *os.File) {
	defer from.Close()
	var rest []byte
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		rest = append(rest, buf[:n]...)
		for {
			one, after, ok := bytes.Cut(rest, []byte{0})
			if !ok {
				break
			}
			rest = after
			b.hear(one)
		}
		if err != nil {
			return
		}
	}
}

func (b *browser) hear(text []byte) {
	var r reply
	if json.Unmarshal(text, &r) != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch r.Method {
	case "Runtime.exceptionThrown", "Log.entryAdded":
		b.problems = append(b.problems, string(r.Params))
	}
	if c := b.waiting[r.ID]; c != nil {
		delete(b.waiting, r.ID)
		c <- r
	}
}

// do sends a command to the page and reads its result into out.
func (b *browser) do(method string, params map[string]any, out any) {
	b.t.Helper()
	answer := make(chan reply, 1)
	b.mu.Lock()
	b.number++
	command := map[string]any{"id": b.number, "method": method, "params": params}
	b.waiting[b.number] = answer
	b.mu.Unlock()
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	select {
	case r := <-answer:
		if r.Error != nil {
			b.t.Fatalf("%s: %s", method, r.Error.Message)
		}
		if err := json.Unmarshal(r.Result, out); err != nil {
			b.t.Fatalf("%s: %v in %s", method, err, r.Result)
		}
	case <-time.After(30 * time.Second):
		b.t.Fatalf("%s: the browser does not answer", method)
	}
}

// attach makes a page.
func (b *browser) attach() {
	b.t.Helper()
	var target struct{ TargetID string }
	b.do("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.do("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	var none struct{}
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		b.do(domain+".enable", nil, &none)
	}
}

// open goes to an address.
func (b *browser) open(url string) {
	b.t.Helper()
	var to struct{ ErrorText string }
	if b.do("Page.navigate", map[string]any{"url": url}, &to); to.ErrorText != "" {
		b.t.Fatalf("%s: %s", url, to.ErrorText)
	}
}

// evaluate returns what an expression gives on the page, as text.
func (b *browser) evaluate(expression string) string {
	b.t.Helper()
	var value struct {
		Result struct{ Value any }
	}
	b.do("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &value)
	return fmt.Sprint(value.Result.Value)
}

// until waits until an expression is true on the page.
func (b *browser) until(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if b.evaluate(expression) == "true" {
			return
		}
	}
	b.t.Fatalf("never true: %s\n%s", expression, b.evaluate("document.body.innerText"))
}

// screenshot returns the page as PNG.
func (b *browser) screenshot() []byte {
	b.t.Helper()
	var shot struct{ Data []byte }
	b.do("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	return shot.Data
}

// complaints returns what the page complained about.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.problems
}

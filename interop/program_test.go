//go:build linux

package interop

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// soon is how long anything on one machine may take that takes no time.
const soon = 15 * time.Second

// need says that a test does not run where it was not asked for, or where a
// program is missing, or a file that is named by a pattern.
func need(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("TELGEN_INTEROP") != "1" {
		t.Skip("NOT RUN: starts other programs and takes long; make interop runs it")
	}
	for _, name := range programs {
		if !present(name) {
			t.Skipf("NOT RUN: no %s on this machine; make interop installs it where it runs as root on Debian "+
				"(freediameterd freediameter-extensions erlang-base erlang-diameter erlang-dev tshark chromium)", name)
		}
	}
}

func present(name string) bool {
	if filepath.IsAbs(name) {
		files, err := filepath.Glob(name)
		return err == nil && len(files) > 0
	}
	_, err := exec.LookPath(name)
	return err == nil
}

// A program is one that runs beside the test, in a process group of its own.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdin  io.Closer
	lines  chan string // of its standard output
	output output
	ended  chan struct{}
}

// start runs a program in dir until it is killed or the test ends. What it
// printed is shown if the test failed.
func start(t *testing.T, dir, name string, args ...string) *program {
	t.Helper()
	p := &program{t: t, lines: make(chan string, 1<<16), ended: make(chan struct{})}
	p.cmd = exec.Command(name, args...)
	p.cmd.Dir = dir
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.Stderr = &p.output
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan error)
	go p.run(stdout, started)
	if err := <-started; err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", name, p.output.last(1<<20))
		}
	})
	return p
}

// run starts the program and takes what it prints until it ends. The system
// kills it if this process ends before it does, or the thread that started it,
// which therefore stays with this goroutine.
func (p *program) run(stdout io.Reader, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	defer close(p.ended)
	defer close(p.lines)
	for scan := bufio.NewScanner(io.TeeReader(stdout, &p.output)); scan.Scan(); {
		select {
		case p.lines <- scan.Text():
		default: // nobody reads them
		}
	}
	_, _ = io.Copy(io.Discard, stdout)
	_ = p.cmd.Wait() // how it ended is for who waits for that to say
}

// kill ends the program and all that it started, without warning, and waits
// until they are gone.
func (p *program) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // fails if it has ended
	p.stdin.Close()
	<-p.ended
}

// line returns the next line that the program prints.
func (p *program) line() string {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			p.t.Fatal("the program ended")
		}
		return line
	case <-time.After(soon):
		p.t.Fatalf("the program printed nothing for %v", soon)
	}
	return ""
}

// run runs a program to its end and returns what it printed.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	p := start(t, dir, name, args...)
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		t.Fatalf("%s does not end", name)
	}
	if !p.cmd.ProcessState.Success() {
		t.Fatalf("%s: %v", name, p.cmd.ProcessState)
	}
	return string(p.output.last(1 << 30))
}

// output holds what a program printed.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

// last returns at most the last n bytes.
func (o *output) last(n int) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.b.Bytes()
	return bytes.Clone(b[max(0, len(b)-n):])
}

// freePort returns a port of the loopback interface that nobody uses now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

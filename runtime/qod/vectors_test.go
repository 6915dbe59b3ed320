package qod_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/qod"
)

// readBody returns a member of a vector, nil if it has none.
func readBody(t *testing.T, file, member string) json.RawMessage {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]json.RawMessage
	if err := json.Unmarshal(b, &v); err != nil {
		return nil // a list
	}
	return v[member]
}

// TestSessionVectors reads every session and request of the shared vectors.
// The answers to the published requests are what was asked for.
func TestSessionVectors(t *testing.T) {
	dir := qodtest.Shared(t, "vectors", "qod")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	sessions, pairs := 0, 0
	for _, file := range files {
		for _, member := range []string{"body", "response"} {
			for _, b := range elements(readBody(t, file, member)) {
				s, err := qod.ParseSession(b)
				if err != nil {
					t.Errorf("%s: %v", filepath.Base(file), err)
				} else if s.ID != "" && s.Profile == "QOS_L" && s.Status != "" {
					sessions++
				}
			}
		}
		if strings.Contains(file, "creation_body") {
			request, err1 := qod.ParseSession(readBody(t, file, "body"))
			answer, err2 := qod.ParseSession(readBody(t, strings.Replace(file, "creation_body", "creation_response", 1), "body"))
			if err1 != nil || err2 != nil || !answer.Answers(request, time.Time{}) || answer.Duration != request.Duration {
				t.Errorf("%s: %+v, %v; %+v, %v", filepath.Base(file), request, err1, answer, err2)
			}
			pairs++
		}
	}
	if sessions < 15 || pairs != 4 {
		t.Errorf("%d sessions, %d requests with answers", sessions, pairs)
	}
}

// elements returns the elements of a list, or b itself.
func elements(b json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	switch {
	case len(b) == 0:
		return nil
	case json.Unmarshal(b, &list) == nil:
		return list
	}
	return []json.RawMessage{b}
}

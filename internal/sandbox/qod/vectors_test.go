package qod

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/telgen/telgen/generated/qod/qodtest"
)

// TestVectors creates the sessions of CAMARA's examples and of the clients of
// Network as Code.
func TestVectors(t *testing.T) {
	dir := qodtest.Shared(t, "vectors", "qod")
	camara, err := filepath.Glob(filepath.Join(dir, "camara_r41_example_*_creation_body_*.json"))
	if err != nil {
		t.Fatal(err)
	}
	nokia, err := filepath.Glob(filepath.Join(dir, "nac_create_*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(camara) != 4 || len(nokia) < 8 {
		t.Fatalf("there are %d and %d vectors", len(camara), len(nokia))
	}
	for _, file := range camara {
		token := twoLegged
		if strings.Contains(file, "3_legged") {
			token = threeLegged
		}
		createVector(t, file, newest, "Authorization", "Bearer "+token)
	}
	for _, file := range append(nokia, filepath.Join(dir, "nac_seed_create.json")) {
		createVector(t, file, "/qod/v0", rapidAPIKey, "key", "X-RapidAPI-Host", "network-as-code.nokia.rapidapi.com")
	}
	createVector(t, filepath.Join(dir, "nac_ts_v1_create.json"), "/quality-on-demand/v1", rapidAPIKey, "key")
}

// createVector sends the body of a file. Nothing is posted to its sink.
func createVector(t *testing.T, file, path string, header ...string) {
	t.Run(filepath.Base(file), func(t *testing.T) {
		var v struct{ Body json.RawMessage }
		content, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(content, &v)
		}
		if err != nil {
			t.Fatal(err)
		}
		b := newBox(t, func(c *Config) { c.Transport = unreachable{} })
		r := b.call(http.MethodPost, path+"/sessions", "", string(v.Body), header...)
		if r.status != http.StatusCreated {
			t.Fatalf("%d %s", r.status, r.body)
		}
		for _, name := range []string{"qosProfile", "applicationServer", "devicePorts", "applicationServerPorts", "duration"} {
			request := result{body: v.Body}
			if want := request.member(name); !same(t, r.member(name), want) {
				t.Errorf("%s is %v, want %v", name, r.member(name), want)
			}
		}
	})
}

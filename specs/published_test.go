package specs_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// published are the documents of CAMARA, below corpora/camara/quality-on-demand.
var published = map[string]string{
	"quality-on-demand-0.8.1":      "v0.8.1/qod-api",
	"quality-on-demand-0.9.0":      "v0.9.0/qod-api",
	"quality-on-demand-0.10.1":     "v0.10.1/qod-api",
	"quality-on-demand-0.11.1":     "r1.3/quality-on-demand",
	"quality-on-demand-1.0.0":      "r2.2/quality-on-demand",
	"quality-on-demand-1.1.0":      "r3.2/quality-on-demand",
	"quality-on-demand-1.2.0-rc.3": "r4.1/quality-on-demand",
	"qos-profiles-0.11.1":          "r1.3/qos-profiles",
	"qos-profiles-1.0.0":           "r2.2/qos-profiles",
	"qos-profiles-1.1.0":           "r3.2/qos-profiles",
	"qos-profiles-1.2.0-rc.3":      "r4.1/qos-profiles",
	"qod-provisioning-0.1.1":       "r1.3/qod-provisioning",
	"qod-provisioning-0.2.0":       "r2.2/qod-provisioning",
	"qos-provisioning-0.3.0":       "r3.2/qos-provisioning",
	"qos-provisioning-0.4.0-rc.1":  "r4.1/qos-provisioning",
}

const (
	// The published list of required members names one that does not exist,
	// so that no event would be right.
	wrongRequired = "components/schemas/EventStatusChanged/allOf/1/properties/data/required/1: qosStatus, ours status"
	// The published example has a member that belongs to sessions.
	wrongMember = "components/examples/PROVISIONING_UNAVAILABLE/value: example members [device duration provisioningId qosProfile sink sinkCredential startedAt status statusInfo]," +
		" ours [device provisioningId qosProfile sink sinkCredential startedAt status statusInfo]"
	// The published example lacks the member event around its members.
	wrongExample = "components/schemas/EventNotification/example: example members [eventDetail eventId eventTime eventType], ours [event]"
)

// explained are the differences that are meant.
var explained = map[string][]string{
	"quality-on-demand-0.9.0": {wrongExample},
	"qod-provisioning-0.1.1":  {wrongMember, wrongRequired},
	"qod-provisioning-0.2.0":  {wrongMember, wrongRequired},
	"qos-provisioning-0.3.0":  {wrongRequired},
}

// TestPublished compares each document of Quality on Demand with the published one: everything but
// texts, the values of examples and the people to ask.
func TestPublished(t *testing.T) {
	dir := "../../shared/corpora/camara/quality-on-demand"
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("NOT RUN: the published documents are not beside the repository: %v", err)
	}
	files, err := filepath.Glob("qod/*.yaml")
	if err != nil || len(files) != len(published) {
		t.Errorf("%d documents, %v; want %d", len(files), err, len(published))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			var c comparison
			c.node("", read(t, filepath.Join(dir, published[name]+".yaml")), read(t, file), false)
			slices.Sort(c.found)
			if !slices.Equal(c.found, explained[name]) {
				t.Errorf("differences:\n%s\nwant\n%s", strings.Join(c.found, "\n"), strings.Join(explained[name], "\n"))
			}
		})
	}
}

func read(t *testing.T, file string) any {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := yaml.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return v
}

// A comparison collects differences.
type comparison struct{ found []string }

func (c *comparison) add(path, format string, args ...any) {
	c.found = append(c.found, strings.TrimPrefix(path, "/")+": "+fmt.Sprintf(format, args...))
}

// node compares two nodes. The keys of named mappings are names, not keywords.
func (c *comparison) node(path string, a, b any, named bool) {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			c.add(path, "a mapping, ours %T", b)
			return
		}
		for _, k := range keys(a, b) {
			c.member(path+"/"+k, k, a, b, named)
		}
	case []any:
		b, _ := b.([]any)
		if len(a) != len(b) {
			c.add(path, "%d elements, ours %d", len(a), len(b))
		}
		for i := range min(len(a), len(b)) {
			c.node(fmt.Sprintf("%s/%d", path, i), a[i], b[i], false)
		}
	default:
		if !reflect.DeepEqual(a, b) {
			c.add(path, "%v, ours %v", a, b)
		}
	}
}

func (c *comparison) member(path, k string, a, b map[string]any, named bool) {
	x, inA := a[k]
	y, inB := b[k]
	switch {
	case !named && text(k, x, y):
		if inA && !inB && k != "contact" && k != "termsOfService" {
			c.add(path, "the text is missing")
		}
	case k == "x-idempotent" && !inA && y == true: // telgen's own word for a POST that only reads
	case inA != inB:
		c.add(path, "published %t, ours %t", inA, inB)
	case !named && (k == "example" || k == "value" && strings.Contains(path, "/examples/")):
		c.example(path, x, y)
	case !named && k == "scopes":
		c.node(path, fmt.Sprint(names(x)), fmt.Sprint(names(y)), false)
	default:
		c.node(path, x, y, !named && holdsNames(k))
	}
}

// text reports whether k holds words for people, and not a schema.
func text(k string, x, y any) bool {
	_, xs := x.(string)
	_, ys := y.(string)
	switch k {
	case "description", "summary", "title":
		return (xs || x == nil) && (ys || y == nil)
	case "contact", "termsOfService", "externalDocs":
		return true
	}
	return false
}

// holdsNames reports whether the keys below keyword k are names.
func holdsNames(k string) bool {
	switch k {
	case "properties", "schemas", "responses", "parameters", "headers", "examples", "securitySchemes", "callbacks",
		"requestBodies", "variables", "paths", "mapping", "content":
		return true
	}
	return false
}

// example compares the shape of two examples: kinds and members.
func (c *comparison) example(path string, a, b any) {
	switch a := a.(type) {
	case map[string]any:
		b, _ := b.(map[string]any)
		if ka, kb := names(a), names(b); !slices.Equal(ka, kb) {
			c.add(path, "example members %v, ours %v", ka, kb)
			return
		}
		for _, k := range keys(a, b) {
			c.example(path+"/"+k, a[k], b[k])
		}
	case []any:
		b, _ := b.([]any)
		if len(a) != len(b) {
			c.add(path, "example of %d elements, ours %d", len(a), len(b))
		}
		for i := range min(len(a), len(b)) {
			c.example(fmt.Sprintf("%s/%d", path, i), a[i], b[i])
		}
	}
}

// keys returns the keys of a and b, sorted.
func keys(a, b map[string]any) []string {
	list := append(names(a), names(b)...)
	slices.Sort(list)
	return slices.Compact(list)
}

// names returns the keys of the mapping v, sorted.
func names(v any) []string {
	m, _ := v.(map[string]any)
	return slices.Sorted(maps.Keys(m))
}

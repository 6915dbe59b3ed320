package manifest

import (
	"os"
	"testing"
	"time"
)

func FuzzHang(f *testing.F) {
	f.Add([]byte("version: 1\npackages:\n  - path: internal/cx\n    package: cx\n    diameter: { spec: \"builtin:3gpp/cx\", application: Cx, release: 17 }\n    names: { A: B }\nroots: [../specs]\n"))
	f.Add([]byte("version: 1\npackages:\n  - &p {path: a, schema: {spec: [s, ../specs/t]}}\n  - *p\n  - {path: ., openapi: {spec: x, emit: [client]}}\nroots: [../specs]\n"))
	f.Add([]byte("&a [*a]"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, src []byte) {
		timer := time.AfterFunc(2*time.Second, func() {
			os.WriteFile("/tmp/hang.yaml", src, 0o666)
			panic("hang")
		})
		Read("gen.yaml", src)
		timer.Stop()
	})
}

package output

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
)

// Sums are what Write leaves on disk, in short: enough to tell later whether
// it is still there.
type Sums struct {
	Files   map[string]string // SHA-256 in hexadecimal, by path
	Folders []string          // that hold no other generated files
}

// Sums returns those of the set.
func (s *Set) Sums() Sums {
	sums := Sums{Files: map[string]string{}, Folders: s.folders()}
	for _, f := range s.files {
		sums.Files[f.Path] = sum(f.Src)
	}
	return sums
}

func sum(src []byte) string {
	h := sha256.Sum256(src)
	return hex.EncodeToString(h[:])
}

// Hold reports whether the disk below root holds what s says, and no file that
// telgen would remove. What cannot be read does not.
func (s Sums) Hold(root string) bool {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return false
	}
	defer dir.Close()
	ours := map[string]bool{}
	for name, want := range s.Files {
		ours[name] = true
		info, err := dir.Lstat(name)
		if err != nil || !info.Mode().IsRegular() {
			return false
		}
		if src, err := dir.ReadFile(name); err != nil || sum(src) != want {
			return false
		}
	}
	d := disk{root: root, dir: dir}
	for _, folder := range s.Folders {
		if len(d.stale(folder, ours)) > 0 {
			return false
		}
	}
	return len(d.problems) == 0
}

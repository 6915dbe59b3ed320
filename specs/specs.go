// Package specs embeds the specifications that the generator brings along, so
// that a downstream repository needs no files of its own. The files are
// written by this project from public facts: numbers, names, types, flags and
// structure; the descriptions are ours.
package specs

import "embed"

// FS holds the files of this folder.
//
//go:embed diameter qod hcm
var FS embed.FS

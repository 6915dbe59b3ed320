// Package manifest reads gen.yaml, which says what packages to generate and
// from which specifications:
//
//	version: 1
//	packages:
//	  - path: internal/cx
//	    package: cx
//	    diameter: { spec: "builtin:3gpp/cx", application: Cx, release: 17 }
//	    names: { 3GPP-IMSI: IMSI }
//	  - path: internal/sh
//	    diameter:
//	      spec: sh.xml
//	      codecs: { MSISDN: TBCD, User-Data: example.org/app/types.Profile }
//	  - path: internal/qod
//	    openapi: { spec: specs/quality-on-demand.yaml, emit: [client, webhooks] }
//	  - path: internal/fivegc
//	    openapi: { spec: ["5gc/*.yaml"] }
//	  - path: internal/order
//	    schema:
//	      spec: order.schema.json
//	      gaps: { "order.schema.json#/properties/lines/contains": checked by the ledger }
//	roots: [../shared]
//
// It checks what can be seen in the file itself. It opens no other file, and
// does not know what is behind a "builtin:" name.
package manifest

import "github.com/telgen/telgen/internal/source"

// A Manifest is a gen.yaml that was read without problems.
type Manifest struct {
	Packages []Package // in the order of the file; at least one
	Roots    []String  // further folders that may be read, relative to gen.yaml, with forward slashes
}

// A Package is one Go package to be generated. Exactly one of Diameter,
// OpenAPI and Schema is set.
type Package struct {
	Path   string // folder relative to gen.yaml, clean, with forward slashes; "." is the folder of gen.yaml
	GoName string // package name; "" if it follows from Path
	Pos    source.Pos

	// Names are the Go names that were chosen by hand, by the name in the
	// specification. One that matches nothing there is an error to report at
	// its position.
	Names map[string]String

	Diameter *Diameter
	OpenAPI  *OpenAPI
	Schema   *Schema
}

// A Diameter says which part of which Diameter dictionaries to generate.
type Diameter struct {
	Pos         source.Pos
	Specs       []String // at least one
	Application String   // name or id of the application; Value is "" for the only one there is
	Release     int      // 3GPP release, 1 to 99; 0 for the newest
	Lenient     bool     // warn of what is wrong in a dictionary but clear, instead of stopping

	// Codecs are the Go types that were chosen for AVPs, by the name of the
	// AVP: a codec of the runtime ("PLMN"), a Go type of the user's own
	// ("example.org/app/types.Profile") or the AVP's data type, for its plain
	// Go type. What is one of these, and fits the AVP, only a dictionary can
	// tell: who reads that reports it at the position.
	Codecs map[string]String
}

// An OpenAPI says what to generate from which OpenAPI documents.
type OpenAPI struct {
	Pos   source.Pos
	Specs []String // at least one; names of files, and patterns of path.Match for them
	Emit  Emit
	Gaps  map[string]String // why something that is not checked was accepted, by its place
}

// Emit says what to generate besides the types, which everything else needs
// and which are always generated. A manifest that does not say gets all.
type Emit struct {
	Client   bool // calls the operations
	Server   bool // serves the operations
	Webhooks bool // receives callbacks and webhooks
}

// A Schema says which JSON Schema documents to generate types from.
type Schema struct {
	Pos   source.Pos
	Specs []String          // at least one
	Gaps  map[string]String // as those of an OpenAPI
}

// A String is a text of the manifest and where it stands. As the name of a
// file it is relative to gen.yaml with forward slashes, or begins with
// "builtin:".
type String struct {
	Value string
	Pos   source.Pos
}

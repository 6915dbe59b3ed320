// Package cx is an HSS to try things out with: a Diameter node that answers
// what I-CSCFs and S-CSCFs ask over Cx (TS 29.228, TS 29.229) about a few
// subscribers from a YAML file, and that pushes profiles and ends
// registrations on command.
//
// It follows the procedures of TS 29.228 clause 6 with these simplifications:
// a subscriber is one subscription with one private identity, whose public
// identities are registered and deregistered together; there are no wildcarded
// identities, no restoration data and no optional features, so that
// Supported-Features is ignored. It keeps everything in memory and is no HSS
// for real users.
package cx

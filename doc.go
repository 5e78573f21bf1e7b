// Package cham holds the nouns of Chạm, a customer-journey platform: touches,
// the keys by which a customer is known, touchpoints on a journey map,
// workspaces, sources, users and errors. It knows no database, no wire format
// and no HTTP; it imports the standard library only.
//
// The way of a touch through the packages, in order:
//
//	api/track → capture → store/journal → flow → identity → store/duckdb → store/index
//
// and of a question:
//
//	api/rest → measure → store/index
package cham

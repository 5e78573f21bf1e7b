// Package index is the in-memory journey index: the engine that answers every
// question about journeys from flat columns.
package index

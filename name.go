package cham

// NameKind is what a shown name stands for.
type NameKind string

// What has shown names.
const (
	NameOfEvent    NameKind = "event"
	NameOfProperty NameKind = "property"
)

// ShownName is what the people of a workspace call an event or a property, as
// the sender's own name is for programs.
type ShownName struct {
	Kind NameKind `json:"kind" enum:"event,property"`
	// Name is the sender's.
	Name string `json:"name"`
	// Shown is what pages show in its place.
	Shown string `json:"shown"`
}

package rest

// Deps is what the API works with.
type Deps struct {
	// Version of the program.
	Version string
}

package letter

import (
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed ready/*.json
var ready embed.FS

// ReadyLetter is a letter to begin with.
type ReadyLetter struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	// Advert says that it offers something, and goes to those who agreed to adverts.
	Advert bool   `json:"advert,omitempty"`
	Letter Letter `json:"letter"`
}

// Ready lists the letters to begin with, in a language. The files are part of
// the program, so a file that cannot be read is a mistake of ours.
func Ready(lang string) (all []ReadyLetter) {
	name := "ready/" + language(lang) + ".json"
	b, err := ready.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		panic(fmt.Errorf("letter: %s: %w", name, err))
	}
	return all
}

package pages

import "time"

// PagesInfo is how the pages of a site are told apart.
type PagesInfo struct {
	Parts []PagePart `json:"parts" doc:"those with the most values first, at most 100"`
}

// PagePart is a part of paths that takes several values.
type PagePart struct {
	Path     string      `json:"path" doc:"the path of the pages before it, and /:id"`
	Together bool        `json:"together" doc:"whether its values are one page"`
	Why      string      `json:"why" enum:"form,learned,person," doc:"by form, by number, or as a person said; empty: undecided"`
	At       time.Time   `json:"at,omitzero" doc:"when it was learned or decided"`
	Values   int         `json:"values"`
	Apart    int         `json:"apart" doc:"how many of the values are pages of their own"`
	Touches  int64       `json:"touches"`
	Most     []PageValue `json:"most" doc:"the values with the most touches, at most 20"`
}

// PageValue is a page as it would be if it stood apart.
type PageValue struct {
	Path    string `json:"path"`
	Touches int64  `json:"touches"`
	Apart   bool   `json:"apart"`
	Why     string `json:"why" enum:"learned,person," doc:"why it stands apart where others are put together; empty: nothing was decided"`
}

// PageDecision is what a person says about pages.
type PageDecision struct {
	Path     string `json:"path" minLength:"2" maxLength:"2048" doc:"a path of a part, or of one page"`
	Decision string `json:"decision" enum:"together,apart,auto" doc:"of all in a part, or of one page there; auto takes it back"`
}

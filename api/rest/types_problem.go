package rest

// Problem is an error as RFC 9457 writes it (application/problem+json), in
// the user's language.
type Problem struct {
	Status     int    `json:"status" doc:"HTTP status"`
	Code       string `json:"code" doc:"stable word to branch on" enum:"invalid,unauthorized,forbidden,not_found,conflict,too_large,too_many,unavailable,internal"`
	Title      string `json:"title" doc:"the code in the user's language"`
	Detail     string `json:"detail,omitempty" doc:"what happened, in the user's language"`
	Field      string `json:"field,omitempty" doc:"place of a bad input, e.g. stages[2].name"`
	Hint       string `json:"hint,omitempty" doc:"what to do, in English, for programs' authors"`
	RetryAfter int    `json:"retryAfter,omitempty" doc:"seconds"`
	Request    string `json:"request,omitempty" doc:"id of the request, to find it in the log"`
	Current    any    `json:"current,omitempty" doc:"on a conflict over a map: the map as it is stored now"`
}

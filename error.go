package cham

import (
	"errors"
	"fmt"
	"time"
)

// Code says what kind of failure an error is. One table in api/rest and one in
// api/track map codes to HTTP statuses.
type Code string

// The codes. Everything that is none of them is CodeInternal, and its text
// never reaches a user.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong; the same input will fail again
	CodeUnauthorized Code = "unauthorized" // who are you?
	CodeForbidden    Code = "forbidden"    // known, but not allowed
	CodeNotFound     Code = "not_found"
	CodeConflict     Code = "conflict"    // somebody changed it meanwhile, or it exists already
	CodeTooLarge     Code = "too_large"   // over a stated limit
	CodeTooMany      Code = "too_many"    // rate limit; retry later
	CodeUnavailable  Code = "unavailable" // busy, full or starting; retry later
	CodeInternal     Code = "internal"
)

// Error says what failed, where, why and what to do about it.
type Error struct {
	Code Code
	// Op is the operation, "package.Func".
	Op string
	// Key names the user-facing sentence in locale/; Args fill it.
	Key  string
	Args map[string]any
	// Field names the place of a bad input, e.g. "stages[2].name" or "line 17".
	Field string
	// Hint says what to do next, in English, for operators and API users.
	Hint string
	// RetryAfter is set on CodeTooMany and CodeUnavailable.
	RetryAfter time.Duration
	// Err is the cause; it is logged, never shown.
	Err error
}

// Errorf builds an Error with a formatted English hint.
func Errorf(code Code, op, hint string, args ...any) *Error {
	return &Error{Code: code, Op: op, Hint: fmt.Sprintf(hint, args...)}
}

// Wrap builds an Error of the given code around a cause.
func Wrap(code Code, op string, err error) *Error {
	return &Error{Code: code, Op: op, Err: err}
}

func (e *Error) Error() string {
	s := e.Op + ": " + string(e.Code)
	if e.Field != "" {
		s += " at " + e.Field
	}
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorCode returns the code of the first Error in err's chain, CodeInternal
// when there is none, and "" for nil.
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

package storetest

import (
	"os"
	"slices"
	"strings"

	"cham/measure"
)

// CHAM_TEST_QUESTIONS narrows the suite of engines to some questions, with
// commas between them, while one is being worked on.
func init() {
	if only := os.Getenv("CHAM_TEST_QUESTIONS"); only != "" {
		allQuestions = slices.DeleteFunc(allQuestions, func(q measure.Question) bool {
			return !slices.Contains(strings.Split(only, ","), string(q))
		})
	}
}

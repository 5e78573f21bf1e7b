package access

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"cham"
)

// With CHAM_PASSWORD_LIST naming a text file of passwords, one a line, the list
// is made anew of those that are long enough.
func TestMakeKnownPasswords(t *testing.T) {
	from := os.Getenv("CHAM_PASSWORD_LIST")
	if from == "" {
		t.Skip("CHAM_PASSWORD_LIST names no list; known-passwords.bin stays as it is")
	}
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var long []string
	for line := range strings.Lines(string(text)) {
		if p := strings.TrimRight(line, "\r\n"); utf8.RuneCountInString(p) >= MinPassword {
			long = append(long, p)
		}
	}
	if err := os.WriteFile("known-passwords.bin", packKnown(long), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What leaked is refused, though zxcvbn takes it for hard to guess, and nearly
// nothing else is.
func TestLeakedPasswords(t *testing.T) {
	if n := len(knownPasswords) / 4; n < 100_000 {
		t.Fatalf("the list has %d passwords", n)
	}
	for _, p := range []string{"xle50wytmg", "87rpaudtv68fw", "Wjqcwfbay0v0o", "310fyjq8owine"} {
		if e, ok := checkPassword("password", p).(*cham.Error); !ok || e.Key != "error.passwordLeaked" && e.Key != "error.passwordCommon" {
			t.Errorf("%q: %v", p, e)
		}
	}
	wrong := 0
	for i := range 20_000 {
		if isKnown(fmt.Sprintf("một câu dài số %d", i)) {
			wrong++
		}
	}
	if wrong > 5 {
		t.Errorf("%d of 20,000 good ones are taken for leaked", wrong)
	}
}

package access

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"github.com/trustelem/zxcvbn/match"
	"golang.org/x/text/unicode/norm"
)

// MinPassword is the fewest characters of a password.
const MinPassword = 10

// Bounds of a password: its bytes, the guesses that one must take, and the
// characters that are looked at for that, as looking takes their square.
const (
	maxPassword  = 1024
	leastGuesses = 1e8
	mostLookedAt = 64
)

// weakWords are what people in Vietnam choose and what the English lists of
// zxcvbn lack, without accents, the likeliest first.
//
//go:embed weak-words.txt
var weakText string

var weakWords = strings.Fields(weakText)

// checkPassword refuses what is short or soon guessed, and names why. about is
// what others know of the person: name, e-mail, business. Guesses are counted
// as zxcvbn does (Wheeler, USENIX Security 2016), on the letters alone: accents
// and wide forms are no more than spelling.
func checkPassword(field, password string, about ...string) error {
	if utf8.RuneCountInString(password) < MinPassword {
		return invalid(field, "error.password", map[string]any{"n": MinPassword})
	}
	if len(password) > maxPassword {
		return invalid(field, "error.passwordLong", nil)
	}
	known := wordsAbout(append(about, "Chạm"))
	guessed := append(known, weakWords...)
	for _, spelling := range spellings(password) {
		if r := zxcvbn.PasswordStrength(spelling, guessed); r.Guesses < leastGuesses {
			return invalid(field, whyWeak(r.Sequence, known), nil)
		}
		if isKnown(spelling) {
			return invalid(field, "error.passwordLeaked", nil)
		}
	}
	return nil
}

// leet are figures and signs that stand for letters.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// spellings are a password's letters, as they stand, without what is between
// them, and with figures read as letters.
func spellings(password string) []string {
	rs := []rune(foldLetters(password))
	stands := string(rs[:min(len(rs), mostLookedAt)])
	joined := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,", r) {
			return -1
		}
		return r
	}, stands)
	return []string{stands, joined, leet.Replace(joined)}
}

// wordsAbout are the texts without accents, as a whole, joined and in words.
func wordsAbout(texts []string) (out []string) {
	for _, t := range texts {
		words := strings.FieldsFunc(foldLetters(t), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		out = append(out, foldLetters(t), strings.Join(words, ""))
		for _, w := range words {
			if len(w) > 2 { // a shorter one is found in anything
				out = append(out, w)
			}
		}
	}
	return out
}

// foldLetters is a text in small letters, without accents, wide forms folded.
func foldLetters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ', r == 'Đ':
			return 'd'
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// whyWeak names the part of a password that gave most of it away.
func whyWeak(parts []*match.Match, known []string) string {
	longest, why := 0, "error.passwordGuessed"
	for _, p := range parts {
		if n := p.J - p.I + 1; n > longest && p.Pattern != "bruteforce" {
			longest, why = n, whyPart(p, known)
		}
	}
	return why
}

func whyPart(p *match.Match, known []string) string {
	switch {
	case p.Pattern != "dictionary":
		return "error.passwordPattern"
	case p.DictionaryName == "user_inputs" && p.Rank <= len(known):
		return "error.passwordAbout"
	}
	return "error.passwordCommon"
}

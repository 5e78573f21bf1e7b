package capture

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"cham"
)

// wellFormed is the last step: what passes it can be stored in history as it
// is.
func wellFormed(_ *incoming, t *cham.Touch) Reason {
	sanitize(t)
	return ""
}

// ReadBatch is DecodeBatch for the flow: an entry that an earlier version
// wrote, whose steps let more through than today's, passes the last step again,
// so that history never has to refuse it.
func ReadBatch(data []byte) ([]cham.Touch, error) {
	touches, err := DecodeBatch(data)
	for i := range touches {
		sanitize(&touches[i])
	}
	return touches, err
}

// sanitize makes texts and objects UTF-8 and numbers finite, and puts a space where
// a text holds the character that stands between texts (cham.PropSep). A
// touch that is well formed is left alone, and costs a look.
func sanitize(t *cham.Touch) {
	for _, s := range [...]*string{&t.MessageID, (*string)(&t.Source)} { // they name something, so what is UTF-8 stays
		if !utf8.ValidString(*s) {
			*s = storable(*s)
		}
	}
	for _, s := range [...]*string{(*string)(&t.Type), &t.Name, (*string)(&t.Channel)} {
		sanitizeText(s)
	}
	for _, s := range texts(t) {
		sanitizeText(s)
	}
	for _, o := range [...]*[]byte{(*[]byte)(&t.Properties), (*[]byte)(&t.Traits), (*[]byte)(&t.Context)} {
		if !utf8.Valid(*o) {
			*o = bytes.ToValidUTF8(*o, []byte("\ufffd"))
		}
	}
	for _, f := range [...]*float64{&t.Value, &t.Duration} {
		if math.IsNaN(*f) || math.IsInf(*f, 0) {
			*f = 0
		}
	}
}

func sanitizeText(s *string) {
	if !utf8.ValidString(*s) {
		*s = storable(*s)
	}
	if strings.Contains(*s, cham.PropSep) {
		*s = strings.ReplaceAll(*s, cham.PropSep, " ")
	}
}

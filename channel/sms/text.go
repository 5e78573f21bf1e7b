package sms

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// The alphabet of GSM, TS 23.038 §6.2.1; characters of its extension take two places.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// What one SMS holds, and each part of a longer one, which begins with six bytes that join it.
const (
	septetsAlone, septetsJoined = 160, 153
	unitsAlone, unitsJoined     = 70, 67
)

// septets is how many places a character takes in GSM's alphabet, 0 when it is not in it.
func septets(r rune) int {
	switch {
	case strings.ContainsRune(basic, r):
		return 1
	case strings.ContainsRune(extension, r):
		return 2
	}
	return 0
}

// Parts is what a text is counted as.
type Parts struct {
	// Characters are places of GSM's alphabet, or units of UTF-16 when Unicode.
	Characters int
	// Parts is how many SMS it is paid as, 0 of an empty text.
	Parts   int
	Unicode bool
}

// Count counts a text as it is sent: as Plain writes it unless accents are kept.
func Count(text string, accents bool) Parts {
	text = written(text, accents)
	n := Parts{Unicode: strings.ContainsFunc(text, func(r rune) bool { return septets(r) == 0 })}
	alone, joined, size := septetsAlone, septetsJoined, septets
	if n.Unicode {
		alone, joined, size = unitsAlone, unitsJoined, utf16.RuneLen
	}
	room := 0
	for _, r := range text { // a character is not torn apart between two parts
		if size(r) > room {
			n.Parts, room = n.Parts+1, joined
		}
		n.Characters, room = n.Characters+size(r), room-size(r)
	}
	if n.Characters <= alone {
		n.Parts = min(n.Parts, 1)
	}
	return n
}

// written is a text as it is sent.
func written(text string, accents bool) string {
	if accents {
		return norm.NFC.String(text)
	}
	return Plain(text)
}

// plain are characters that no decomposition makes plain.
var plain = map[rune]string{'đ': "d", 'Đ': "D", '₫': "d", '\t': " ", '\u2028': "\n", '\u2029': "\n", '`': "'", '‘': "'", '’': "'", '‚': "'",
	'‛': "'", '′': "'", '“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '″': `"`, '‐': "-", '‒': "-", '–': "-", '—': "-", '―': "-",
	'−': "-", '•': "-", '·': "-", '×': "x", '÷': "/", '⁄': "/", '→': "->", '≤': "<=", '≥': ">="}

// Plain writes a text without accents, as networks carry it at the price of plain
// letters. Letters lose their marks, đ is d and ₫ too, and quotes, dashes and the like
// are ASCII's. What GSM's alphabet has besides, as €, stays. All else is left out,
// emoji for one: a provider would refuse the whole message for it.
func Plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		if s, ok := plain[r]; ok {
			b.WriteString(s)
		} else if septets(r) > 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

package privacy

import (
	"strings"
	"unicode/utf8"

	"cham"
)

// Key masks the value of a key. That of a browser, too: who has it is taken for the browser.
func Key(k cham.Key) string {
	switch k.Kind {
	case cham.KeyPhone:
		return phone(k.Value)
	case cham.KeyEmail:
		return email(k.Value)
	}
	return last(k.Value)
}

// phone shows "+84912345678" as "09xx xxx 678".
func phone(s string) string {
	d := s
	if rest, ok := strings.CutPrefix(s, "+84"); ok {
		d = "0" + strings.TrimPrefix(rest, "0")
	}
	if len(d) < 7 {
		return "xxx"
	}
	if strings.HasPrefix(d, "0") {
		return d[:2] + "xx xxx " + d[len(d)-3:]
	}
	return d[:3] + " xxx xxx " + d[len(d)-3:]
}

// email shows "lan.nguyen@gmail.com" as "l***@gmail.com".
func email(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return hidden
	}
	_, n := utf8.DecodeRuneInString(s)
	if n == at { // the one letter would be all of it
		n = 0
	}
	return s[:n] + hidden + s[at:]
}

// last keeps the last two characters of an id of some length.
func last(s string) string {
	r := []rune(s)
	if len(r) < 6 {
		return hidden
	}
	return hidden + string(r[len(r)-2:])
}

// hidden stands for what is not shown.
const hidden = "***"

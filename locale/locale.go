// Package locale holds every user-facing sentence, by key and language. The
// pages read the same files, so a sentence is written once. Placeholders are
// {{name}}. A key that counts has key_one beside it for one, where a language
// says that otherwise; the form for all other numbers is key_other, or key
// itself (CLDR: Vietnamese has "other" only).
package locale

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed vi.json en.json
var files embed.FS

// Languages of the interface; the first is the default.
var Languages = []string{"vi", "en"}

var placeholder = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// words gives language → dotted key → sentence. The files are part of the
// program, so a file that cannot be read is a mistake of ours.
var words = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range Languages {
		b, err := files.ReadFile(lang + ".json")
		if err != nil {
			panic(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(b, &tree); err != nil {
			panic(fmt.Errorf("locale/%s.json: %w", lang, err))
		}
		all[lang] = map[string]string{}
		flatten("", tree, all[lang])
	}
	return all
})

func flatten(prefix string, tree map[string]any, into map[string]string) {
	for k, v := range tree {
		switch v := v.(type) {
		case string:
			into[prefix+k] = v
		case map[string]any:
			flatten(prefix+k+".", v, into)
		}
	}
}

// Text answers the sentence of a key in a language, its placeholders filled
// from args; a "count" in args chooses the plural form. An unknown language is
// the default one; an unknown key answers "".
func Text(lang, key string, args map[string]any) string {
	byKey, ok := words()[lang]
	if !ok {
		lang = Languages[0]
		byKey = words()[lang]
	}
	s := byKey[key]
	if n, counts := args["count"]; counts {
		s = cmp.Or(byKey[key+"_"+category(lang, n)], s)
	}
	return placeholder.ReplaceAllStringFunc(s, func(m string) string {
		name := placeholder.FindStringSubmatch(m)[1]
		if v, ok := args[name]; ok {
			return fmt.Sprint(v)
		}
		return m
	})
}

func category(lang string, n any) string {
	if lang == "en" && fmt.Sprint(n) == "1" {
		return "one"
	}
	return "other"
}

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range Languages {
		tags = append(tags, language.MustParse(l))
	}
	return language.NewMatcher(tags)
})

// Match answers the language of ours that an Accept-Language header likes
// most, the default when it likes none.
func Match(acceptLanguage string) string {
	if len(acceptLanguage) > 200 || strings.TrimSpace(acceptLanguage) == "" {
		return Languages[0]
	}
	_, i := language.MatchStrings(matcher(), acceptLanguage)
	return Languages[i]
}

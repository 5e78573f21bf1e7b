package privacy

import (
	"encoding/json"
	"reflect"
	"regexp"

	"cham"
)

// For is an answer as somebody of a sight may see it.
func For[T any](sight cham.Sight, answer T) T {
	switch sight {
	case cham.SightFull:
		return answer
	case cham.SightMasked:
		return Mask(answer)
	}
	return Hide(answer)
}

// Hide is Mask for who may not even recognise somebody: what Mask leaves of a
// phone, an address or an identifier goes too, and so do the names of
// customers: the fields with the tag person:"name", texts or JSON, and traits
// that are names.
func Hide[T any](v T) T {
	masked := Mask(v)
	if in := reflect.ValueOf(&masked).Elem(); holdsText(in.Type()) {
		out, _ := hiddenIn(in).Interface().(T)
		return out
	}
	return masked
}

// left is what Mask leaves of a contact.
var left = regexp.MustCompile(`(?:[0+][0-9]{1,2}|[0-9]{3})(?:xx)? xxx(?: xxx)? [0-9]{3}|` +
	`[^\s"/?&=:;,<>()\[\]@*]?\*{3}@[^\s"/?&=:;,<>()\[\]@#']+|` +
	`\*{3}[^\s"*/?&=:;,<>()\[\]]{2}`)

func hideText(s string) string { return left.ReplaceAllString(s, hidden) }

// nameTraits are the open traits by which people are called.
var nameTraits = map[string]bool{"name": true, "firstName": true, "lastName": true, "first_name": true, "last_name": true, "company": true}

// hiddenIn copies a masked value without what Mask left.
func hiddenIn(v reflect.Value) reflect.Value {
	if !holdsText(v.Type()) {
		return v
	}
	if v.Type() == rawType {
		return reflect.ValueOf(json.RawMessage(hideText(string(v.Bytes()))))
	}
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		out.SetString(hideText(v.String()))
	case reflect.Struct:
		hideStruct(out, v)
	case reflect.Map:
		hideMap(out, v)
	case reflect.Slice, reflect.Array:
		out.Set(v)
		if v.Kind() == reflect.Slice && !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			out.Index(i).Set(hiddenIn(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(hiddenIn(v.Elem()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(hiddenIn(v.Elem()))
		}
	default:
		return v
	}
	return out
}

func hideStruct(out, v reflect.Value) {
	out.Set(v)
	for i := range v.NumField() {
		switch f := v.Type().Field(i); {
		case !f.IsExported() || f.Tag.Get("mask") == "no":
		case f.Tag.Get("person") == "name" && v.Field(i).Len() > 0 && f.Type == rawType:
			out.Field(i).Set(reflect.ValueOf(json.RawMessage(`"` + hidden + `"`)))
		case f.Tag.Get("person") == "name" && v.Field(i).Len() > 0:
			out.Field(i).SetString(hidden)
		default:
			out.Field(i).Set(hiddenIn(v.Field(i)))
		}
	}
}

func hideMap(out, v reflect.Value) {
	if v.IsNil() {
		return
	}
	out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
	for k, x := range v.Seq2() {
		h := hiddenIn(x)
		if h.Type() == rawType && nameTraits[k.String()] {
			h = reflect.ValueOf(json.RawMessage(`"` + hidden + `"`))
		}
		out.SetMapIndex(hiddenIn(k), h)
	}
}

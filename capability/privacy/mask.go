package privacy

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"cham"
	"cham/measure"
)

// Mask returns a copy of v in which every text is masked as Text does it, and
// every piece of JSON as Object does it, wherever it stands; v is not changed.
// A struct that is a key (a Kind of cham.KeyKind and a Value) is masked as Key
// does it, and a dimension of properties that hold contacts, with its value, is
// hidden. A field's tag says what is needed beyond:
//
//	mask:"no"     made by the program, such as a cursor: left alone
//	mask:"hide"   left out
//	mask:"traits" a map of traits, see Traits
//	mask:"named"  a map by the names of properties: those of contacts are left out
//	mask:"props"  properties as cham.Kind.Props: those of contacts are left out
//	mask:"url"    an address: its query, where forms put what people typed, goes
func Mask[T any](v T) T {
	in := reflect.ValueOf(&v).Elem()
	if !holdsText(in.Type()) {
		return v
	}
	out, _ := masked(in).Interface().(T) // of the same type; a nil interface stays its zero
	return out
}

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	kindType = reflect.TypeFor[cham.KeyKind]()
	byType   = reflect.TypeFor[measure.Dimension]()
)

func masked(v reflect.Value) reflect.Value {
	switch {
	case !holdsText(v.Type()):
		return v
	case v.Type() == rawType:
		return reflect.ValueOf(Object(v.Bytes()))
	case v.Type() == byType:
		return reflect.ValueOf(dimension(measure.Dimension(v.String())))
	}
	switch v.Kind() {
	case reflect.String:
		return reflect.ValueOf(Text(v.String())).Convert(v.Type())
	case reflect.Struct:
		return maskedStruct(v)
	case reflect.Map:
		return maskedMap(v)
	case reflect.Slice, reflect.Array:
		return maskedList(v)
	case reflect.Pointer:
		if !v.IsNil() {
			out := reflect.New(v.Type().Elem())
			out.Elem().Set(masked(v.Elem()))
			return out
		}
	case reflect.Interface:
		if !v.IsNil() {
			out := reflect.New(v.Type()).Elem()
			out.Set(masked(v.Elem()))
			return out
		}
	}
	return v
}

func maskedStruct(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		switch f.Tag.Get("mask") {
		case "no":
		case "hide":
			out.Field(i).SetZero()
		case "named":
			out.Field(i).Set(withoutContacts(masked(v.Field(i))))
		case "props":
			out.Field(i).SetString(props(v.Field(i).String()))
		case "traits":
			traits, _ := v.Field(i).Interface().(map[string]json.RawMessage)
			out.Field(i).Set(reflect.ValueOf(Traits(traits)))
		case "url":
			address, _, _ := strings.Cut(v.Field(i).String(), "?")
			address, _, _ = strings.Cut(address, "#")
			out.Field(i).SetString(Text(address))
		default:
			out.Field(i).Set(masked(v.Field(i)))
		}
	}
	if by := v.FieldByName("By"); by.IsValid() && by.Type() == byType && contactDimension(measure.Dimension(by.String())) {
		for _, name := range []string{"Value", "Name"} {
			if f := out.FieldByName(name); f.IsValid() && f.Kind() == reflect.String && f.Len() > 0 {
				f.SetString(hidden)
			}
		}
	}
	kind, value := v.FieldByName("Kind"), out.FieldByName("Value")
	if kind.IsValid() && kind.Type() == kindType && value.IsValid() && value.Kind() == reflect.String {
		value.SetString(Key(cham.Key{Kind: cham.KeyKind(kind.String()), Value: v.FieldByName("Value").String()}))
	}
	return out
}

// contactDimension reports whether the values of a dimension are contacts by
// the name of their property.
func contactDimension(d measure.Dimension) bool {
	name, is := strings.CutPrefix(string(d), string(measure.ByProperty))
	return is && contactFields.MatchString(name)
}

func dimension(d measure.Dimension) measure.Dimension {
	if contactDimension(d) {
		return hidden
	}
	return measure.Dimension(Text(string(d)))
}

func props(s string) string {
	pairs := strings.Split(s, cham.PropSep)
	return Text(strings.Join(slices.DeleteFunc(pairs, func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return contactFields.MatchString(name)
	}), cham.PropSep))
}

func withoutContacts(m reflect.Value) reflect.Value {
	for _, k := range m.MapKeys() { // m is a copy already
		if contactFields.MatchString(k.String()) {
			m.SetMapIndex(k, reflect.Value{})
		}
	}
	return m
}

func maskedMap(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	for k, x := range v.Seq2() {
		out.SetMapIndex(masked(k), masked(x))
	}
	return out
}

func maskedList(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	if v.Kind() == reflect.Slice {
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
	}
	for i := range v.Len() {
		out.Index(i).Set(masked(v.Index(i)))
	}
	return out
}

// known remembers of each type whether a text can stand in it, so that long
// lists of numbers are not walked.
var known sync.Map

func holdsText(t reflect.Type) bool {
	if yes, ok := known.Load(t); ok {
		return yes.(bool)
	}
	known.Store(t, true) // for types that hold themselves
	yes := looksForText(t)
	known.Store(t, yes)
	return yes
}

func looksForText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return t == rawType || holdsText(t.Elem())
	case reflect.Map:
		return holdsText(t.Key()) || holdsText(t.Elem())
	case reflect.Struct:
		if t == timeType {
			return false
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && (f.Tag.Get("mask") == "hide" || holdsText(f.Type)) {
				return true
			}
		}
	}
	return false
}

package form

import (
	"slices"
	"strings"
	"testing"

	"cham"
)

func page(fields ...Field) Page { return Page{Title: "x", Fields: fields} }

// Keys come of labels, once; they keep apart from what says who somebody is, and stay
// when the label changes.
func TestKeys(t *testing.T) {
	p := page(Field{Kind: Phone, Key: "email"}, Field{Kind: Short, Label: "Đường Phố?"}, Field{Kind: Short, Label: "duong pho"},
		Field{Kind: Short, Label: "会社"}, Field{Kind: Long, Label: "phone"}, Field{Kind: Short, Label: "Khác", Key: "answer_duong_pho_3"},
		Field{Kind: Short, Label: strings.Repeat("dài ", 40)})
	if err := p.check(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, f := range p.Fields {
		keys = append(keys, f.Key)
	}
	want := []string{"phone", "answer_duong_pho", "answer_duong_pho_2", "answer_2", "answer_phone", "answer_duong_pho_3",
		"answer_dai_dai_dai_dai_dai_dai_dai_dai_d"}
	if !slices.Equal(keys, want) {
		t.Error(keys)
	}
	p.Fields[1].Label = "Phố"
	if err := p.check(); err != nil || p.Fields[1].Key != "answer_duong_pho" {
		t.Error(p.Fields[1], err)
	}
}

// What no form can be is refused with the field that is wrong.
func TestChecks(t *testing.T) {
	phone, many := Field{Kind: Phone}, slices.Repeat([]Field{{Kind: Short, Label: "a"}}, 21)
	for field, p := range map[string]Page{
		"page.title":             {Fields: []Field{phone}},
		"page.fields":            page(many...),
		"page.fields[1]":         page(phone, phone),
		"page.fields[0].kind":    page(Field{Kind: "file"}),
		"page.fields[0].label":   page(Field{Kind: Short, Label: " "}),
		"page.fields[0].key":     page(Field{Kind: Short, Label: "a", Key: "revenue"}),
		"page.fields[0].options": page(Field{Kind: Choice, Label: "a", Options: []string{"x", " x "}}),
		"page.address":           {Title: "x", Fields: []Field{phone}, Address: "http://mocan.vn"},
		"page.points":            {Title: "x", Fields: []Field{phone}, Points: []string{"1", "2", "3", "4"}},
		"page.consents":          {Title: "x", Fields: []Field{phone}, Consents: []cham.Channel{"email"}},
	} {
		f := Form{Name: "n", Page: p}
		e, _ := f.check().(*cham.Error)
		if e == nil || e.Code != cham.CodeInvalid || e.Field != field {
			t.Errorf("%s: %+v", field, e)
		}
	}
	long := page(slices.Repeat([]Field{{Kind: Long, Label: "a"}}, 6)...)
	if err := long.check(); cham.ErrorCode(err) != cham.CodeInvalid {
		t.Error("six long texts:", err)
	}
}

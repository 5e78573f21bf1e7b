package letter

import "testing"

// Addresses in a text pass through the link of its frame: those that were written, to the end of the
// address and no further, and none that a field says.
func TestNoteLinks(t *testing.T) {
	f := FieldsOf("Lan", traits("site", `"https://evil.vn/x"`, "city", `"Huế & xa"`), "vi")
	for text, want := range map[string]string{
		"Xem https://mocan.vn/a?utm_source=sms.":       "Xem <https://mocan.vn/a?utm_source=sms>.",
		"(http://mocan.vn), https://mocan.vn/b!":       "(<http://mocan.vn>), <https://mocan.vn/b>!",
		"https://mocan.vn/{{ customer.city }} nhé":     "<https://mocan.vn/Hu%E1%BA%BF%20%26%20xa> nhé",
		"{{ customer.site }}":                          "https://evil.vn/x",
		"https:// mocan.vn ftp://x.vn mailto:a@b.vn":   "https:// mocan.vn ftp://x.vn mailto:a@b.vn",
		"https://{{ customer.site }}":                  "https://https://evil.vn/x",
		"{{ name }} ơi https://mocan.vn/?x={{ name }}": "Lan ơi <https://mocan.vn/?x=Lan>",
	} {
		c, err := CompileNote(Note{Text: text}, TextOnly)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.Write(f, Frame{Link: func(to string) string { return "<" + to + ">" }})
		if err != nil || w.Text != want {
			t.Errorf("%q: %q %v", text, w.Text, err)
		}
	}
}

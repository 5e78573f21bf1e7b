package capture

import "testing"

// A file of refused rows is known by its headings, in both languages and as
// earlier versions wrote them.
func TestRejectsAreKnownByTheirHeadings(t *testing.T) {
	for _, header := range [][]string{{"Refused line", "Reason of refusal", "Phone"}, {"Dòng bị từ chối", "Lý do bị từ chối", "Phone"},
		{"Rejected line", "Reason of rejection", "Phone"}} {
		if !isRejects(header) {
			t.Errorf("%q is not known", header)
		}
	}
	if isRejects([]string{"Line", "Reason", "Phone"}) {
		t.Error("any two columns are taken for those of refused rows")
	}
}

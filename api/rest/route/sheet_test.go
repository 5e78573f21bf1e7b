package route

import "testing"

func TestPlainCell(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "＝1+1": "'＝1+1", " =1+1": "' =1+1", "\u00a0@SUM(1)": "'\u00a0@SUM(1)", "\t=2": "'\t=2", "\tx": "'\tx", "＋1": "'＋1",
		"ok;=1+1": "ok;'=1+1", "ok; ＠x;-1": "ok;' ＠x;'-1", "a\n=3+3": "a\n'=3+3", "x;\"=1": "x;'\"=1",
		"a=b": "a=b", "1-2": "1-2", "a; b": "a; b", "": "", "Đặt lịch": "Đặt lịch",
	} {
		if got := PlainCell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

package reach_test

import (
	"context"
	"slices"
	"testing"

	"cham"
	"cham/capability/reach"
)

// bounces keeps which addresses lead nowhere.
type bounces struct {
	nothing
	bad map[string]bool
}

func (b bounces) WorksAgain(_ context.Context, _ cham.WorkspaceID, hashes []string) (n int, err error) {
	for _, h := range hashes {
		if b.bad[h] {
			n++
		}
		delete(b.bad, h)
	}
	return n, nil
}

// An address works again by the way that is said, and by no other; who is not known, or has no bad address, is said.
func TestWorksAgain(t *testing.T) {
	store := bounces{bad: map[string]bool{"an@mocan.vn": true, reach.BadBy(reach.Zalo, "0903118274"): true,
		reach.BadBy(reach.ZNS, "0903118274"): true, reach.BadBy(reach.Own, "0903118274"): true}}
	d := &reach.Desk{Store: store, Hash: func(k cham.Key) string { return k.Value },
		Own: func(context.Context, cham.WorkspaceID) (reach.OwnWay, error) {
			return reach.OwnWay{Kind: cham.KeyPhone, Stands: "sms"}, nil
		},
		Keys: func(_ context.Context, _ cham.WorkspaceID, ids []cham.CustomerID) (map[cham.CustomerID][]reach.Key, error) {
			if !slices.Contains(ids, 7) {
				return nil, nil
			}
			return map[cham.CustomerID][]reach.Key{7: {{ID: 1, Key: cham.Key{Kind: cham.KeyEmail, Value: "an@mocan.vn"}},
				{ID: 2, Key: cham.Key{Kind: cham.KeyPhone, Value: "0903118274"}}}}, nil
		}}
	for _, c := range []struct {
		of   cham.CustomerID
		way  reach.Way
		want cham.Code
	}{
		{8, reach.Email, cham.CodeNotFound}, {7, "pigeon", cham.CodeInvalid}, {7, reach.SMS, cham.CodeConflict},
		{7, reach.Email, ""}, {7, reach.Email, cham.CodeConflict}, {7, reach.ZNS, ""}, {7, reach.Own, ""},
	} {
		if err := d.WorksAgain(t.Context(), "a", c.of, c.way); (err == nil) != (c.want == "") || err != nil && cham.ErrorCode(err) != c.want {
			t.Errorf("%d by %s: %v, want %q", c.of, c.way, err, c.want)
		}
	}
	if len(store.bad) != 1 {
		t.Errorf("others were freed, too: %v", store.bad)
	}
}

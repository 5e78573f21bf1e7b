package index_test

import (
	"context"
	"testing"

	"cham"
	"cham/capability/identity"
	"cham/store/index"
	"cham/store/storetest"
)

// TestExclusions: what rules take out is as if it had never come, and comes back.
func TestExclusions(t *testing.T) {
	t.Parallel()
	var dir string
	var before *index.Index
	storetest.EngineExclusions(t, func(t testing.TB, h storetest.Interactions, assignments []identity.Move, rules cham.Exclusions,
		keys []cham.KeyID) storetest.ExcludingEngine {
		if _, newest, _ := h.Cursor(context.Background()); newest == 0 {
			dir = t.TempDir()
		} else {
			before.Close() // its checkpoint is read, or is of other rules
		}
		x := index.New(index.Options{Dir: dir})
		before = x
		t.Cleanup(func() { x.Close() })
		with := storetest.StoryRules
		with.Except, with.Outsiders = rules.InForce(), keys
		err := x.Load(context.Background(), storetest.EngineWorkspace, h, func(f func(identity.Move) error) error {
			for _, m := range assignments {
				if err := f(m); err != nil {
					return err
				}
			}
			return nil
		}, with)
		if err != nil {
			t.Fatal(err)
		}
		return x
	})
}

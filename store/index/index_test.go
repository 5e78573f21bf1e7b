package index_test

import (
	"context"
	"testing"

	"cham/capability/identity"
	"cham/flow"
	"cham/store/index"
	"cham/store/storetest"
)

var _ flow.Index = (*index.Index)(nil)

func openIndex(o index.Options) storetest.OpenEngine {
	return func(t testing.TB, h storetest.Interactions, assignments []identity.Move) storetest.JourneyEngine {
		x := index.New(o)
		t.Cleanup(func() { x.Close() })
		err := x.Load(context.Background(), storetest.EngineWorkspace, h, func(f func(identity.Move) error) error {
			for _, m := range assignments {
				if err := f(m); err != nil {
					return err
				}
			}
			return nil
		}, storetest.StoryRules)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func TestEngine(t *testing.T) {
	t.Parallel()
	storetest.Engine(t, openIndex(index.Options{}))
}

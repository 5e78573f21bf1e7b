package journey

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cham"
)

// Fill gives add about n touches as they would have come in over the year, a
// hundred thousand at a time. The slice is used again after add returns.
func Fill(n int, seed uint64, add func([]cham.Record) error) error {
	c := generate(n, seed)
	order := make([]uint32, len(c.At))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(c.At[a], c.At[b]) })
	batch := make([]cham.Record, 0, 100_000)
	for seq, i := range order {
		k, at := c.Kinds[c.Kind[i]], time.UnixMilli(c.At[i]).UTC()
		batch = append(batch, cham.Record{Seq: int64(seq + 1), Key: cham.KeyID(c.Customer[i]), Touch: cham.Touch{
			MessageID: fmt.Sprintf("00000000-0000-4000-8000-%012x", seq), Source: "bench", Type: cham.CallTrack,
			Name: k.Name, Channel: k.Channel, At: at, ReceivedAt: at}})
		if len(batch) == cap(batch) || seq == len(order)-1 {
			if err := add(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return nil
}

package app_test

import (
	"cham/capability/letter"
	"cham/capability/library"
	"cham/capability/reach"
	"cham/capability/voucher"
	"cham/chamtest/kit"
)

// fillWords puts the person into what campaigns take their words from.
func fillWords(k *kit.Kit) {
	if _, err := k.Vouchers.Create(k.T.Context(), kit.Workspace, voucher.PoolDraft{Name: "Mã cho " + theirPhone}); err != nil {
		k.T.Fatal(err)
	}
	says := map[string]library.Saying{"vi": {Text: &letter.Note{Text: "Trả lời về " + theirMail}}}
	if _, err := k.Library.Create(k.T.Context(), kit.Workspace, library.SavedDraft{Name: "Chào", Class: reach.Care, Way: reach.SMS,
		Says: says}); err != nil {
		k.T.Fatal(err)
	}
}

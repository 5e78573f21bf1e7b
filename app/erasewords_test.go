package app_test

import (
	"cham/capability/letter"
	"cham/capability/library"
	"cham/capability/reach"
	"cham/capability/task"
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

// fillTasks puts calls to the person, and one to who knows them, on the list.
func fillTasks(k *kit.Kit) {
	for id, who := range map[string]string{"own": "KH-ERASE-7", "friend": "KH-1"} {
		t := task.Task{Workspace: kit.Workspace, ID: id, Kind: task.Do, Title: "Gọi " + theirPhone,
			Script: "Chào " + theirMail + ", " + theirName, Key: k.Customer(who).Keys[0].ID,
			State: task.Open, CreatedAt: k.Now(), ChangedAt: k.Now()}
		if _, err := k.Store.Tasks().AddTask(k.T.Context(), t); err != nil {
			k.T.Fatal(err)
		}
		t.Note = "Số khác: +84" + theirPhone[1:]
		if changed, err := k.Store.Tasks().ChangeTask(k.T.Context(), task.Change{Task: t}); err != nil || !changed {
			k.T.Fatal(changed, err)
		}
	}
}

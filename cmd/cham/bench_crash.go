package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"cham/crash"
)

type benchCrashCmd struct {
	Kills       int    `help:"How often to kill." default:"2000"`
	DatabaseURL string `help:"A fresh PostgreSQL database; without it, SQLite." env:"CHAM_DATABASE_URL" placeholder:"URL"`
	Dir         string `help:"Where to make the data folder." type:"existingdir" default:"."`
	Seed        uint64 `help:"Seed of the instants and calls." default:"1"`
	JSON        bool   `name:"json" help:"Print one JSON object."`
}

func (c *benchCrashCmd) Run(ctx context.Context, w io.Writer) (err error) {
	bin, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.Dir, "cham-crash-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r, err := crash.Run(ctx, crash.Config{Bin: bin, Dir: dir, DatabaseURL: c.DatabaseURL, Kills: c.Kills, Seed: c.Seed,
		Progress: func(kills int) {
			if kills%50 == 0 {
				fmt.Fprintf(os.Stderr, "%d of %d kills\n", kills, c.Kills)
			}
		}})
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(w).Encode(r)
	} else {
		_, err = fmt.Fprintf(w, "%d kills (%d before the first answer, %d while the index was written) in %s: "+
			"%d touches sent, %d answered, %d stored; %d lost, %d doubled, %d unknown, %d wrong figures\n",
			r.Kills, r.Early, r.Writing, r.Elapsed.Round(1e9), r.Sent, r.Answered, r.Stored, len(r.Lost), len(r.Doubled), len(r.Unknown),
			len(r.Wrong))
	}
	return errors.Join(err, r.Err())
}

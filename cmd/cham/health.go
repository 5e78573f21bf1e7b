package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"cham/app/server"
)

type healthCmd struct {
	Data string `help:"Data folder." default:"cham-data" env:"CHAM_DATA" type:"path"`
}

func (c *healthCmd) Run(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	if err := server.Ready(ctx, c.Data); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "ready")
	return err
}

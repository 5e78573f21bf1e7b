package flow

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"cham/capability/capture"
)

// QuarantineDir returns a Quarantine that keeps entries as files in a folder:
// the payload as workspace-seq.touches, and the reason beside it.
func QuarantineDir(dir string) func(context.Context, capture.Entry, error) error {
	return func(_ context.Context, e capture.Entry, why error) error {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		name := filepath.Join(dir, fmt.Sprintf("%s-%d", filepath.Base(string(e.Workspace)), e.Seq))
		if err := keep(name+".touches", e.Payload); err != nil {
			return err
		}
		return keep(name+".reason", []byte(why.Error()+"\n"))
	}
}

// keep writes a file so that it is whole or not there.
func keep(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".aside-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}

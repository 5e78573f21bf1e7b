package archive

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"filippo.io/age"

	"cham"
)

// ageMagic begins every age file.
const ageMagic = "age-encryption.org/v1"

// workFactor makes each guess of a passphrase take about a second.
var workFactor = 18

// Encrypt returns a writer whose content can be read with the passphrase only;
// closing it ends the file, not w. Without a passphrase nothing is encrypted.
func Encrypt(w io.Writer, passphrase string) (io.WriteCloser, error) {
	if passphrase == "" {
		return plain{w}, nil
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(workFactor)
	return age.Encrypt(w, to)
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// Decrypt returns the archive in a file, which may be encrypted or not.
func Decrypt(r io.Reader, passphrase string) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 1<<20)
	start, err := buffered.Peek(len(ageMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(start) != ageMagic {
		return buffered, nil
	}
	if passphrase == "" {
		e := cham.Errorf(cham.CodeInvalid, "archive.Decrypt", "the backup is encrypted: give its passphrase in a file with --passphrase-file")
		e.Field = "passphrase"
		return nil, e
	}
	with, err := age.NewScryptIdentity(strings.TrimRight(passphrase, "\r\n"))
	if err != nil {
		return nil, err
	}
	opened, err := age.Decrypt(buffered, with)
	if err != nil {
		e := cham.Errorf(cham.CodeInvalid, "archive.Decrypt", "this is not the backup's passphrase, or its first lines are damaged")
		e.Field, e.Err = "passphrase", err
		return nil, e
	}
	return damageTold{opened}, nil
}

// damageTold says of an encrypted file that was changed or cut short that it is
// damaged.
type damageTold struct{ io.Reader }

func (d damageTold) Read(b []byte) (int, error) {
	n, err := d.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = broken(err, "the encrypted backup is damaged or cut short")
	}
	return n, err
}

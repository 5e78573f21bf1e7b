// Package seal encrypts the few secrets that the program must be able to read
// again, such as those that codes of a second step are made of, before they go
// into the database (AES-256-GCM). The key is a file of the data folder that is
// never part of a backup: who gets a copy of the database or of a backup has
// nothing of them.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cham"
)

// KeyFile is the key's name in the data folder.
const KeyFile = "secrets.key"

// version begins every sealed text, so that it is told from a plain one.
const version = "s1."

// Box seals and opens with one key. It is safe for concurrent use.
type Box struct {
	aead cipher.AEAD // with a nonce of its own in each text
	mac  []byte
	mark string // tells one key from another, and nothing of it
}

// Open reads the key in a data folder, or makes it when there is none.
// CodeConflict: it is damaged.
func Open(dir string) (*Box, error) {
	key, err := readKey(filepath.Join(dir, KeyFile))
	if err != nil {
		return nil, err
	}
	return newBox(key)
}

func newBox(key []byte) (*Box, error) {
	sealing, err1 := hkdf.Expand(sha256.New, key, "seal", 32)
	mac, err2 := hkdf.Expand(sha256.New, key, "mac", 32)
	mark, err3 := hkdf.Expand(sha256.New, key, "mark", 4)
	block, err4 := aes.NewCipher(sealing)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "seal.Open", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, cham.Wrap(cham.CodeInternal, "seal.Open", err)
	}
	return &Box{aead: aead, mac: mac, mark: hex.EncodeToString(mark)}, nil
}

// Seal encrypts a secret. purpose says what it is for and whose it is: for
// another one it does not open, so that rows of a database cannot be exchanged.
func (b *Box) Seal(purpose string, secret []byte) string {
	return version + b.mark + "." + base64.RawURLEncoding.EncodeToString(b.aead.Seal(nil, nil, secret, []byte(purpose)))
}

// Sealed tells a sealed text from one of before there were seals.
func (b *Box) Sealed(text string) bool { return strings.HasPrefix(text, version) }

// Open decrypts what Seal made for the same purpose. CodeConflict: it was sealed
// by another key than this folder's, or is no text of Seal's for this purpose.
func (b *Box) Open(purpose, sealed string) ([]byte, error) {
	mark, text, _ := strings.Cut(strings.TrimPrefix(sealed, version), ".")
	if !b.Sealed(sealed) || mark != b.mark {
		return nil, cham.Errorf(cham.CodeConflict, "seal.Open",
			"a secret was sealed by another key than %s in this data folder: bring the one of the folder it comes from", KeyFile)
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		raw, err = b.aead.Open(nil, nil, raw, []byte(purpose))
	}
	if err != nil {
		return nil, cham.Wrap(cham.CodeConflict, "seal.Open", err)
	}
	return raw, nil
}

// MAC is a keyed hash of a text, hexadecimal.
func (b *Box) MAC(text string) string {
	m := hmac.New(sha256.New, b.mac)
	m.Write([]byte(text))
	return hex.EncodeToString(m.Sum(nil))
}

func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := base64.StdEncoding.DecodeString(string(text))
		if err == nil && len(key) == sha256.Size {
			return key, nil
		}
		return nil, cham.Errorf(cham.CodeConflict, "seal.Open", "%s is damaged: put its copy back", path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, cham.Wrap(cham.CodeUnavailable, "seal.Open", err)
	}
	key := make([]byte, sha256.Size)
	rand.Read(key)
	return key, writeKey(path, base64.StdEncoding.EncodeToString(key))
}

// writeKey puts the key on disk to stay, whole or not at all.
func writeKey(path, text string) error {
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(path+".part", path)
	}
	if err == nil {
		var d *os.File
		if d, err = os.Open(filepath.Dir(path)); err == nil {
			err = errors.Join(d.Sync(), d.Close())
		}
	}
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "seal.Open", err)
	}
	return nil
}

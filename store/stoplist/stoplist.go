// Package stoplist keeps, in a file of its own, the keys of people who were
// erased, as keyed hashes (HMAC-SHA-256): enough to know such a key when it
// comes again, from an older backup or an old file, and not to say whose it was.
// Telephone numbers can all be tried, so the hash is worth something only
// without its key: that lies in a second file, which is never part of a backup.
package stoplist

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cham"
)

// The files in the data folder. A backup takes ListFile along and leaves KeyFile
// out; putting a backup back keeps both as they are and puts the backup's list
// beside them, as RestoredFile, which Open takes in.
const (
	ListFile     = "erased.list"
	KeyFile      = "erased.key"
	RestoredFile = "erased.list.restored"
)

// List is the stop list of an installation. It is safe for concurrent use.
type List struct {
	path string
	key  []byte

	mu sync.RWMutex
	at map[entry]time.Time // when the key was erased last
	of map[string]Erasure
}

type entry struct {
	ws   cham.WorkspaceID
	hash string
}

// Erasure is one person's line of the list.
type Erasure struct {
	ID        string           `json:"id"`
	Workspace cham.WorkspaceID `json:"workspace"`
	Mode      string           `json:"mode"`
	At        time.Time        `json:"at"`
	// Keys are the hashes, hexadecimal.
	Keys []string `json:"keys"`
	// By is the mark of the list's key that hashed them; "" in lines of before
	// there were marks.
	By string `json:"by,omitempty"`
}

// Open reads the list in a data folder and makes its key when there is neither.
// CodeConflict: there is a list and no key, or another one.
func Open(dir string) (*List, error) {
	l := &List{path: filepath.Join(dir, ListFile), at: map[entry]time.Time{}, of: map[string]Erasure{}}
	key, err := readKey(filepath.Join(dir, KeyFile), l.path, filepath.Join(dir, RestoredFile))
	if err != nil {
		return nil, err
	}
	l.key = key
	if err := l.read(l.path); err != nil {
		return nil, err
	}
	return l, l.merge(filepath.Join(dir, RestoredFile))
}

// mark tells one key from another, and nothing of it.
func (l *List) mark() string {
	m := hmac.New(sha256.New, l.key)
	m.Write([]byte("mark"))
	return hex.EncodeToString(m.Sum(nil)[:8])
}

// readKey returns the key, made and on disk when no list needs an older one.
func readKey(path string, lists ...string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := base64.StdEncoding.DecodeString(string(text))
		if err == nil && len(key) == sha256.Size {
			return key, nil
		}
		return nil, cham.Errorf(cham.CodeConflict, "stoplist.Open", "%s is damaged: put its copy back", path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, cham.Wrap(cham.CodeUnavailable, "stoplist.Open", err)
	}
	for _, list := range lists {
		if info, err := os.Stat(list); err == nil && info.Size() > 0 {
			return nil, cham.Errorf(cham.CodeConflict, "stoplist.Open",
				"%s lists people who were erased, and its key %s is missing: bring it from the folder it was made in, or, if it is lost "+
					"for good, delete the list; whoever is in this data again is then not recognised", list, KeyFile)
		}
	}
	key := make([]byte, sha256.Size)
	rand.Read(key)
	return key, writeWhole(path, []byte(base64.StdEncoding.EncodeToString(key)))
}

// read takes in a list's lines; the last may be torn by a crash. CodeConflict:
// they were hashed with another key.
func (l *List) read(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "stoplist.Open", err)
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil // torn, or the end
		}
		var e Erasure
		if json.Unmarshal(line, &e) != nil || e.ID == "" {
			continue
		}
		if e.By != "" && e.By != l.mark() {
			return cham.Errorf(cham.CodeConflict, "stoplist.Open", "%s lists people who were erased by another key than %s beside it: bring the "+
				"key of the folder that the list was made in, or, if it is lost for good, delete the list; whoever is in this data again is "+
				"then not recognised", path, KeyFile)
		}
		l.take(e)
	}
}

func (l *List) take(e Erasure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range e.Keys {
		if k := (entry{e.Workspace, h}); e.At.After(l.at[k]) {
			l.at[k] = e.At
		}
	}
	l.of[e.ID] = e
}

// Hash is a key as the list has it.
func (l *List) Hash(k cham.Key) string {
	m := hmac.New(sha256.New, l.key)
	m.Write([]byte(string(k.Kind) + "\x00" + k.Value))
	return hex.EncodeToString(m.Sum(nil))
}

// Erased tells whether one of the keys is of somebody who was erased at t or
// later. While nobody ever was, it costs nothing.
func (l *List) Erased(ws cham.WorkspaceID, keys []cham.Key, t time.Time) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if len(l.at) == 0 {
		return false
	}
	for _, k := range keys {
		if at, ok := l.at[entry{ws, l.Hash(k)}]; ok && !t.After(at) {
			return true
		}
	}
	return false
}

// Add puts a person on the list, on disk to stay; twice is once.
func (l *List) Add(e Erasure, keys []cham.Key) error {
	for _, k := range keys {
		e.Keys = append(e.Keys, l.Hash(k))
	}
	if e.By == "" && len(keys) > 0 {
		e.By = l.mark()
	}
	l.mu.RLock()
	_, there := l.of[e.ID]
	l.mu.RUnlock()
	if there {
		return nil
	}
	if err := l.write(e); err != nil {
		return err
	}
	l.take(e)
	return nil
}

// write appends a line after whatever a crash has left.
func (l *List) write(e Erasure) error {
	line, err := json.Marshal(e)
	if err != nil {
		return cham.Wrap(cham.CodeInternal, "stoplist.Add", err)
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.Write(append([]byte("\n"), append(line, '\n')...))
		err = errors.Join(err, f.Sync(), f.Close(), syncDir(l.path))
	}
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "stoplist.Add", err)
	}
	return nil
}

// All are the erasures on the list.
func (l *List) All() []Erasure {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := make([]Erasure, 0, len(l.of))
	for _, e := range l.of {
		all = append(all, e)
	}
	return all
}

// merge takes in what another list has beyond this one, and deletes it.
func (l *List) merge(path string) error {
	other := &List{key: l.key, at: map[entry]time.Time{}, of: map[string]Erasure{}}
	if err := other.read(path); err != nil {
		return err
	}
	for _, e := range other.All() {
		if err := l.Add(e, nil); err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cham.Wrap(cham.CodeUnavailable, "stoplist.Open", err)
	}
	return nil
}

func writeWhole(path string, data []byte) error {
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.Write(data)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err == nil {
		err = errors.Join(os.Rename(path+".part", path), syncDir(path))
	}
	if err != nil {
		return cham.Wrap(cham.CodeUnavailable, "stoplist.Open", err)
	}
	return nil
}

func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

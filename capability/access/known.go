package access

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"slices"
	"sort"
)

// knownPasswords are those of ten characters and more among the million that
// people chose most often, as leaks show (the list "10-million-password-list-top-
// 1000000" that SecLists keeps, MIT): the first four bytes of the SHA-256 of
// each, its letters folded, sorted. A good password is taken for one of them
// once in 40,000 times.
//
//go:embed known-passwords.bin
var knownPasswords string

// knownHash is what a password stands in the list as.
func knownHash(folded string) uint32 {
	sum := sha256.Sum256([]byte(folded))
	return binary.BigEndian.Uint32(sum[:])
}

// isKnown tells whether a password, its letters folded, was in a leak.
func isKnown(folded string) bool {
	want := knownHash(folded)
	at := func(i int) uint32 { return binary.BigEndian.Uint32([]byte(knownPasswords[4*i : 4*i+4])) }
	n := len(knownPasswords) / 4
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	return i < n && at(i) == want
}

// packKnown is the list of passwords as it is kept.
func packKnown(passwords []string) []byte {
	var hashes []uint32
	for _, p := range passwords {
		hashes = append(hashes, knownHash(foldLetters(p)))
	}
	slices.Sort(hashes)
	var packed []byte
	for _, h := range slices.Compact(hashes) {
		packed = binary.BigEndian.AppendUint32(packed, h)
	}
	return packed
}

package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// oldWorkbook says what a file in the container of old Office files is: .xls, or
// a workbook behind a password.
func (f *File) oldWorkbook() error {
	head := make([]byte, 512)
	if _, err := f.whole.ReadAt(head, 0); err != nil {
		return invalid(1, "zipBroken", "an Office file that is cut short")
	}
	size := int64(1) << min(binary.LittleEndian.Uint16(head[30:]), 16)
	folder := make([]byte, 64<<10) // the names of what is inside, two bytes a letter
	n, err := f.whole.ReadAt(folder, (1+int64(binary.LittleEndian.Uint32(head[48:])))*size)
	if err != nil && err != io.EOF {
		return invalid(1, "zipBroken", "an Office file that is cut short")
	}
	var name []byte
	for _, unit := range utf16.Encode([]rune("Encrypt")) { // EncryptedPackage, EncryptionInfo
		name = binary.LittleEndian.AppendUint16(name, unit)
	}
	if bytes.Contains(folder[:n], name) {
		return invalid(1, "encrypted", "a workbook with a password; take it off and save again")
	}
	return invalid(1, "xls", "an old Excel file (.xls); save it as .xlsx")
}

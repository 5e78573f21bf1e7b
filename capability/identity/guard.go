package identity

import (
	"strings"

	"cham"
)

// nobody are values that stand where an id should. Capture refuses these and
// many more; what slips past it, from whatever way in, must not join strangers.
var nobody = map[string]bool{"": true, "null": true, "nil": true, "none": true, "undefined": true, "nan": true,
	"unknown": true, "n/a": true, "na": true, "-": true, "0": true, "true": true, "false": true, "anonymous": true,
	"guest": true, "test": true, "[object object]": true, "test@test.com": true, "test@gmail.com": true,
	"a@a.com": true, "no@email.com": true, "+84123456789": true,
	"00000000-0000-0000-0000-000000000000": true}

// Placeholder reports whether a key identifies nobody. Such a key may own
// touches, but it is shared from its first moment and joins nothing.
func Placeholder(k cham.Key) bool {
	v := strings.ToLower(strings.TrimSpace(k.Value))
	if nobody[v] {
		return true
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(v, "+84"), "+")
	return len(digits) >= 8 && strings.Count(digits, digits[:1]) == len(digits)
}

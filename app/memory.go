package app

import (
	"fmt"
	"os"
	"strings"
)

// Memory is the machine's memory in bytes, or the container's limit when that
// is lower.
func Memory() (int64, error) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	var kb int64
	if _, err := fmt.Sscanf(string(data), "MemTotal: %d kB", &kb); err != nil {
		return 0, err
	}
	total := kb << 10
	if limit, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		var bytes int64
		if n, _ := fmt.Sscan(strings.TrimSpace(string(limit)), &bytes); n == 1 && bytes < total {
			total = bytes
		}
	}
	return total, nil
}

// IndexCeiling is how many bytes the journey index may use when nobody says
// otherwise: half the machine.
func IndexCeiling() int64 {
	total, err := Memory()
	if err != nil {
		return 2 << 30
	}
	return total / 2
}

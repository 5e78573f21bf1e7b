#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasync_linux.h"

int __real_fsync(int fd);

static atomic_llong count;

long long cham_datasyncs(void) { return atomic_load(&count); }

int __wrap_fsync(int fd) {
    struct stat s;
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        return __real_fsync(fd);
    }
    atomic_fetch_add(&count, 1);
    return fdatasync(fd);
}

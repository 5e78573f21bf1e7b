package main

/*
#include <malloc.h>

// The C library keeps memory for two threads, not for every one that ever asked:
// Go lets C run on many, and 130 MB of an import were nobody's. It is told before
// there are threads; later it has made some of what it may not.
__attribute__((constructor)) static void few_arenas(void) {
#ifdef M_ARENA_MAX // of the GNU C library
	mallopt(M_ARENA_MAX, 2);
#endif
}

static void give_back(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
*/
import "C"

// giveBack lets the system have what the C library holds and nobody uses: it
// keeps it in pieces, 110 MB after a file of a million rows.
func giveBack() { C.give_back() }

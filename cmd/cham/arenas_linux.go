package main

/*
#include <malloc.h>

static void few_arenas(void) {
#ifdef M_ARENA_MAX // of the GNU C library
	mallopt(M_ARENA_MAX, 2);
#endif
}
*/
import "C"

// fewArenas lets the C library keep memory for two threads, not for every one that
// ever asked: Go lets C run on many, and 130 MB of an import were nobody's.
func fewArenas() { C.few_arenas() }

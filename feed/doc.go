// Package feed delivers what came into touch history to readers, each at its
// own pace: every touch, in order of its Seq within a workspace. A reader is a
// name and a function; how far it is, its cursor, is kept per workspace in the
// operational database and survives whatever happens to the program.
//
// # What a reader may rely on
//
// Every touch is handed over at least once. A reader's Handle may look things
// up and then returns what it wants to write; that runs in the transaction that
// moves the cursor. So a reader that writes to the operational database alone
// acts exactly once per touch, through kill -9, full disks and lost
// connections. What is done elsewhere, in Handle itself, may be done again
// after a failure: it must be keyed by the touch (its Source and MessageID, or
// the cursor's workspace, reader and Seq).
//
// A batch for which Handle has nothing to write moves the cursor in memory, and
// in the database at most once a second and at the end: after a kill up to a
// second of such touches comes again.
//
// Late touches come when they come, with the time they claim. Touches that
// history had already do not come. Whose a touch is may change later: a reader
// that decides by a state asks for the state, not for the touch. All call types
// come, identify, group and alias too.
//
// # Where a reader begins
//
// A reader that is new begins where its Start says: now, at an instant, or at
// the beginning. That is settled per workspace when Open is called for it,
// which must be before touches come in; from then on nothing is missed, not
// even while the reader is switched off. Workspaces that are made later begin
// empty, so every reader sees all of their touches.
//
// # What happens when something is wrong
//
// Each reader works in a goroutine of its own in each workspace. One that
// fails (or panics) is tried again with growing pauses, half as many touches at
// a time, until the single touch that it cannot take is what Stats shows. One
// that is slow or stuck holds up nobody: what it has not had is in history. Its
// cost is one batch in memory.
//
// Seqs may have gaps, where a customer was erased. When history does not have
// the touch that a cursor stands on, but another one in its place or an earlier
// end, it was put back from a copy: the reader then goes on with the first touch
// that was received after the last one it had, less a minute, and Stats and the
// log say so. It may get some touches again and misses none.
//
// Two programs must not run the same reader on the same database. If they do,
// the cursor moves under one of them, which then takes it from there; nothing
// is written twice.
//
// # Costs
//
// Publish keeps a reference to the batch, for those readers that are nearly up
// to date, up to 16 MB a workspace, and nothing once all have had it. A reader
// that is further behind reads history, 8,192 touches at a time.
// A cursor is moved by one commit for each batch that wrote something. Open
// costs two small queries for each reader.
package feed

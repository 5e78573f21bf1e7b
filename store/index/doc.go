// Package index is the in-memory journey index: it answers every question of
// package measure from flat columns, in one pass.
//
// # Why
//
// A question about journeys is a question about order: which touch came after
// which, within what time, and which was the last. A database sorts or hashes
// its way to that order for every question. Here the touches lie in that order
// already, and a question only has to walk along them.
//
// # Columns
//
// A workspace's touches are three parallel arrays, customer after customer and
// within a customer by time, ties by arrival:
//
//	ids    [ 3        | 8              | 9    | … ]   customers, ascending
//	off    [ 0        | 4              | 9    | … ]   where each begins
//	at     [ s s s s  | s s s s s      | s s  | … ]   4 bytes, seconds since 1970
//	ms     [ m m m m  | m m m m m      | m m  | … ]   2 bytes, and milliseconds
//	kind   [ k k k k  | k k k k k      | k k  | … ]   2 bytes
//
// Money, the orders it is of, and durations, which few touches have, are sparse: position and value.
// That is 8 bytes a touch and 12 a customer; with ten touches a customer 9.2
// bytes a touch.
//
// # Kinds
//
// A kind (cham.Kind) is the combination of everything a binding rule can look
// at. The dictionary numbers kinds as they come; a rule is evaluated once per
// kind when a question is asked, which gives a table kind → node, so that a map
// redrawn a second ago re-binds all of history in microseconds. Paths are
// put together to pages (cham.PageRules), and there is a ceiling: kinds beyond it keep
// their name and channel and lose the rest, and both the kinds' list and each
// answer say how many touches that befell.
//
// # Levels
//
// Columns never change once readers can see them. What arrives makes a new,
// small level: it holds the customers concerned with all of their touches, old
// and new in order, and hides these customers in older levels by a bitmap
// (view.dead). So late and out-of-order touches need no further thought: they
// are put in place when their customer is written anew. A snapshot is a list of
// levels, newest first, behind one atomic pointer. A reader loads the pointer
// and is disturbed by nobody; the next question after an append sees it.
//
// One background goroutine folds: it merges the newest levels while the next
// is at most four times what it has gathered, so levels grow geometrically,
// there are few of them, and a touch is copied a few times in its life. Merging
// holds no lock; swapping the pointer does, for the time of a bitmap.
//
// # Merges and their undoing
//
// History keeps the key a touch came with; which keys are one customer is
// said by moves. A customer named by a lone key costs nothing; only keys that
// were moved are in tables. When whole customers come together their runs are
// merged, as two sorted lists. The columns do not hold the order of arrival,
// nor whose key a touch came with; when these matter (two joined customers have
// touches in the same millisecond, or keys leave a customer) the customers'
// touches are read again from history. That is rare, and exact.
//
// # Questions
//
// Each is a pass: flat counters per core, a loop over customers, an addition
// at the end. Blocks of about 65,000 touches are handed to cores as they become
// free. Nothing is sorted, no text is looked at, nothing is allocated per touch.
// Journeys are read from their last touch back to the first: an end is known
// where it stands (goal, silence, or the newest touch), and what comes later is
// known when a touch is reached (type ahead). Distinct customers and journeys
// are counted by stamps: each node remembers the last customer that counted.
// Quantiles are exact: a second run puts the values of each group side by side,
// a selection reads the order statistics off (spread.go). Survival curves and
// bins need all times in order: these are gathered and sorted digit by digit
// (times.go).
//
// Paths are compared without text, too: the nodes of a path, its outcome and
// whether it goes on are one key of 28 bytes, counted in a hash table per core
// whose entries hold the key itself (pathtable.go), so that nothing can be taken
// for something else. Its cost is a memory access per journey, hidden by doing
// 32 at a time, and 40 bytes per different path at three eighths full or more. A
// pass that must know the sum before it can finish (the times of the commonest
// paths) is followed by another one (twofold).
//
// The customers behind a figure come from the pass that makes the figure: it
// is run customer by customer, and those who move the counter are the list.
//
// # What a touch costs
//
// A core reads a touch's eight bytes in well under a nanosecond; what takes
// time is to decide. A branch that goes either way as by chance costs some
// twenty cycles, a table that leaves the nearest cache four to ten a look. So
// the loops are made of these, each with what it brought on ten million
// touches (processor time of one question, before → after):
//
//   - One look a touch: everything that depends on the kind stands in one small
//     struct (trait, step), not in a table each. Transitions 70 → 47 ms.
//   - Small cells: a pair's counter is 16 bytes, so that all pairs of forty
//     touchpoints fit the nearest cache; what is rarely counted (again) stands
//     apart. With the loop written out where it runs, 47 → 38 ms.
//   - Conditions added as numbers, not branched on: count += one(condition).
//     Names 54 → 29 ms, touchpoints 150 → 117 ms. Touches are kept by writing every
//     one and moving on only for those wanted (funnelPass.collect,
//     selector.gather): funnel 70 → 40 ms.
//   - A cheap answer first: most customers never touch where a funnel begins or
//     what a trend is of; an OR over their kinds says so without a look at time.
//   - The period is found by halving, per customer and only at an end that sticks
//     out; touches outside are not walked where they cannot matter. A quarter
//     of the year costs what the year does, or less.
//   - Quantiles by selection: counted by leading bits, only the wanted class
//     is gathered and sorted. Transitions with medians 235 → 145 ms.
//
// The price: passes are loops over three slices with local copies of what they
// need, some lines longer than they would be otherwise; no loop is unrolled,
// nothing is unsafe. cham bench journey prints what it comes to.
//
// # Accounts
//
// With unit account the same passes run over another snapshot, in which each
// account is one customer (accounts.go). It is made by the first question that
// wants it after a change, costs a copy of the touches of customers with
// accounts, and is given up first when memory is short.
//
// # Erasure
//
// Columns are numbers and stay: counts do not change when a person is erased.
// What may identify somebody is the text of a kind; Forget reads the person's
// touches again from a history that no longer has it, empties kinds nobody else has,
// and writes the checkpoint anew.
//
// # The ceiling
//
// All workspaces together may take Options.MaxBytes. The one that would exceed
// it is unloaded: its touches are in history, its questions are answered with
// CodeUnavailable, how many touches there are and what the limit is.
//
// # Costs
//
// n touches, c customers, k kinds, r rules, p cores:
//
//	Ask                  O(n/p + k·r), one reading of 8 bytes a touch; with medians two
//	Customers            the same, once
//	Kinds                the same
//	Summaries            O(log c) a customer
//	Append               the touches of the customers concerned, and a bit per
//	                     customer of each level (copying view.dead)
//	fold                 amortised O(log n) copies of a touch
//	merge                the two customers' touches
//	undo, tied merge     a scan of history for the customers' keys
//	Load                 from a checkpoint: reading the file; from history: one scan
//	                     and a counting sort, O(n + c)
//	accounts             after a change a copy of the touches of customers with one
//	Forget               a scan of history for the customers' keys, a pass, a checkpoint
//	memory               8n + 12c + 12 per value or duration + about 500k; twice that while
//	                     all of it is folded or checkpointed
//
// The checkpoint is the columns as they lie in memory with a checksum; when in
// any doubt it is thrown away. The index is never a source of truth.
package index

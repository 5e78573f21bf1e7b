// Package reach is the gate before everything that is sent to a customer: it
// decides whether a message may go, by which way and when, and says by which
// rules, with their sources and numbers.
//
// A decision looks at each way of a message in the order of preference. A way is
// left out where the rules of law, platform or business never allow it; otherwise
// it has a time, now or later. The first that may go at all is taken, for what the
// customer waits for (Transaction) the first that may go at once.
package reach

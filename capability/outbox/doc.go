// Package outbox brings messages to people, each at most once: what is to be sent
// waits in one table, the gate decides right before a message leaves, and each
// step is kept before the next is taken. What may have left and is not known to
// have is shown as unknown, and is not sent again by itself.
package outbox

// Package onsite shows messages to customers on the business's own website. A
// message that the outbox sends by this way lies ready on the server; the
// website's snippet asks for it when the customer comes, and tells what they did
// with it. The gate is asked once more before it is shown, and it counts from then.
package onsite

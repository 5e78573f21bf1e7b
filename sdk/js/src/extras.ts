// What the two scripts share: the first, cham.js, holds it as cham.extras.

export type Fields = { [name: string]: unknown }

/** Of a call: its message id where it has one of its own, when it happened where
 * that is not now, the page where it is another than the one that is open, and
 * whose it is, by e-mail or phone. */
export type Options = { messageId?: string; timestamp?: Date; page?: Fields; traits?: Fields }

export type Extras = {
  /** What is said of the page that is open. */
  here: () => Fields
  /** Errors from before the second script was there, nine at most. */
  errors: (Event | ErrorEvent)[]
  /** Event → the address it was last sent from. */
  said: { [event: string]: string }
  /** Where Chạm answers, and the nonce that the website gives our scripts. */
  host: string
  nonce?: string
  /** The key of the website, and whose browser it is: '' while the visitor wants not to be known. */
  who: () => { key?: string; id: string; consent?: string }
  /** What is switched on: time, products, forms, search, links, errors, messages. */
  on: string[]
  /** Parameters of addresses that hold what was searched for. */
  search: string[]
}

export type Track = (event: string, properties: Fields, options?: Options) => void

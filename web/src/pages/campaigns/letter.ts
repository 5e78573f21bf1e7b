import type { Block, BlockKind, Campaign, CampaignDraft, Letter } from './types'

// What is done to a letter while it is written.

export const blockKinds: BlockKind[] = ['heading', 'text', 'button', 'image', 'divider']
/** What a letter may say of its receiver, by its name in Liquid. */
export const fields = ['name', 'salutation', 'first_name', 'voucher.code', 'voucher.ends'] as const
export type Field = (typeof fields)[number]

export const blankBlock = (kind: BlockKind): Block => {
  if (kind === 'divider') return { kind }
  if (kind === 'image') return { kind, url: '', alt: '' }
  return kind === 'button' ? { kind, text: '', url: '' } : { kind, text: '' }
}

export const blankLetter = (): Letter => ({ subject: '', blocks: [blankBlock('heading'), blankBlock('text')] })

/** Whether nobody has written anything yet: it may be replaced without asking. */
export const isBlank = ({ subject, preheader, blocks }: Letter) =>
  [subject, preheader, ...blocks.flatMap((b) => [b.text, b.url, b.alt])].every((s) => !s?.trim())

/** A list with one thing moved; places outside the list change nothing. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  if (from === to || to < 0 || to >= list.length || !(from in list)) return list
  const rest = list.filter((_, i) => i !== from)
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)]
}

/** A field of the receiver as Liquid; what stands in when it is unknown cannot hold its own quotes. */
export const liquid = (field: Field, instead: string) => {
  const plain = instead.replace(/["{}]/g, '').trim()
  return plain ? `{{ ${field} | default: "${plain}" }}` : `{{ ${field} }}`
}

/** A text with something put where the caret is, and where the caret is then. */
export function put(text: string, from: number, to: number, what: string) {
  return { text: text.slice(0, from) + what + text.slice(to), caret: from + what.length }
}

/** A text cut into what is written and what is filled in for each receiver. */
export const pieces = (text: string) =>
  text
    .split(/(\{\{[^{}]*\}\}|\{%[^{}]*%\})/)
    .map((s, i) => ({ text: s, filled: i % 2 === 1 }))
    .filter((p) => p.text !== '')

/** What of a campaign its writer decides. */
export function draftOf(c: Campaign): CampaignDraft {
  const {
    name,
    class: of,
    segment,
    exclude = [],
    lang,
    ways,
    letter,
    texts,
    b,
    holdout,
    goalDays,
    goal,
    skipReached,
    endAt,
    bestHour,
    perHour,
    voucher,
    startAt,
  } = c
  return {
    name,
    class: of,
    segment,
    exclude,
    lang,
    ways,
    letter,
    texts,
    b,
    holdout,
    goalDays,
    goal,
    skipReached,
    endAt,
    bestHour,
    perHour,
    voucher,
    startAt,
  }
}

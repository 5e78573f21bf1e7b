import type { Looked } from '../campaigns/data'
import type { Lang, Letter, Note, Version, Way } from '../campaigns/types'
import { blankLetter } from '../campaigns/letter'
import { lookedAt } from '../campaigns/ways'
import type { SavedDraft, Saying } from './data'

// What is done to a message that is kept.

export const langs: Lang[] = ['vi', 'en']

/** The languages that a message is written in. */
export const langsOf = (m: SavedDraft) => langs.filter((l) => m.says[l])

/** What it says in a language, or else in the one it has. */
export const saysIn = (m: SavedDraft, lang: Lang): Saying => m.says[lang] ?? m.says[langsOf(m)[0]!] ?? {}

export const blankSaying = (way: Way): Saying => (way === 'email' ? { letter: blankLetter() } : { text: {} })

/** What of a campaign's version is said by a way. */
export const sayingOf = ({ letter, texts }: Version, way: Way): Saying =>
  way === 'email' ? { letter } : { text: texts?.[way] ?? {} }

/** A campaign's version that says by a way what is kept. */
export const versionWith = (
  v: Version,
  way: Way,
  { letter, text }: { letter?: Letter; text?: Note },
): Partial<Version> => (way === 'email' ? { letter } : { texts: { ...v.texts, [way]: text ?? {} } })

/** How it is looked at in a language; nothing while a text says nothing. */
export function lookAt(m: SavedDraft, lang: Lang): Looked | undefined {
  const way = m.way as Way
  const { letter = blankLetter(), text = {} } = saysIn(m, lang)
  return lookedAt({ letter, texts: { [way]: text }, class: m.class, lang }, { way, side: 'a' })
}

/** Whether any word of a message is looked for. */
export function has(m: SavedDraft, q: string) {
  const plain = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
  return plain(m.name + ' ' + JSON.stringify(m.says)).includes(plain(q.trim()))
}

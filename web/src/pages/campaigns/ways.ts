import { useState } from 'react'
import type { Looked } from './data'
import type { CampaignDraft, Note, Version, Way } from './types'

// By which ways a campaign goes, and what it says by each, in one version or two.

export const allWays: Way[] = ['zns', 'zalo', 'messenger', 'sms', 'own', 'email', 'web', 'call']
/** The channel whose picture stands for a way. */
export const wayIcon = (way: string) =>
  way === 'zns' ? 'zalo' : way === 'own' ? 'partner' : way === 'web' ? 'website' : way

type Says = Pick<CampaignDraft, 'ways' | 'letter' | 'texts' | 'b' | 'class' | 'lang' | 'voucher'>

/** The ways in order of preference. */
export const waysOf = ({ ways }: Pick<Says, 'ways'>): Way[] => (ways && ways.length > 0 ? ways : ['email'])

export type Side = 'a' | 'b'
export const sidesOf = ({ b }: Pick<Says, 'b'>): Side[] => (b ? ['a', 'b'] : ['a'])

/** What a version says. */
export const saidBy = ({ letter, texts, b }: Pick<Says, 'letter' | 'texts' | 'b'>, side: Side): Version =>
  side === 'b' && b ? b : { letter, texts }

/** The change of a draft with which a version says something else. */
export const saying = (d: Pick<Says, 'b'>, side: Side, some: Partial<Version>): Partial<CampaignDraft> =>
  side === 'b' && d.b ? { b: { ...d.b, ...some } } : some

/** Which way and version are looked at. */
export interface At {
  way: Way
  side: Side
  set: (some: { way?: Way; side?: Side }) => void
}
export function useAt(d: Pick<Says, 'ways' | 'b'>): At {
  const [at, setAt] = useState<{ way?: Way; side: Side }>({ side: 'a' })
  const ways = waysOf(d)
  return {
    way: at.way && ways.includes(at.way) ? at.way : ways[0]!,
    side: d.b ? at.side : 'a',
    set: (some) => setAt((was) => ({ ...was, ...some })),
  }
}

/** Ways whose messages may be templates of the other side's, and those that have nothing else. */
export const mayTemplate = (way: Way) => way === 'zns' || way === 'messenger' || way === 'own'
export const isTemplate = (way: Way, note: Note) => way === 'zns' || (mayTemplate(way) && note.template !== undefined)

/** The words of templates that are not Zalo's stand under their way's own name. */
export const templateWord = (way: Way, key: 'template' | 'templateHow' | 'paramsHow' | 'look') =>
  way === 'zns' ? `campaign.zns.${key}` : `campaign.template.${way}.${key}`

const template = /^[0-9A-Za-z_-]{1,64}$/
const param = /^([A-Za-z_][A-Za-z0-9_]{0,63}|[1-9][0-9]?)$/
/** Whether a parameter may be called so. */
export const isParam = (name: string) => param.test(name)

/** A note without what is not finished: a parameter that has no name or says nothing yet. */
const begun = ({ params, ...note }: Note): Note => ({
  ...note,
  params: Object.fromEntries(Object.entries(params ?? {}).filter(([k, v]) => isParam(k) && v.trim())),
})

/** What a message on the website may say of its receiver: whoever knows their e-mail could claim to be them there. */
export const panelFields = ['first_name', 'salutation'] as const

/** A panel without what is not finished: a button that leads nowhere, a picture of no address. */
const finished = ({ text, panel: p }: Note): Note => ({
  text,
  panel: {
    ...p,
    slot: p?.place === 'inline' ? p.slot || 'x' : undefined,
    ...(p?.button && p.url ? {} : { button: undefined, url: undefined }),
    picture: /^https:\/\/[^/]+\.[^/]/.test(p?.picture ?? '') ? p?.picture : undefined,
  },
})

/** What is looked at; nothing while nothing is written. */
export function lookedAt(d: Says, { way, side }: Pick<At, 'way' | 'side'>, customer?: number): Looked | undefined {
  const { letter, texts } = saidBy(d, side)
  const common = { way, class: d.class, lang: d.lang, voucher: d.voucher, customer }
  if (way === 'email') return { ...common, letter }
  if (way === 'web') {
    const note = texts?.web ?? {}
    return note.text?.trim() && note.panel?.headline?.trim() ? { ...common, text: finished(note) } : undefined
  }
  const text = begun(texts?.[way] ?? {})
  const written = isTemplate(way, text) ? template.test(text.template ?? '') : !!text.text?.trim()
  return written ? { ...common, text } : undefined
}

/** About how many messages a text of so many characters would be without accents (GSM 03.38). */
export const plainParts = (characters: number) => (characters <= 160 ? 1 : Math.ceil(characters / 153))

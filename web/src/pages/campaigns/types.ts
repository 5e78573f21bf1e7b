import { api } from '@/api/client'

// The shapes of campaigns and channels, and the calls that carry them, until the server's OpenAPI names them.

export type BlockKind = 'heading' | 'text' | 'button' | 'image' | 'divider'
/** A part of a letter; its texts are Liquid. */
export interface Block {
  kind: BlockKind
  text?: string
  url?: string
  alt?: string
}
export interface Letter {
  subject: string
  preheader?: string
  blocks: Block[]
}
export type Class = 'transaction' | 'care' | 'survey' | 'marketing'
export type Lang = 'vi' | 'en'
export type State = 'draft' | 'scheduled' | 'running' | 'paused' | 'done' | 'stopped'
/** What has become of one recipient. */
export type ItemState = 'waiting' | 'ready' | 'sending' | 'sent' | 'failed' | 'unknown' | 'held' | 'stopped'

export interface CampaignDraft {
  name: string
  class: Class
  /** Ids of saved segments. */
  segment: string
  exclude?: string[]
  lang: Lang
  letter: Letter
  /** Empty: when "start" is pressed. */
  startAt?: string
}
export interface RuleCount {
  rule: string
  count: number
}
export interface ProblemCount {
  problem: string
  count: number
}
export type Counts = Partial<Record<ItemState, number>>
export interface Campaign extends CampaignDraft {
  id: string
  state: State
  /** Why it is paused. */
  why?: 'person' | 'errors' | 'account'
  /** The recipients are still being written down. */
  preparing?: boolean
  createdAt: string
  startedAt?: string
  endedAt?: string
  counts: Counts
  held?: RuleCount[]
  waiting?: RuleCount[]
  failed?: ProblemCount[]
}

/** Who would get a draft as it stands. */
export interface Check {
  customers: number
  excluded: number
  now: number
  later: number
  never: number
  held: RuleCount[]
  waits: RuleCount[]
  /** Letters held back because a customer lacks a field; of a sample when there are many. */
  missing: { field: string; count: number }[]
  problems: { field: string; text: string }[]
  minutes?: number
}
export interface LetterPreview {
  subject: string
  html: string
  text: string
  missing?: string
}
export interface Recipient {
  id: string
  customer: number
  name: string
  state: ItemState
  rule?: string
  until?: string
  problem?: string
  /** The provider's own. */
  words?: string
  at: string
}
export interface ReadyLetter {
  key: string
  name: string
  class: Class
  letter: Letter
}

export type Protection = 'tls' | 'starttls' | 'none'
export interface EmailSettings {
  host: string
  port: number
  security: Protection
  user?: string
  fromName: string
  from: string
  replyTo?: string
  dkim?: { domain: string; selector: string }
}
export interface Channel {
  way: 'email'
  set: boolean
  settings?: EmailSettings
  hasPassword: boolean
  perMinute: number
  state: 'on' | 'blocked'
  problem?: string
  words?: string
  since?: string
  nextAt?: string
  lastOk?: string
  sentToday: number
  /** Records to publish, so that receivers believe the sender. */
  dns?: { name: string; value: string }[]
}

interface Init {
  signal?: AbortSignal
  params?: { path?: Record<string, string>; query?: Record<string, unknown> }
  body?: unknown
}
type Ask = <T>(path: string, init?: Init) => Promise<{ data?: T; error?: unknown; response: Response }>

/** The client of api/client.ts, told what comes back by the caller. */
export const server = api as unknown as Record<'GET' | 'POST' | 'PUT' | 'DELETE', Ask>

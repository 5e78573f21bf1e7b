import type { components } from '@/api/schema'

// The shapes of campaigns and channels, as the API has them.

type S = components['schemas']

export type Letter = S['Letter']
/** A part of a letter; its texts are Liquid. */
export type Block = S['Block']
export type BlockKind = 'heading' | 'text' | 'button' | 'image' | 'divider'
export type CampaignDraft = S['Draft']
export type Way = NonNullable<CampaignDraft['ways']>[number]
/** What is said by a way that has no blocks: a text, or a template and what stands in its fields. */
export type Note = S['Note']
/** What a message on the website has beside its text. */
export type Panel = NonNullable<Note['panel']>
/** What a campaign says by all its ways. */
export type Version = S['Version']
export type Class = CampaignDraft['class']
export type Lang = CampaignDraft['lang']
export type Campaign = S['Shown']
export type State = Campaign['state']
export type Recipient = S['Recipient']
/** What has become of one recipient. */
export type ItemState = Recipient['state']
export type Counts = Partial<Record<ItemState, number>>
export type RuleCount = S['RuleCount']
export type ProblemCount = S['ProblemCount']
/** Who would get a draft as it stands. */
export type Check = S['Check']
export type Results = S['Results']
export type Trial = S['Trial']
export type Lift = S['Lift']
export type LetterPreview = S['LetterShown']
export type ReadyLetter = S['CampaignStart']
export type EmailSettings = S['EmailSettings']
export type Protection = EmailSettings['security']
export type Channel = S['Channel']
export type ChannelWay = Channel['way']
export type Inbox = S['InboxSetting']
export type MailService = NonNullable<EmailSettings['service']>
export type SmsSettings = S['SMSSettings']
export type SmsProvider = SmsSettings['provider']
export type ZaloState = S['ZaloState']
export type OwnSettings = S['OwnSettings']
export type Mailbox = S['MailboxShown']

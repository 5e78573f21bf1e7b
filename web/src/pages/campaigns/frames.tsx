import { useQuery } from '@tanstack/react-query'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Wide } from '@/parts/plot'
import { useSession } from '@/session'
import { channelsQuery, useWays } from './data'
import type { Note, Way } from './types'

// The telephone, or the window, in which a message arrives.

export type Width = 'phone' | 'desktop'
const desktop = 680 // px; where there is less room it is drawn smaller

const useShop = () => useSession()?.workspace?.name ?? ''

interface FrameProps {
  width?: Width
  busy: boolean
  from: string
  title: string
  small: string
  children: ReactNode
}

function Frame({ width = 'phone', busy, from, title, small, children }: FrameProps) {
  return (
    <div className={`phn ${width}` + (busy ? ' old' : '')}>
      <div className="phn-w">
        <span aria-hidden="true">{from.slice(0, 1).toUpperCase()}</span>
        <p>
          <b>{title}</b>
          <small>{small}</small>
        </p>
      </div>
      {children}
    </div>
  )
}

export function LetterFrame({
  width,
  subject,
  html,
  busy,
}: {
  width: Width
  subject: string
  html: string
  busy: boolean
}) {
  const { t } = useTranslation()
  const shop = useShop()
  const sender = useQuery(channelsQuery).data?.channels.find((c) => c.way === 'email')?.settings
  const from = sender?.fromName || shop
  const title = subject || t('campaign.look.noSubject')
  const small = [from, sender?.from].filter(Boolean).join(' · ')
  // Nothing in a letter runs or opens anything: it is looked at.
  const letter = <iframe sandbox="" title={t('campaign.look.frame')} srcDoc={html} />
  return (
    <Frame width={width} busy={busy} from={from} title={title} small={small}>
      {width === 'phone' ? (
        letter
      ) : (
        <Wide least={240}>
          {(room) => (
            <div className="phn-s" style={{ '--s': Math.min(1, room / desktop) } as CSSProperties}>
              {letter}
            </div>
          )}
        </Wide>
      )}
    </Frame>
  )
}

/** An SMS or a message of a chat: a bubble under who it is from. */
export function ChatFrame({ way, text, busy }: { way: Exclude<Way, 'email' | 'web'>; text: string; busy: boolean }) {
  const { t } = useTranslation()
  const shop = useShop()
  const brand = useWays().channel('sms')?.sms?.brandname
  const from = (way === 'sms' && brand) || shop
  return (
    <Frame busy={busy} from={from} title={from} small={t(`campaign.look.by.${way}`)}>
      <p className={`bub ${way}`}>{text}</p>
    </Frame>
  )
}

/** A template as far as it is known here: its number and what is filled in. */
export function TemplateFrame({
  way,
  note,
  filled,
  busy,
}: {
  way: Way
  note: Note
  filled: Record<string, string>
  busy: boolean
}) {
  const { t } = useTranslation()
  const shop = useShop()
  const names = Object.keys(note.params ?? {})
  return (
    <Frame busy={busy} from={shop} title={shop} small={t(`campaign.look.by.${way}`)}>
      <div className={`bub card ${way}`}>
        <b>{t('campaign.zns.card', { id: note.template ?? '' })}</b>
        {names.length > 0 && (
          <dl>
            {names.map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{filled[name] ?? '–'}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Frame>
  )
}

import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Define } from './Define'
import { Icon, type IconName } from './Icon'

/** The channels of domain.md, in the order pickers show them. */
export const channels = [
  'website',
  'app',
  'email',
  'sms',
  'zalo',
  'messenger',
  'facebook',
  'instagram',
  'tiktok',
  'google',
  'shopee',
  'lazada',
  'tiktokshop',
  'call',
  'store',
  'event',
  'chat',
  'print',
  'partner',
  'other',
] as const
export type Channel = (typeof channels)[number]

/** The channel's glyph in its colour on a sunken tile, 20 px. */
export function ChannelIcon({ channel, label }: { channel: string; label?: boolean }) {
  const { t } = useTranslation()
  const known = (channels as readonly string[]).includes(channel) ? (channel as Channel) : 'other'
  const name = t(`channel.${known}`)
  return (
    <span
      className="ch"
      style={{ color: `var(--ch-${known}, var(--ch-other))` }}
      {...(label ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true })}
    >
      <Icon name={known} />
    </span>
  )
}

export type Tone = 'pain' | 'warn' | 'truth' | 'good' | 'brand'

/** A small label, 18 px high, with what it means behind it when that is given. */
export function Tag({
  tone,
  icon,
  children,
  what,
}: {
  tone?: Tone
  icon?: IconName
  children: ReactNode
  what?: string
}) {
  return (
    <span className={'tag' + (tone ? ' ' + tone : '')}>
      {icon && <Icon name={icon} size="xs" />}
      {what ? <Define what={what}>{children}</Define> : children}
    </span>
  )
}

/** A square button that shows a glyph only; the label is read out and shown on hover. */
export function IconButton({
  icon,
  label,
  onClick,
  disabled,
  pressed,
  className,
}: {
  icon: IconName
  label: string
  onClick?: () => void
  disabled?: boolean
  pressed?: boolean
  className?: string
}) {
  return (
    <Tooltip label={label} disabled={disabled}>
      <button
        type="button"
        className={'btn i ' + (className ?? '')}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
        disabled={disabled}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  )
}

/** What stands where nothing is yet: one sentence and at most one action. */
export function Empty({
  icon = 'info',
  title,
  children,
  action,
}: {
  icon?: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="empty">
      <span className="empty-ic">
        <Icon name={icon} />
      </span>
      <b>{title}</b>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** What happened, what was kept, and a way to try again; stands inside the box that failed. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="failed" role="alert">
      <Icon name="alert" />
      <p>{explain(error, t)}</p>
      {retry && (
        <button type="button" className="btn o" onClick={retry}>
          {t('common.retry')}
        </button>
      )}
    </div>
  )
}

/** The sentence a user reads about an error of any sort. */
export function explain(error: unknown, t: (k: string, o?: Record<string, unknown>) => string): string {
  const e = error as { name?: string; status?: number; detail?: string; message?: string } | null
  if (e?.name === 'ApiError') return e.detail || t(e.status === 0 ? 'common.offline' : 'common.failed')
  return t('common.failed')
}

/** Grey bars in the shape of what will come; hidden for the first 400 ms. */
export function Waiting({ rows = 3, height = 14 }: { rows?: number; height?: number }) {
  const { t } = useTranslation()
  return (
    <div className="waiting" aria-busy="true" aria-label={t('common.loading')} role="status">
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} className="sk1" style={{ height, width: `${92 - ((i * 37) % 40)}%` }} />
      ))}
    </div>
  )
}

/** Shows a query's data, or the state it is in. Old data stays while new is fetched. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown; isPending?: boolean }
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Failed error={query.error} retry={() => query.refetch()} />
  return <Waiting rows={rows} />
}

/** The score chip: sign and value, coloured on the −2…+2 scale; the sign says what it is. */
export function Score({ level, children, what }: { level: -2 | -1 | 0 | 1 | 2; children: ReactNode; what: string }) {
  const cls = { '-2': 'n2', '-1': 'n1', 0: 'z', 1: 'p1', 2: 'p2' }[level]
  const sign = {
    '-2': 'M0 0h8L4 4zM0 4h8L4 8z',
    '-1': 'M0 2h8L4 7z',
    0: 'M0 3h8v2H0z',
    1: 'M0 6h8L4 1z',
    2: 'M0 4h8L4 0zM0 8h8L4 4z',
  }[level]
  return (
    <span className={'em ' + cls}>
      <Define what={what} mark tabIndex={-1}>
        <svg viewBox="0 0 8 8" aria-hidden="true">
          <path d={sign} />
        </svg>
      </Define>
      {children}
    </span>
  )
}

import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow, KeyRef } from '@/api/types'
import { initials } from '@/format'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon } from '@/parts/parts'
import { calledAs, keyIcon, keyText } from './data'

// The small pieces that every list of customers is made of.

export function Avatar({ name, big }: { name?: string; big?: boolean }) {
  return (
    <span className={big ? 'big' : 'ava'} aria-hidden="true">
      {initials(name ?? '') || <Icon name="user" />}
    </span>
  )
}

/** One identity: its glyph and value; kind is read out. */
export function KeyChip({ value }: { value: KeyRef }) {
  const { t } = useTranslation()
  const text = keyText(value)
  return (
    <span className="keychip" title={`${t(`customers.key.${value.kind}`)}: ${value.value}`}>
      <Icon name={keyIcon(value.kind)} size="s" />
      <span className="vh">{t(`customers.key.${value.kind}`)} </span>
      <span className="cut">{text}</span>
    </span>
  )
}

/** The strongest identities, and how many more there are. */
export function KeyChips({ keys, max = 2 }: { keys: KeyRef[]; max?: number }) {
  const { t } = useTranslation()
  const personal = keys.filter((k) => k.kind !== 'anonymous')
  const shown = personal.slice(0, max)
  const rest = keys.length - shown.length
  return (
    <span className="keychips">
      {shown.map((k) => (
        <KeyChip key={k.kind + k.value} value={k} />
      ))}
      {shown.length === 0 && keys.length > 0 && (
        <span className="t3">{t('customers.devices', { count: keys.length })}</span>
      )}
      {shown.length > 0 && rest > 0 && (
        <span className="t3" title={keys.map(keyText).join(', ')}>
          +{rest}
        </span>
      )}
    </span>
  )
}

/** Name, identities and last touch in two lines, for lists in narrow places. */
export function CustomerLine({ row }: { row: CustomerRow }) {
  const { t } = useTranslation()
  const f = useFormat()
  const name = calledAs(row, t)
  return (
    <span className="cline">
      <Avatar name={row.name} />
      <span className="cline-t">
        <b className="cut">{name}</b>
        <KeyChips keys={row.name ? row.keys : row.keys.slice(1)} max={1} />
      </span>
      <span className="cline-r">
        <span>{t('customers.touchCount', { count: row.touches, n: f.num(row.touches) })}</span>
        {row.lastAt && (
          <small>
            {row.lastChannel && <ChannelIcon channel={row.lastChannel} label />}
            {f.ago(row.lastAt, Date.now())}
          </small>
        )}
      </span>
    </span>
  )
}

/** Calls more() when it scrolls into view, and is a button for those who do not scroll. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  const { t } = useTranslation()
  const ref = useRef<HTMLButtonElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    const el = ref.current
    if (!el || !hasNextPage) return
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((e) => e.isIntersecting) && !isFetchingNextPage) void fetchNextPage()
      },
      { rootMargin: '240px' },
    )
    seen.observe(el)
    return () => seen.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div className="more">
      <button
        ref={ref}
        type="button"
        className="btn o"
        disabled={isFetchingNextPage}
        onClick={() => void fetchNextPage()}
      >
        {t(isFetchingNextPage ? 'common.loading' : 'customers.more')}
      </button>
    </div>
  )
}

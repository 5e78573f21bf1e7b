import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, type NavigateOptions } from '@tanstack/react-router'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { mapsQuery, segmentsQuery } from '@/api/queries'
import { plain } from '@/format'
import { calledAs, customersQuery, keyText } from '@/pages/customers/data'
import { tabs } from '@/pages/journeys/search'
import { Icon, type IconName } from '@/parts/Icon'
import { places } from './places'

interface Found {
  key: string
  icon: IconName
  name: string
  /** What sort of thing it is, or what tells it apart. */
  note?: string
  go: NavigateOptions
}

/** Finds pages, ways to look at journeys, maps, segments and customers, and goes there. */
export default function Finder({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      centered={false}
      size={560}
      padding={0}
      aria-label={t('find.title')}
    >
      <Search close={close} />
    </Modal>
  )
}

function Search({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const { found, busy } = useFound(typed)
  const here = Math.min(at, found.length - 1)
  const pick = (f: Found | undefined) => {
    if (!f) return
    close()
    void navigate(f.go)
  }
  const onKey = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (step && found.length > 0) {
      e.preventDefault()
      setAt((here + step + found.length) % found.length)
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault()
      pick(found[here])
    }
  }
  return (
    <div className="finder">
      <label className="find">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t('find.title')}
          aria-expanded="true"
          aria-controls="found"
          aria-activedescendant={found[here] && `found-${here}`}
          placeholder={t('find.placeholder')}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          value={typed}
          onChange={(e) => {
            setTyped(e.target.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
      </label>
      <ul id="found" role="listbox" aria-label={t('find.title')} aria-busy={busy}>
        {found.map((f, i) => (
          <li
            key={f.key}
            id={`found-${i}`}
            role="option"
            aria-selected={i === here}
            ref={i === here ? (el) => void el?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => setAt(i)}
            onClick={() => pick(f)}
          >
            <Icon name={f.icon} />
            <span className="cut">{f.name}</span>
            {f.note && <small className="t3 cut">{f.note}</small>}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="t3 md" role="status">
          {busy ? t('common.loading') : t('find.none')}
        </p>
      )}
    </div>
  )
}

/** What the words typed lead to: what the pages know at once, customers when the server answered. */
function useFound(typed: string): { found: Found[]; busy: boolean } {
  const { t } = useTranslation()
  const [settled] = useDebouncedValue(typed.trim(), 200)
  const maps = useQuery(mapsQuery)
  const segments = useQuery(segmentsQuery)
  const people = useInfiniteQuery({ ...customersQuery({ q: settled }, 8), enabled: settled.length > 1 })
  const known: Found[] = [
    ...places.map((p) => ({ key: p.to, icon: p.icon, name: t(p.word), go: { to: p.to } })),
    ...tabs.map((x) => ({
      key: x,
      icon: 'route' as const,
      name: t(`journeys.tab.${x}`),
      note: t('nav.journeys'),
      go: { to: '/journeys/$tab', params: { tab: x } } as NavigateOptions,
    })),
    ...(maps.data ?? []).map((m) => ({
      key: m.id,
      icon: 'map' as const,
      name: m.name,
      note: t('nav.maps'),
      go: { to: '/maps/$id', params: { id: m.id } } as NavigateOptions,
    })),
    ...(segments.data ?? []).map((s) => ({
      key: s.id,
      icon: 'users' as const,
      name: s.name,
      note: t('view.segment'),
      go: { to: '/customers', search: { saved: s.id } } as NavigateOptions,
    })),
  ]
  const words = plain(typed.trim()).split(/\s+/)
  const found = known.filter((f) => words.every((w) => plain(`${f.name} ${f.note ?? ''}`).includes(w)))
  if (settled.length > 1 && settled === typed.trim())
    for (const row of people.data?.pages[0]?.customers ?? []) {
      const key = row.keys.find((k) => k.kind !== 'anonymous')
      found.push({
        key: `customer ${row.id}`,
        icon: 'user',
        name: calledAs(row, t),
        note: row.name && key ? keyText(key) : t('nav.customers'),
        go: { to: '/customers/$id', params: { id: String(row.id) } },
      })
    }
  return { found, busy: people.isFetching || settled !== typed.trim() }
}

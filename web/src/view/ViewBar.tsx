import { Menu, Popover, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery, segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { channels, Waiting } from '@/parts/parts'
import { presets, type Span } from '@/period'
import { useLeadChoices, useLeadName } from './leads'
import { everybody, type ViewSearch } from './search'
import type { View } from './view'

const RangePicker = lazy(() => import('./RangePicker'))

/** A span in words: "24/10 – 22/11/2026". */
export function useSpanWords() {
  const f = useFormat()
  const { t } = useTranslation()
  return (s: Span) => (s.first && s.last ? f.span(`${s.first}T12:00:00Z`, `${s.last}T12:00:00Z`) : t('view.all'))
}

interface Props {
  view: View
  change: (patch: ViewSearch) => void
}

/** A filter's button: glyph, label, what is chosen. */
export function FilterButton({
  icon,
  label,
  value,
  children,
  className,
  ...rest
}: { icon: IconName; label?: string; value: ReactNode; children?: ReactNode } & React.ComponentProps<'button'>) {
  return (
    <button type="button" {...rest} className={'flt ' + (className ?? '')}>
      <Icon name={icon} size="s" />
      {label && <em>{label}</em>}
      <b>{value}</b>
      {children}
      <Icon name="down" size="s" />
    </button>
  )
}

export function PeriodFilter({ view, change, label }: Props & { label?: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [own, setOwn] = useState(false)
  const words = useSpanWords()
  const pick = (patch: ViewSearch) => {
    change({ period: undefined, from: undefined, to: undefined, ...patch })
    setOpen(false)
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <FilterButton
          icon="cal"
          label={label ? t('view.period') : undefined}
          value={words(view.span)}
          data-period
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => {
            setOwn(view.span.preset === 'own')
            setOpen(!open)
          }}
        />
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={t('view.period')}>
        <div className="picks">
          {presets.map((p) => (
            <button
              key={p}
              type="button"
              aria-pressed={view.span.preset === p}
              onClick={() => pick({ period: p === '30d' ? undefined : p })}
            >
              {t(`view.preset.${p}`)}
              {view.span.preset === p && <Icon name="check" size="s" />}
            </button>
          ))}
          <button type="button" aria-expanded={own} onClick={() => setOwn(!own)}>
            {t('view.preset.own')}
            <Icon name={own ? 'up' : 'down'} size="s" />
          </button>
        </div>
        {own && (
          <Suspense fallback={<Waiting rows={4} />}>
            <RangePicker first={view.span.first} last={view.span.last} onPick={(from, to) => pick({ from, to })} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

export function CompareFilter({ view, change, label, allTime }: Props & { label?: boolean; allTime?: boolean }) {
  const { t } = useTranslation()
  const words = useSpanWords()
  if (allTime) return null
  return (
    <Menu>
      <Menu.Target>
        <FilterButton
          icon="cmp"
          data-compare
          label={label ? t('view.compare') : undefined}
          value={t(view.compare ? 'view.daysBefore' : view.early ? 'view.early' : 'view.noCompare', {
            count: view.span.days,
          })}
          title={view.compare ? words(view.compare) : view.early ? t('view.earlyWhy') : undefined}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => change({ compare: undefined })}
          rightSection={(view.compare || view.early) && <Icon name="check" size="s" />}
        >
          {t('view.daysBefore', { count: view.span.days })}
        </Menu.Item>
        <Menu.Item
          onClick={() => change({ compare: 'off' })}
          rightSection={!view.compare && !view.early && <Icon name="check" size="s" />}
        >
          {t('view.noCompare')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Who is looked at; children are the page's own choices of who. */
export function SegmentFilter({ view, change, label, children }: Props & { label?: boolean; children?: ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { channel, source, firstLead, lastLead, status, saved } = view.segment
  const leadName = useLeadName()
  const leads = useLeadChoices(open)
  const segments = useQuery({ ...segmentsQuery, enabled: open || !!saved }).data ?? []
  const dims = useQuery({ ...dimensionsQuery(view), enabled: open })
  const parts = [
    saved && (segments.find((s) => s.id === saved)?.name ?? '…'),
    status && t(`view.${status}`),
    channel && t(`channel.${channel}`),
    source,
    firstLead && leadName(firstLead),
    lastLead && leadName(lastLead),
  ].filter(Boolean)
  const sources = [...new Set([...(source ? [source] : []), ...(dims.data?.sources ?? []).map((s) => s.value)])]
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <FilterButton
          icon="users"
          label={label ? t('view.segment') : undefined}
          value={parts.length ? parts.join(' · ') : t('view.everybody')}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={t('view.segment')}>
        <div className="stack8">
          <Select
            label={t('view.savedSegment')}
            placeholder={t(segments.length ? 'common.all' : 'view.noSegments')}
            disabled={segments.length === 0}
            clearable
            searchable
            value={saved ?? null}
            onChange={(v) => change({ saved: v ?? undefined })}
            data={segments.map((s) => ({ value: s.id, label: s.name }))}
            comboboxProps={{ withinPortal: false }}
          />
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('view.status')}
            value={status ?? ''}
            onChange={(v) => change({ status: v === 'new' || v === 'returning' ? v : undefined })}
            data={[
              { value: '', label: t('common.all') },
              { value: 'new', label: t('view.new') },
              { value: 'returning', label: t('view.returning') },
            ]}
          />
          <Select
            label={t('view.firstChannel')}
            placeholder={t('common.all')}
            clearable
            searchable
            value={channel ?? null}
            onChange={(v) => change({ channel: v ?? undefined })}
            data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
            comboboxProps={{ withinPortal: false }}
          />
          <Select
            label={t('view.firstSource')}
            placeholder={t('common.all')}
            clearable
            searchable
            value={source ?? null}
            onChange={(v) => change({ source: v ?? undefined })}
            data={sources}
            nothingFoundMessage={t('view.noSource')}
            comboboxProps={{ withinPortal: false }}
          />
          {(['firstLead', 'lastLead'] as const).map((k) => (
            <Select
              key={k}
              label={t(`view.${k}`)}
              placeholder={t('common.all')}
              clearable
              searchable
              value={view.segment[k] ?? null}
              onChange={(v) => change({ [k]: v ?? undefined })}
              data={leads}
              comboboxProps={{ withinPortal: false }}
            />
          ))}
          {parts.length > 0 && (
            <button type="button" className="btn" onClick={() => change(everybody)}>
              <Icon name="x" size="s" />
              {t('view.clear')}
            </button>
          )}
          {children}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

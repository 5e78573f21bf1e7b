import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { FEW } from '@/stats'
import { everybody, narrowed } from '@/view/search'
import { useSpanWords } from '@/view/ViewBar'
import type { Cell } from './download'
import { useJourneys } from './useJourneys'
import { others, type Asked } from './useQuestion'

interface Props {
  title: ReactNode
  /** A few words beside the title. */
  hint?: ReactNode
  /** Switches at the right of the title. */
  tools?: ReactNode
  asked: Asked
  /** How many the picture is about: journeys unless unit is another word ("journeys.n.customers"). 0 shows the empty state, under 30 the picture greyed. */
  n: (a: Answer) => number
  unit?: 'journeys' | 'grown' | 'customers' | 'conversions'
  /** What stands when there is nothing: a sentence, and at most one way out. */
  empty?: { title: string; how?: ReactNode; action?: ReactNode }
  /** The numbers of the picture, heads first, for the CSV; without it there is nothing to download. */
  table?: (a: Answer) => Cell[][]
  /** The period in words, when it is not the bar's. */
  when?: string
  /** The name of downloaded files. */
  file: string
  /** Height of the picture while it is awaited, px. */
  height?: number
  /** What its marks mean, under the picture and in its image. */
  legend?: string
  /** The same where the page says it elsewhere, beside the title or with glyphs: in the image only. */
  imageLegend?: string
  /** One sentence under the picture. */
  note?: (a: Answer) => ReactNode
  /** Whether the values of the breakdown stand above the picture: once a tab. */
  parts?: boolean
  className?: string
  children: (answer: Answer, query: Query) => ReactNode
}

/** The card of one picture: title, n, period, breakdown, downloads, and the states it can be in. */
export function Frame(p: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const words = useSpanWords()
  const { view } = useJourneys()
  const box = useRef<HTMLElement>(null)
  const { answer, query, error } = p.asked
  const n = answer ? p.n(answer) : 0
  const few = n > 0 && n < FEW
  return (
    <section
      ref={box}
      className={'card fr ' + (p.className ?? '') + (few ? ' few' : '')}
      aria-busy={!answer && !error ? true : undefined}
    >
      <div className="hd">
        <h2>{p.title}</h2>
        {p.hint && (
          <span className="t3 sm hide-m fr-hint" title={typeof p.hint === 'string' ? p.hint : undefined}>
            {p.hint}
          </span>
        )}
        <span className="sp" />
        {p.tools}
        {answer && n > 0 && (
          <Downloads
            box={() => box.current}
            file={p.file}
            rows={p.table ? () => p.table!(answer) : undefined}
            compared={!!(p.asked.before ?? query.compare)}
            legend={[p.imageLegend, p.legend].filter((l) => l !== undefined)}
          />
        )}
      </div>
      {p.parts !== false && <Parts asked={p.asked} n={p.n} />}
      <div className="fr-in">
        {answer ? (
          n > 0 ? (
            p.children(answer, query)
          ) : (
            <Nothing {...p} />
          )
        ) : error ? (
          <Failed error={error} retry={p.asked.refetch} />
        ) : (
          <div style={{ minHeight: p.height ?? 240 }}>
            <Waiting rows={6} height={18} />
          </div>
        )}
      </div>
      {answer && n > 0 && p.legend && <p className="fr-key t3 xs">{p.legend}</p>}
      {answer && n > 0 && p.note && <Note>{p.note(answer)}</Note>}
      {answer && n > 0 && (
        <p className="fr-n t3 xs" role="status">
          {t(`journeys.n.${p.unit ?? 'journeys'}`, { count: n, n: f.num(n) })} · {p.when ?? words(view.span)}
          {few && (
            <>
              {' '}
              · <b className="b">{t('journeys.few')}</b>
            </>
          )}
          {error !== null && error !== undefined && (
            <>
              {' '}
              · <span className="dn">{t('journeys.old')}</span>
            </>
          )}
        </p>
      )}
    </section>
  )
}

function Nothing({ empty }: Props) {
  const { t } = useTranslation()
  const { search, change } = useJourneys()
  const some = search.part !== undefined || narrowed(search)
  const widen = () => change({ part: undefined, ...everybody })
  return (
    <Empty
      icon="route"
      title={empty?.title ?? t('journeys.empty')}
      action={
        empty?.action ??
        (some ? (
          <button type="button" className="btn o" onClick={widen}>
            {t('journeys.emptyWiden')}
          </button>
        ) : (
          <button
            type="button"
            className="btn o"
            onClick={() => change({ period: '12m', from: undefined, to: undefined })}
          >
            {t('journeys.emptyLonger')}
          </button>
        ))
      }
    >
      {empty?.how ?? t('journeys.emptyHow')}
    </Empty>
  )
}

/** What the marks of a tab's picture mean; with the tick of the compared period when there is one. */
export const marks = (t: (k: string) => string, tab: string, compared?: boolean) =>
  [t(`journeys.legend.${tab}`), compared && t('journeys.legend.tick')].filter(Boolean).join(' ')

/** A sentence under a picture that says what it shows. */
export function Note({ children }: { children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null
  return <div className="note">{children}</div>
}

/** The values of the breakdown, to choose whose picture is shown. */
function Parts({ asked: { parts, by, part }, n }: { asked: Asked; n: Props['n'] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { change, valueName, dimensionName } = useJourneys()
  if (parts.length === 0) return null
  return (
    <div className="parts" role="group" aria-label={dimensionName(by)}>
      <button type="button" aria-pressed={!part} onClick={() => change({ part: undefined })}>
        {t('common.all')}
      </button>
      {parts
        .filter((p) => n(p.answer) > 0 || p === part)
        .map((p) => (
          <button
            key={p.others ? others : p.value}
            type="button"
            aria-pressed={part === p}
            onClick={() => change({ part: p.others ? others : p.value })}
          >
            {p.others ? t('journeys.others') : valueName(by, p.value)}
            <small>{f.num(n(p.answer))}</small>
          </button>
        ))}
    </div>
  )
}

interface Files {
  box: () => HTMLElement | null
  file: string
  rows?: () => Cell[][]
  legend: string[]
  compared: boolean
}

function Downloads({ box, file, rows: table, legend, compared }: Files) {
  const { t } = useTranslation()
  const { view, search } = useJourneys()
  const [drawn, setDrawn] = useState(false)
  const rows = useMay('export') ? table : undefined
  const name = [file, view.span.first, view.span.last].filter(Boolean).join('_')
  const failed = (message: string) => notifications.show({ message, color: 'red' })
  const csv = async (by?: ',' | ';') => (await import('./download')).saveCSV(name, rows!(), by)
  const xlsx = async () =>
    (await import('./download')).saveXLSX(name, rows!()).catch((e: unknown) => failed(explain(e, t)))
  const png = async () => {
    const card = box()
    if (!card) return
    const { choices, said, savePNG } = await import('./picture')
    const more = [search.unit && t(`journeys.unit.${search.unit}`), search.repeats && t('journeys.repeats')]
    const filters = [...choices(card, compared), ...more.filter((w) => w !== undefined)]
    const about = [...said(card, '.fr-n'), ...legend, ...said(card, '.note'), ...said(card, '.caution')]
    await savePNG(name, card, filters, about).catch(() => failed(t('journeys.pngFailed')))
  }
  return (
    <Menu position="bottom-end" onOpen={() => setDrawn(!!box()?.querySelector('.fr-in svg.chart'))}>
      <Menu.Target>
        <button type="button" className="btn i" aria-label={t('journeys.download')} title={t('journeys.download')}>
          <Icon name="dl" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {rows && <Menu.Item onClick={() => void xlsx()}>{t('common.xlsx')}</Menu.Item>}
        {rows && <Menu.Item onClick={() => void csv()}>{t('journeys.csv')}</Menu.Item>}
        {rows && <Menu.Item onClick={() => void csv(';')}>{t('common.csvSemicolon')}</Menu.Item>}
        {table && !rows && <Menu.Label>{t('journeys.mayNotExport')}</Menu.Label>}
        {drawn && <Menu.Item onClick={() => void png()}>{t('journeys.png')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Makes a shape a button for pointer, keyboard and screen reader. */
export const press = (label: string, go: () => void) => ({
  role: 'button',
  tabIndex: 0,
  'aria-label': label,
  onClick: go,
  onKeyDown: (e: KeyboardEvent) => {
    if (e.key !== 'Enter' && e.key !== ' ') return
    e.preventDefault()
    go()
  },
})

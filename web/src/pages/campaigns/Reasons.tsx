import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { Tag, type Tone } from '@/parts/parts'
import { countOf } from './counts'
import type { Shown } from './Recipients'
import { ruleIcon, useProblem, useRule } from './rules'
import type { Campaign } from './types'

interface Line {
  key: string
  icon: IconName
  name: string
  how?: string
  n: number
  shown: Shown
}

/** Who did not get it and why: held back by the gate, failed, waiting, and of whom nobody knows. */
export function Reasons({ campaign: c, show }: { campaign: Campaign; show: (s: Shown) => void }) {
  const { t } = useTranslation()
  const rule = useRule()
  const problem = useProblem()
  const by = (list: Campaign['held'], state: 'held' | 'waiting'): Line[] =>
    (list ?? []).map((r) => ({
      key: r.rule,
      icon: ruleIcon(r.rule),
      ...rule(r.rule),
      n: r.count,
      shown: { state, rule: r.rule },
    }))
  const failed = (c.failed ?? []).map((p): Line => {
    return {
      key: p.problem,
      icon: 'alert',
      name: problem(p.problem),
      n: p.count,
      shown: { state: 'failed', rule: p.problem },
    }
  })
  const cards = [
    <Card key="h" id="held" tone="warn" n={countOf(c.counts, 'held')} lines={by(c.held, 'held')} show={show} />,
    <Card key="f" id="failed" tone="pain" n={countOf(c.counts, 'failed')} lines={failed} show={show} />,
    <Card key="w" id="waiting" n={sum(c.waiting)} lines={by(c.waiting, 'waiting')} show={show} />,
    <Unknown key="u" n={countOf(c.counts, 'unknown')} show={show} />,
  ]
  return (
    <div className="camp-r" role="group" aria-label={t('campaign.why.all')}>
      {cards}
    </div>
  )
}

const sum = (list: Campaign['waiting']) => (list ?? []).reduce((n, r) => n + r.count, 0)

interface CardProps {
  id: 'held' | 'failed' | 'waiting'
  n: number
  tone?: Tone
  lines: Line[]
  show: (s: Shown) => void
}

function Card({ id, n, tone, lines, show }: CardProps) {
  const { t } = useTranslation()
  const f = useFormat()
  if (n === 0) return null
  return (
    <Box id={id} title={t(`campaign.why.${id}`)} n={f.num(n)} tone={tone}>
      <p className="t3 sm">{t(`campaign.why.${id}How`)}</p>
      <ul className={'wl wl-' + id}>
        {lines.map((l) => (
          <li key={l.key}>
            <Icon name={l.icon} size="s" />
            <span>
              {l.name}
              {l.how && <small>{l.how}</small>}
            </span>
            <button type="button" className="open-n b" onClick={() => show(l.shown)}>
              {f.num(l.n)}
              <span className="vh"> {t('campaign.why.show')}</span>
            </button>
          </li>
        ))}
      </ul>
    </Box>
  )
}

function Unknown({ n, show }: { n: number; show: (s: Shown) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (n === 0) return null
  return (
    <Box id="unknown" title={t('campaign.why.unknown')} n={f.num(n)}>
      <p className="t2 sm">{t('campaign.why.unknownHow')}</p>
      <button type="button" className="link sm" onClick={() => show({ state: 'unknown' })}>
        {t('campaign.why.unknownShow', { n: f.num(n), count: n })}
      </button>
    </Box>
  )
}

interface BoxProps {
  id: string
  title: string
  n: string
  tone?: Tone
  children: ReactNode
}

function Box({ id, title, n, tone, children }: BoxProps) {
  return (
    <section className="card" aria-labelledby={'camp-' + id}>
      <div className="hd">
        <h2 id={'camp-' + id}>{title}</h2>
        <Tag tone={tone}>{n}</Tag>
      </div>
      <div className="camp-b">{children}</div>
    </section>
  )
}

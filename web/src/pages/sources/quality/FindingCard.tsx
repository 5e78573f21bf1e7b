import { Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Finding, FindingExamples } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useNames } from '@/view/names'
import { sourcesQuery, useReason } from '../data'
import { findingExamplesQuery, looks, standing, useQualityAct } from './data'

/** One case: what is wrong, how much, since when, examples, what to do. */
export function FindingCard({ finding: x }: { finding: Finding }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, setOpen] = useState(false)
  const sources = useQuery(sourcesQuery).data ?? []
  const look = looks[x.check] ?? { icon: 'info' as const }
  const name = t(`quality.check.${x.check}.name`)
  const customers = useMay('customers')
  const args = useEvidence(x)
  const is = standing(x)
  return (
    <li className="case">
      <div className="case-h">
        <Tag tone={is === 'open' ? look.tone : undefined} icon={look.icon}>
          {name}
        </Tag>
        <span className="t3 sm">
          {x.source ? (
            <Link to="/sources/$id" params={{ id: x.source }}>
              {sources.find((s) => s.id === x.source)?.name ?? x.source}
            </Link>
          ) : (
            t('quality.all')
          )}
          {' · '}
          {x.closed
            ? t('quality.until', { at: f.dateTime(x.closed) })
            : t('quality.since', { at: f.dateTime(x.since) })}
        </span>
      </div>
      <p className="any">{t(`quality.check.${x.check}.what`, args)}</p>
      {is === 'open' && (
        <p className="t2 any">
          <b>{t('quality.do')}:</b> {t(`quality.check.${x.check}.do`)}
        </p>
      )}
      {x.dismissed && (
        <p className="t2 any">
          {t('quality.by', { name: x.dismissed.name, at: f.date(x.dismissed.at) })}
          {x.dismissed.note && ` – ${x.dismissed.note}`}
        </p>
      )}
      <div className="row wrap">
        {customers && !!x.seqs?.length && (
          <button type="button" className="btn" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'up' : 'down'} size="s" />
            {t(open ? 'quality.hide' : 'quality.examples')}
          </button>
        )}
        <Say finding={x} name={name} />
      </div>
      {open && <Examples id={x.id} />}
    </li>
  )
}

/** What the sentence of a finding says. */
function useEvidence(x: Finding) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  const reason = useReason()
  const events = ['noKeys', 'noContact', 'eventGone', 'propertyGone', 'typeChanged', 'nameTypo']
  const properties = ['propertyGone', 'typeChanged']
  const [property, types] = (x.other ?? '').split(': ')
  const typed = types
    ?.split(' → ')
    .map((k) => t(`quality.type.${k}`))
    .join(' → ')
  const other = properties.includes(x.check) ? names.property(property ?? '') + (typed ? ` (${typed})` : '') : x.other
  return {
    n: f.num(x.n),
    of: f.num(x.of),
    share: f.pct(x.of ? x.n / x.of : 0),
    since: f.dateTime(x.since),
    subject: x.check !== 'nameTypo' && events.includes(x.check) ? names.event(x.subject ?? '') : x.subject,
    other,
    reason: x.check === 'refusals' ? reason(x.subject ?? '') : '',
  }
}

/** It is meant so; or it is looked at again. */
function Say({ finding: x, name }: { finding: Finding; name: string }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const [asking, setAsking] = useState(false)
  const [note, setNote] = useState('')
  const path = { params: { path: { id: x.id } } }
  const dismiss = useQualityAct(
    () => call(api.POST('/v1/data-quality/{id}/dismiss', { ...path, body: { note: note.trim() } })),
    () => setAsking(false),
  )
  const restore = useQualityAct(() => call(api.DELETE('/v1/data-quality/{id}/dismiss', path)))
  const submit = (e: FormEvent) => {
    e.preventDefault()
    dismiss.mutate(undefined)
  }
  if (!may || x.closed) return null
  if (x.dismissed)
    return (
      <button type="button" className="btn o" disabled={restore.isPending} onClick={() => restore.mutate(undefined)}>
        {t('quality.restore')}
      </button>
    )
  return (
    <>
      <button
        type="button"
        className="btn o"
        aria-label={t('quality.dismissOf', { name })}
        onClick={() => setAsking(true)}
      >
        {t('quality.dismiss')}
      </button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('quality.dismissOf', { name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <form className="dlg" onSubmit={submit}>
          <p>{t('quality.dismissWhat')}</p>
          <TextInput
            label={t('quality.note')}
            value={note}
            maxLength={300}
            onChange={(e) => setNote(e.target.value)}
            data-autofocus
          />
          <div className="dlg-act">
            <button type="button" className="btn" onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </button>
            <button type="submit" className="btn p" disabled={dismiss.isPending}>
              {t('quality.dismissGo')}
            </button>
          </div>
        </form>
      </Modal>
    </>
  )
}

function Examples({ id }: { id: string }) {
  const { t } = useTranslation()
  const query = useQuery(findingExamplesQuery(id))
  return (
    <div className="ex">
      <Loaded query={query} rows={3}>
        {({ touches }) =>
          touches.length > 0 ? <Touches touches={touches} /> : <p className="t3 sm">{t('quality.noExamples')}</p>
        }
      </Loaded>
    </div>
  )
}

function Touches({ touches }: { touches: FindingExamples['touches'] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  return (
    <div className="tscroll" tabIndex={0} role="region" aria-label={t('quality.examples')}>
      <table className="stable">
        <thead>
          <tr>
            <th scope="col">{t('quality.happened')}</th>
            <th scope="col">{t('quality.received')}</th>
            <th scope="col">{t('quality.event')}</th>
            <th scope="col">{t('quality.where')}</th>
          </tr>
        </thead>
        <tbody>
          {touches.map((x, i) => (
            <tr key={i}>
              <td className="num">
                <Link to="/customers/$id" params={{ id: String(x.customer) }}>
                  {f.dateTime(x.at)}
                </Link>
              </td>
              <td className="num">{f.dateTime(x.receivedAt)}</td>
              <td>{names.event(x.name)}</td>
              <td className="any">{[x.page, x.campaign].filter(Boolean).join(' · ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

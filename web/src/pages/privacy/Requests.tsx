import { Checkbox, Modal, Select, TextInput, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DataRequest, RequestStep } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { daysInWords, noon, requestsQuery } from './data'
import { DaysOff } from './DaysOff'

const key = requestsQuery.queryKey
const kinds = ['view', 'correct', 'erase', 'withdraw', 'protect'] as const
type Kind = (typeof kinds)[number]

/** The register of requests about data, those due first. */
export function Requests() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const [days, setDays] = useState(false)
  const query = useQuery(requestsQuery)
  return (
    <section className="card" aria-labelledby="requests">
      <div className="hd wraps">
        <h2 id="requests">{t('privacy.requests.title')}</h2>
        {!!query.data?.late && (
          <Tag tone="warn" icon="clock">
            {t('privacy.requests.lateCount', { count: query.data.late })}
          </Tag>
        )}
        <span className="sp" />
        <button type="button" className="btn" onClick={() => setDays(true)}>
          {t('privacy.daysOff.open')}
        </button>
        <button type="button" className="btn o" onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {t('privacy.requests.add')}
        </button>
      </div>
      <p className="about">{t('privacy.requests.about')}</p>
      <Loaded query={query} rows={3}>
        {({ requests }) =>
          requests.length > 0 ? (
            <ul className="rows">
              {requests.map((r) => (
                <Row key={r.id} request={r} />
              ))}
            </ul>
          ) : (
            <Empty icon="check" title={t('privacy.requests.none')}>
              {t('privacy.requests.noneHint')}
            </Empty>
          )
        }
      </Loaded>
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t('privacy.requests.add')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <AddRequest onClose={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={days}
        onClose={() => setDays(false)}
        title={t('privacy.daysOff.open')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <DaysOff />
      </Modal>
    </section>
  )
}

function Row({ request: r }: { request: DataRequest }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, setOpen] = useState(false)
  const day = (at: string) => `${f.weekday(at)} ${f.date(at)}`
  const when = r.doneAt
    ? t(`privacy.requests.ended.${r.outcome || 'done'}`, { date: f.date(r.doneAt) })
    : r.acknowledgedAt
      ? t('privacy.requests.due', { date: day(r.dueAt) })
      : t('privacy.requests.ack', { ack: day(r.acknowledgeBy), date: day(r.dueAt) })
  return (
    <li>
      <Icon name={r.kind === 'erase' ? 'trash' : r.kind === 'view' ? 'eye' : 'user'} />
      <span className="two">
        <b>
          {t(`privacy.kind.${r.kind}`)}
          {!!r.customer && (
            <>
              {' · '}
              <Link to="/customers/$id" params={{ id: String(r.customer) }} className="link">
                {t('privacy.requests.customer', { id: r.customer })}
              </Link>
            </>
          )}
        </b>
        {r.message && <small className="any">{r.message}</small>}
        <small>
          {t(`privacy.via.${r.via}`, { date: f.date(r.at) })} · {when}
        </small>
        {!r.doneAt && <LeftOut request={r} />}
      </span>
      {(r.late || r.soon) && (
        <Tag tone={r.late ? 'warn' : undefined} icon="clock">
          {t(r.late ? 'privacy.requests.late' : 'privacy.requests.soon')}
        </Tag>
      )}
      {!r.doneAt && (
        <button type="button" className="btn o" onClick={() => setOpen(true)}>
          {t('privacy.requests.answer')}
        </button>
      )}
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t(`privacy.kind.${r.kind}`)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Answer request={r} onClose={() => setOpen(false)} />
      </Modal>
    </li>
  )
}

/** Why a request is due when it is: the days that its clocks leave out. */
function LeftOut({ request: r }: { request: DataRequest }) {
  const { t } = useTranslation()
  const f = useFormat()
  const due = r.dueOff?.[0]
  return (
    <>
      {!r.acknowledgedAt && !!r.acknowledgeOff?.length && (
        <small>{t('privacy.requests.ackOff', { days: daysInWords(r.acknowledgeOff, t, f) })}</small>
      )}
      {due && (
        <small>
          {t('privacy.requests.dueOff', {
            date: f.date(noon(due.day, f.zone)),
            days: daysInWords(r.dueOff ?? [], t, f),
          })}
        </small>
      )}
    </>
  )
}

function Answer({ request: r, onClose }: { request: DataRequest; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const step = useMutation({
    mutationFn: (body: RequestStep) =>
      call(api.POST('/v1/data-requests/{id}', { params: { path: { id: r.id } }, body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key })
      onClose()
    },
  })
  const busy = step.isPending
  return (
    <div className="dlg">
      <p>{t(r.kind === 'erase' && r.customer ? 'privacy.requests.eraseHow' : 'privacy.requests.how')}</p>
      <Textarea
        label={t('privacy.requests.text')}
        description={t('privacy.requests.textHint')}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={2000}
      />
      {step.error && (
        <p className="bad" role="alert">
          {explain(step.error, t)}
        </p>
      )}
      <div className="dlg-act">
        {!r.acknowledgedAt && (
          <button type="button" className="btn o" disabled={busy} onClick={() => step.mutate({ acknowledge: true })}>
            {t('privacy.requests.acknowledge')}
          </button>
        )}
        {!r.extendedFor && (
          <button
            type="button"
            className="btn o"
            disabled={busy || !text}
            onClick={() => step.mutate({ extend: text })}
          >
            {t('privacy.requests.extend')}
          </button>
        )}
        <button
          type="button"
          className="btn o"
          disabled={busy || !text}
          onClick={() => step.mutate({ outcome: 'refused', answer: text })}
        >
          {t('privacy.requests.refuse')}
        </button>
        <button
          type="button"
          className="btn p"
          disabled={busy}
          onClick={() => step.mutate({ outcome: 'done', answer: text })}
        >
          {t('privacy.requests.done')}
        </button>
      </div>
    </div>
  )
}

function AddRequest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('view')
  const [message, setMessage] = useState('')
  const [others, setOthers] = useState(false)
  const f = useFormat()
  const today = f.isoDay(Date.now())
  const [day, setDay] = useState(today)
  // Today it came now; an earlier day is counted from its noon.
  const at = day && day !== today ? noon(day, f.zone).toISOString() : undefined
  const add = useMutation({
    mutationFn: () => call(api.POST('/v1/data-requests', { body: { kind, message, others, at } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key })
      onClose()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <Select
        label={t('privacy.requests.kind')}
        data={kinds.map((k) => ({ value: k, label: t(`privacy.kind.${k}`) }))}
        value={kind}
        onChange={(v) => v && setKind(v as Kind)}
        allowDeselect={false}
      />
      <Textarea
        label={t('privacy.requests.message')}
        value={message}
        onChange={(e) => setMessage(e.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={2000}
      />
      <TextInput
        type="date"
        label={t('privacy.requests.cameAt')}
        description={t('privacy.requests.cameHint')}
        value={day}
        max={today}
        onChange={(e) => setDay(e.currentTarget.value)}
      />
      <Checkbox
        label={t('privacy.requests.others')}
        checked={others}
        onChange={(e) => setOthers(e.currentTarget.checked)}
      />
      {add.error && (
        <p className="bad" role="alert">
          {explain(add.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={add.isPending}>
          {t('privacy.requests.add')}
        </button>
      </div>
    </form>
  )
}

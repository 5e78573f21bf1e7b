import { Checkbox, Modal, Select, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DataRequest, RequestStep } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'

const key = ['data-requests']
const kinds = ['view', 'correct', 'erase', 'withdraw', 'protect'] as const
type Kind = (typeof kinds)[number]

/** The register of requests about data, those due first. */
export function Requests() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => call(api.GET('/v1/data-requests', { signal })) })
  return (
    <section className="card" aria-labelledby="requests">
      <div className="hd">
        <h2 id="requests">{t('privacy.requests.title')}</h2>
        {!!query.data?.late && (
          <Tag tone="warn" icon="clock">
            {t('privacy.requests.lateCount', { count: query.data.late })}
          </Tag>
        )}
        <span className="sp" />
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
    </section>
  )
}

function Row({ request: r }: { request: DataRequest }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, setOpen] = useState(false)
  const when = r.doneAt
    ? t(`privacy.requests.ended.${r.outcome || 'done'}`, { date: f.date(r.doneAt) })
    : r.acknowledgedAt
      ? t('privacy.requests.due', { date: f.date(r.dueAt) })
      : t('privacy.requests.ack', { ack: f.date(r.acknowledgeBy), date: f.date(r.dueAt) })
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
      </span>
      {r.late && (
        <Tag tone="warn" icon="clock">
          {t('privacy.requests.late')}
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
  const add = useMutation({
    mutationFn: () => call(api.POST('/v1/data-requests', { body: { kind, message, others } })),
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

import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerRow, SuggestionInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { calledAs, keyText, refreshCustomers } from './data'
import { Avatar, KeyChip } from './items'
import { MergeAsk } from './MergeAsk'
import { useMerged } from './useMerged'

/** Pairs of customers that may be one person, one at a time, for somebody to decide. */
export function Suggestions({ list }: { list: SuggestionInfo[] }) {
  const { t } = useTranslation()
  const [at, setAt] = useState(0)
  const narrow = useMediaQuery('(max-width:720px)', undefined, { getInitialValueInEffect: false })
  const [open, setOpen] = useState(!narrow) // on a phone the list comes first
  if (list.length === 0) return null
  const i = Math.min(at, list.length - 1)
  return (
    <section className="card sug" aria-labelledby="sug-title">
      <div className={open ? 'hd' : 'hd shut'}>
        <Icon name="merge" />
        <h2 id="sug-title">{t('customers.sug.title', { count: list.length, n: list.length })}</h2>
        <span className="sp" />
        {open && list.length > 1 && (
          <span className="row sm t2">
            <button
              type="button"
              className="btn i"
              aria-label={t('customers.sug.previous')}
              disabled={i === 0}
              onClick={() => setAt(i - 1)}
            >
              <Icon name="left" />
            </button>
            {i + 1} / {list.length}
            <button
              type="button"
              className="btn i"
              aria-label={t('customers.sug.next')}
              disabled={i === list.length - 1}
              onClick={() => setAt(i + 1)}
            >
              <Icon name="right" />
            </button>
          </span>
        )}
        {narrow && (
          <button
            type="button"
            className="btn i"
            aria-expanded={open}
            aria-controls="sug-body"
            aria-label={t('customers.sug.show')}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'up' : 'down'} />
          </button>
        )}
      </div>
      <div id="sug-body" hidden={!open}>
        {open && <Pair key={list[i]!.id} suggestion={list[i]!} />}
      </div>
    </section>
  )
}

function Pair({ suggestion: s }: { suggestion: SuggestionInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const merged = useMerged()
  const [asking, setAsking] = useState(false)
  const decide = useMutation({
    mutationFn: (decision: 'merged' | 'dismissed') =>
      call(api.POST('/v1/merge-suggestions/{id}', { params: { path: { id: s.id } }, body: { decision } })),
    onSuccess: async ({ customers: [left] }, decision) => {
      setAsking(false)
      if (decision === 'merged') return merged(t('customers.sug.merged'), left)
      notifications.show({ message: t('customers.sug.dismissed') })
      await refreshCustomers(client)
    },
    onError: (e, decision) => {
      if (decision === 'dismissed') notifications.show({ color: 'red', message: explain(e, t) })
    },
  })
  const via = `${t(`customers.key.${s.via.kind}`).toLocaleLowerCase()} ${keyText(s.via)}`
  return (
    <>
      <div className="pair">
        <Side row={s.a} />
        <span className="pair-eq" aria-hidden="true">
          ?
        </span>
        <Side row={s.b} />
      </div>
      <p className="why">{t(`customers.sug.why.${s.reason}`, { via, at: f.dateTime(s.at) })}</p>
      <div className="pair-act">
        <button type="button" className="btn p" disabled={decide.isPending} onClick={() => setAsking(true)}>
          <Icon name="merge" size="s" />
          {t('customers.sug.merge')}
        </button>
        <button type="button" className="btn o" disabled={decide.isPending} onClick={() => decide.mutate('dismissed')}>
          {t('customers.sug.dismiss')}
        </button>
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('customers.sug.ask')}
        size={560}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'cust' }}
      >
        <MergeAsk
          a={s.a.id}
          b={s.b.id}
          back={{ word: t('common.cancel'), go: () => setAsking(false) }}
          merge={{ mutate: () => decide.mutate('merged'), isPending: decide.isPending, error: decide.error }}
        />
      </Modal>
    </>
  )
}

/** One of two customers side by side. */
function Side({ row }: { row: CustomerRow }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div className="side">
      <div className="row">
        <Avatar name={row.name} />
        <Link to="/customers/$id" params={{ id: String(row.id) }} className="b">
          {calledAs(row, t)}
        </Link>
      </div>
      <div className="side-k">
        {row.keys.slice(0, 4).map((k) => (
          <KeyChip key={k.kind + k.value} value={k} />
        ))}
      </div>
      <small className="t3">
        {t('customers.touchCount', { count: row.touches, n: f.num(row.touches) })}
        {row.firstAt && row.lastAt && ` · ${f.span(row.firstAt, row.lastAt)}`}
      </small>
    </div>
  )
}

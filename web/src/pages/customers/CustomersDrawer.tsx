import { Drawer, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomersBehind } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { useView } from '@/view/view'
import './customers.css'
import { behindQuery } from './data'
import { CustomerLine, More } from './items'

/** One number of one answer, as POST /v1/customers/list takes it. */
export interface Behind {
  query: CustomersBehind['query']
  figure: CustomersBehind['figure']
  /** What the number counts: "Khách rời ở Thanh toán · 24/10 – 22/11". */
  title: string
}

/** Lists the customers behind a number; nothing is shown while behind is null. */
export function CustomersDrawer({ behind, onClose }: { behind: Behind | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={behind !== null}
      onClose={onClose}
      size={480}
      title={behind?.title}
      closeButtonProps={{ 'aria-label': t('customers.close') }}
      classNames={{ title: 'drawer-t', content: 'cust' }}
    >
      {behind && <List behind={behind} onClose={onClose} />}
    </Drawer>
  )
}

function List({ behind: { query: question, figure }, onClose }: { behind: Behind; onClose: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const query = useInfiniteQuery(behindQuery(question, figure))
  if (!query.data)
    return query.error ? <Failed error={query.error} retry={() => query.refetch()} /> : <Waiting rows={8} height={28} />
  const rows = query.data.pages.flatMap((p) => p.customers)
  const total = query.data.pages[0]?.total ?? rows.length
  if (rows.length === 0) return <Empty icon="users" title={t('customers.behindNone')} />
  return (
    <>
      <div className="behind-n row">
        <span>
          <b>{f.num(total)}</b> {t('customers.unit', { count: total })}
        </span>
        <span className="sp" />
        {figure && <KeepSegment query={question} figure={figure} />}
      </div>
      <ul className="behind">
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/customers/$id" params={{ id: String(row.id) }} onClick={onClose}>
              <CustomerLine row={row} />
            </Link>
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  )
}

/** The periods that move with the days. */
const relatives = ['7d', '30d', '90d', '12m', 'month', 'lastMonth'] as const

/** Keeps these customers as a segment: who they are is found anew whenever it is asked for. */
function KeepSegment({ query, figure }: { query: Behind['query']; figure: NonNullable<Behind['figure']> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState<string | null>(null)
  const may = useMay('ask')
  const { preset, from, to } = useView()[0].span
  const moves = query.from === from && query.to === to ? relatives.find((r) => r === preset) : undefined
  const called = (name ?? '').trim().normalize('NFC')
  const keep = useMutation({
    mutationFn: () => call(api.POST('/v1/segments', { body: { name: called, query, figure, relative: moves } })),
    onSuccess: () => {
      setName(null)
      notifications.show({
        message: (
          <>
            {t('customers.segmentKept', { name: called })}{' '}
            {moves && t('customers.segmentMoves', { period: t(`view.preset.${moves}`) })}
          </>
        ),
        autoClose: 8000,
      })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['segments'] }),
    onError: (e) => notifications.show({ message: explain(e, t), color: 'red' }),
  })
  if (!may) return null
  if (name === null)
    return (
      <button type="button" className="btn o" onClick={() => setName('')}>
        <Icon name="users" size="s" />
        {t('customers.keepSegment')}
      </button>
    )
  return (
    <form
      className="row"
      style={{ gap: 6 }}
      onSubmit={(e) => {
        e.preventDefault()
        if (called) keep.mutate()
      }}
    >
      <TextInput
        size="xs"
        autoFocus
        aria-label={t('customers.segmentName')}
        placeholder={t('customers.segmentName')}
        value={name}
        maxLength={100}
        title={moves && t('customers.segmentMoves', { period: t(`view.preset.${moves}`) })}
        onChange={(e) => setName(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') {
            e.stopPropagation()
            setName(null)
          }
        }}
      />
      <button type="submit" className="btn p" disabled={!called || keep.isPending}>
        {t('common.save')}
      </button>
    </form>
  )
}

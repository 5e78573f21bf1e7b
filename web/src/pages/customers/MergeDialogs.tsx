import { Checkbox, Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerProfile, CustomerRow } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain, Failed, Waiting } from '@/parts/parts'
import { customersQuery, keyText } from './data'
import { CustomerLine } from './items'
import { MergeAsk } from './MergeAsk'
import { useChanged } from './useChanged'
import { useMerged } from './useMerged'

interface Dialog {
  customer: CustomerProfile
  opened: boolean
  onClose: () => void
}

/** Joins this customer with another one, found by search and shown beside it first. */
export function MergeDialog(props: Dialog) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('customers.merge.title')}
      size={560}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'cust' }}
    >
      <Merging {...props} />
    </Modal>
  )
}

function Merging({ customer, onClose }: Dialog) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [other, setOther] = useState<CustomerRow | null>(null)
  const merged = useMerged()
  const merge = useMutation({
    mutationFn: (row: CustomerRow) =>
      call(api.POST('/v1/customers/{id}/merge', { params: { path: { id: customer.id } }, body: { with: row.id } })),
    onSuccess: async ({ customers: [left] }) => {
      onClose()
      if (left !== undefined && left !== customer.id)
        await navigate({ to: '/customers/$id', params: { id: String(left) }, replace: true })
      await merged(t('customers.merge.done'), left)
    },
  })
  if (!other) return <Pick except={customer.id} pick={setOther} />
  return (
    <MergeAsk
      a={customer.id}
      b={other.id}
      back={{ word: t('common.back'), go: () => setOther(null) }}
      merge={{ mutate: () => merge.mutate(other), isPending: merge.isPending, error: merge.error }}
    />
  )
}

function Pick({ except, pick }: { except: number; pick: (row: CustomerRow) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const query = useInfiniteQuery({ ...customersQuery({ q }, 8), enabled: q !== '' })
  const rows = query.data?.pages[0]?.customers.filter((c) => c.id !== except)
  return (
    <div className="dlg">
      <label className="find">
        <Icon name="search" />
        <span className="vh">{t('customers.search')}</span>
        <input
          type="search"
          data-autofocus
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          placeholder={t('customers.searchHint')}
          autoComplete="off"
        />
      </label>
      {q === '' ? (
        <p className="quiet">{t('customers.merge.pick')}</p>
      ) : rows === undefined ? (
        query.error ? (
          <Failed error={query.error} retry={() => query.refetch()} />
        ) : (
          <Waiting rows={3} height={28} />
        )
      ) : rows.length === 0 ? (
        <p className="quiet">{t('customers.noneFound')}</p>
      ) : (
        <ul className="behind">
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => pick(row)}>
                <CustomerLine row={row} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Takes chosen identities, with their touches, out into a customer of their own. */
export function SplitDialog(props: Dialog) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('customers.split.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'cust' }}
    >
      <Splitting {...props} />
    </Modal>
  )
}

function Splitting({ customer, onClose }: Dialog) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string[]>([])
  const changed = useChanged(customer.id)
  const split = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/customers/{id}/split', {
          params: { path: { id: customer.id } },
          body: { keys: chosen.map(Number) },
        }),
      ),
    onSuccess: async (answer) => {
      onClose()
      await changed(t('customers.split.done'), answer)
    },
  })
  const rest = customer.keys.length - chosen.length
  return (
    <div className="dlg">
      <p className="t2">{t('customers.split.explain')}</p>
      <Checkbox.Group value={chosen} onChange={setChosen} aria-label={t('customers.identities')}>
        <div className="splits">
          {customer.keys.map((k) => (
            <Checkbox key={k.id} value={String(k.id)} label={keyText(k)} description={t(`customers.key.${k.kind}`)} />
          ))}
        </div>
      </Checkbox.Group>
      {rest === 0 && <p className="bad">{t('customers.split.keepOne')}</p>}
      {split.error && (
        <p className="bad" role="alert">
          {explain(split.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button
          type="button"
          className="btn p"
          disabled={split.isPending || chosen.length === 0 || rest === 0}
          onClick={() => split.mutate()}
        >
          {t('customers.split.go', { count: chosen.length })}
        </button>
      </div>
    </div>
  )
}

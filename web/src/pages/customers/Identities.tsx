import { Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerKey, CustomerProfile, MergeInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Tag } from '@/parts/parts'
import { useMay, useSession } from '@/session'
import { sourcesQuery } from '../sources/data'
import { keyIcon, keyText } from './data'
import { useChanged } from './useChanged'

/** Every identity of the customer; devices folded when there are many. */
export function Identities({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const personal = customer.keys.filter((k) => k.kind !== 'anonymous')
  const devices = customer.keys.filter((k) => k.kind === 'anonymous')
  const shown = open || devices.length <= 2 ? [...personal, ...devices] : personal
  return (
    <section className="card" aria-labelledby="ids">
      <div className="hd">
        <h2 id="ids">{t('customers.identities')}</h2>
        <span className="tag">{customer.keys.length}</span>
      </div>
      <ul className="kv">
        {shown.map((k) => (
          <Identity key={k.id} value={k} />
        ))}
        {shown.length < customer.keys.length && (
          <li>
            <Icon name="monitor" />
            <div>
              {t('customers.devices', { count: devices.length })}
              <small>
                <button type="button" className="link" onClick={() => setOpen(true)}>
                  {t('customers.showDevices')}
                </button>
              </small>
            </div>
          </li>
        )}
      </ul>
    </section>
  )
}

function Identity({ value: k }: { value: CustomerKey }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <li>
      <Icon name={keyIcon(k.kind)} />
      <div>
        <span className="any" title={k.value}>
          {keyText(k)}
        </span>
        <small>
          {t(`customers.key.${k.kind}`)}
          {k.firstAt && ` · ${t('customers.keySince', { date: f.date(k.firstAt) })}`}
        </small>
      </div>
      {k.shared && (
        <>
          <span className="sp" />
          <Tag tone="warn" what={t('customers.sharedWhy')}>
            {t('customers.shared')}
          </Tag>
        </>
      )}
    </li>
  )
}

/** Which identities became one, what said so, and the way back. */
export function Joined({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const [undoing, setUndoing] = useState<MergeInfo | null>(null)
  const [all, setAll] = useState(false)
  const merges = customer.merges
  const shown = all ? merges : merges.slice(0, 4)
  return (
    <section className="card" aria-labelledby="joined">
      <div className="hd">
        <h2 id="joined">{t('customers.joined')}</h2>
        {merges.length > 0 && <span className="tag">{merges.length}</span>}
      </div>
      {merges.length === 0 ? (
        <p className="quiet">{t('customers.neverJoined')}</p>
      ) : (
        <ul className="joins">
          {shown.map((m) => (
            <Join key={m.id} merge={m} undo={() => setUndoing(m)} />
          ))}
        </ul>
      )}
      {shown.length < merges.length && (
        <div className="ft">
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t('customers.allJoins', { count: merges.length })}
          </button>
        </div>
      )}
      <UndoDialog customer={customer} merge={undoing} onClose={() => setUndoing(null)} />
    </section>
  )
}

function Join({ merge: m, undo }: { merge: MergeInfo; undo: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('customers')
  const me = useSession()?.user?.id
  const source = useQuery(sourcesQuery).data?.find((s) => s.id === m.source)?.name ?? t('customers.unknownSource')
  return (
    <li className={m.undoneAt ? 'undone' : undefined}>
      <p>
        <Ends merge={m} />
      </p>
      <small>
        {m.madeBy
          ? t(m.madeBy === me ? 'customers.joinedByMe' : 'customers.joinedByHand')
          : t('customers.joinedCall', { source })}{' '}
        · {f.dateTime(m.at)}
        {m.messageId && !m.madeBy && (
          <span className="any" title={t('customers.messageId')}>
            {m.messageId}
          </span>
        )}
      </small>
      {m.undoneAt ? (
        <Tag>{t('customers.undone', { date: f.date(m.undoneAt) })}</Tag>
      ) : (
        may && (
          <button
            type="button"
            className="link xs"
            onClick={undo}
            aria-label={t('customers.undo.of', { a: keyText(m.a), b: keyText(m.b) })}
          >
            {t('common.undo')}
          </button>
        )
      )}
    </li>
  )
}

function Ends({ merge: m }: { merge: MergeInfo }) {
  const { t } = useTranslation()
  return (
    <>
      {[m.a, m.b].map((k, i) => (
        <span key={i} className="end">
          {i > 0 && (
            <span className="t3" aria-label={t('customers.joinedWith')}>
              +
            </span>
          )}
          <Icon name={keyIcon(k.kind)} size="s" />
          <span className="vh">{t(`customers.key.${k.kind}`)} </span>
          <span className="any">{keyText(k)}</span>
        </span>
      ))}
    </>
  )
}

function UndoDialog({
  customer,
  merge,
  onClose,
}: {
  customer: CustomerProfile
  merge: MergeInfo | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const changed = useChanged(customer.id)
  const undo = useMutation({
    mutationFn: (id: number) => call(api.POST('/v1/merges/{id}/undo', { params: { path: { id } } })),
    onSuccess: async (answer) => {
      onClose()
      await changed(t('customers.undo.done'), answer)
    },
  })
  return (
    <Modal
      opened={merge !== null}
      onClose={onClose}
      title={t('customers.undo.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'cust' }}
    >
      {merge && (
        <div className="dlg">
          <p className="joins lone">
            <Ends merge={merge} />
          </p>
          <p>{t('customers.undo.explain', { a: keyText(merge.a), b: keyText(merge.b) })}</p>
          <p className="t2">{t('customers.undo.kept', { count: customer.summary.touches })}</p>
          {undo.error && (
            <p className="bad" role="alert">
              {explain(undo.error, t)}
            </p>
          )}
          <div className="dlg-act">
            <button type="button" className="btn" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button type="button" className="btn p" disabled={undo.isPending} onClick={() => undo.mutate(merge.id)}>
              {t('customers.undo.go')}
            </button>
          </div>
        </div>
      )}
    </Modal>
  )
}

import { Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { explain } from '@/parts/parts'
import { useAsked, type Stock } from './data'

interface Props {
  opened: boolean
  close: () => void
  /** The one that is changed; a new one without. */
  pool?: Stock
  done?: (p: Stock) => void
}

/** What a pool is called, and until when its codes are good. */
export function PoolDialog({ opened, close, pool, done }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(pool ? 'voucher.change' : 'voucher.make')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Form close={close} pool={pool} done={done} />
    </Modal>
  )
}

function Form({ close, pool, done }: Omit<Props, 'opened'>) {
  const { t } = useTranslation()
  const [name, setName] = useState(pool?.name ?? '')
  const [ends, setEnds] = useState(pool?.ends ?? '')
  const asked = useAsked()
  const keep = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), ends: ends || undefined }
      return pool
        ? call(api.PUT('/v1/vouchers/{id}', { params: { path: { id: pool.id } }, body }))
        : call(api.POST('/v1/vouchers', { body }))
    },
    onSuccess: async (p) => {
      await asked()
      close()
      done?.(p)
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    keep.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('voucher.name')}
        placeholder={t('voucher.namePlace')}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <TextInput
        type="date"
        label={t('voucher.ends')}
        description={t('voucher.endsHow')}
        value={ends}
        onChange={(e) => setEnds(e.target.value)}
      />
      {!!keep.error && (
        <p className="bad" role="alert">
          {explain(keep.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!name.trim() || keep.isPending}>
          {t('common.save')}
        </button>
      </div>
    </form>
  )
}

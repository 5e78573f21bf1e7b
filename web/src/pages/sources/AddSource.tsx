import { Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { NewSource } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { kindIcon, keyQuery } from './data'

const kinds = ['website', 'webhook', 'server', 'file'] as const

/** Chooses what to connect and names it; then its own page says how. */
export function AddSource({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('sources.add.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'srcs' }}
    >
      <Form onClose={onClose} />
    </Modal>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [kind, setKind] = useState<NewSource['kind']>('website')
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: (body: NewSource) => call(api.POST('/v1/sources', { body })),
    onSuccess: async (source) => {
      client.setQueryData(keyQuery(source.id).queryKey, source.writeKey)
      await client.invalidateQueries({ queryKey: ['sources'] })
      onClose()
      await navigate({ to: '/sources/$id', params: { id: source.id } })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate({ kind, name: name.trim() || t(`sources.add.name.${kind}`) })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <fieldset className="kinds">
        <legend className="vh">{t('sources.add.what')}</legend>
        {kinds.map((k) => (
          <label key={k} className={k === kind ? 'on' : undefined}>
            <input type="radio" name="kind" value={k} checked={k === kind} onChange={() => setKind(k)} />
            <span className="ch big-ch">
              <Icon name={kindIcon[k]} />
            </span>
            <span>
              <b>{t(`sources.kind.${k}`)}</b>
              <small>{t(`sources.add.about.${k}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <TextInput
        label={t('common.name')}
        placeholder={t(`sources.add.name.${kind}`)}
        value={name}
        onChange={(e) => setName(e.target.value)}
        maxLength={200}
        data-autofocus
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
          {t('sources.add.go')}
        </button>
      </div>
    </form>
  )
}

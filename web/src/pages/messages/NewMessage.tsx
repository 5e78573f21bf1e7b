import { Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useLang } from '@/i18n'
import { explain } from '@/parts/parts'
import { readyQuery } from '../campaigns/data'
import type { Way } from '../campaigns/types'
import { allWays } from '../campaigns/ways'
import { useAsked, type SavedDraft } from './data'
import { blankSaying } from './saved'

const blank = 'blank'

/** A message begins with its name and way, and an e-mail perhaps with a text that is ready. */
export function NewMessage({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('message.make')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Form close={close} />
    </Modal>
  )
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const lang = useLang()
  const navigate = useNavigate()
  const asked = useAsked()
  const letters = useQuery(readyQuery(lang)).data?.letters ?? []
  const [name, setName] = useState('')
  const [way, setWay] = useState<Way>('email')
  const [begin, setBegin] = useState(blank)
  const ready = way === 'email' ? letters.find((l) => l.key === begin) : undefined
  const make = useMutation({
    mutationFn: (body: SavedDraft) => call(api.POST('/v1/messages', { body })),
    onSuccess: async (m) => {
      await asked()
      void navigate({ to: '/messages/$id', params: { id: m.id } })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const says = { [lang]: ready ? { letter: ready.letter } : blankSaying(way) }
    make.mutate({ name: name.trim(), class: ready?.class ?? 'care', way, says })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('message.name')}
        placeholder={t('message.namePlace')}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Select
        label={t('message.way')}
        data={allWays.map((w) => ({ value: w, label: t(`reach.way.${w}`) }))}
        value={way}
        onChange={(w) => setWay((w ?? 'email') as Way)}
        allowDeselect={false}
      />
      {way === 'email' && (
        <Select
          label={t('campaign.ready.begin')}
          data={[
            { value: blank, label: t('campaign.ready.blank') },
            ...letters.map((l) => ({ value: l.key, label: l.name })),
          ]}
          value={begin}
          onChange={(v) => setBegin(v ?? blank)}
          allowDeselect={false}
        />
      )}
      {!!make.error && (
        <p className="bad" role="alert">
          {explain(make.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!name.trim() || make.isPending}>
          {t('campaign.write')}
        </button>
      </div>
    </form>
  )
}

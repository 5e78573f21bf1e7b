import { Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { segmentsQuery } from '@/api/queries'
import type { SegmentInfo } from '@/api/types'
import { useLang } from '@/i18n'
import { Empty, explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { readyQuery } from './data'
import { blankLetter } from './letter'
import { type CampaignDraft } from './types'

const blank = 'blank'

/** A campaign begins with its name, who is meant, and perhaps a text that is ready. */
export function NewCampaign({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const segments = useQuery({ ...segmentsQuery, enabled: opened })
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('campaign.make')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Loaded query={segments} rows={4}>
        {(list) => (list.length > 0 ? <Form segments={list} close={close} /> : <NoSegment />)}
      </Loaded>
    </Modal>
  )
}

function NoSegment() {
  const { t } = useTranslation()
  const may = useMay('ask')
  return (
    <Empty
      icon="users"
      title={t('campaign.noSegment')}
      action={
        may && (
          <Link to="/segments/new" className="btn p">
            {t('who.make')}
          </Link>
        )
      }
    >
      {t('campaign.noSegmentHow')}
    </Empty>
  )
}

function useMake() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: CampaignDraft) => call(api.POST('/v1/campaigns', { body })),
    onSuccess: (c) => {
      client.setQueryData(['campaign', c.id], c)
      void client.invalidateQueries({ queryKey: ['campaigns'] })
      void navigate({ to: '/campaigns/$id', params: { id: c.id } })
    },
  })
}

function Form({ segments, close }: { segments: SegmentInfo[]; close: () => void }) {
  const { t } = useTranslation()
  const lang = useLang()
  const letters = useQuery(readyQuery(lang)).data?.letters ?? []
  const [name, setName] = useState('')
  const [segment, setSegment] = useState<string | null>(segments.length === 1 ? segments[0]!.id : null)
  const [begin, setBegin] = useState(blank)
  const make = useMake()
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const ready = letters.find((l) => l.key === begin)
    const what = { class: ready?.class ?? ('care' as const), letter: ready?.letter ?? blankLetter() }
    if (segment) make.mutate({ name: name.trim(), segment, exclude: [], lang, skipReached: true, ...what })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('campaign.name')}
        placeholder={t('campaign.namePlace')}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Select
        label={t('campaign.who.segment')}
        placeholder={t('campaign.who.choose')}
        searchable
        data={segments.map((s) => ({ value: s.id, label: s.name }))}
        value={segment}
        onChange={setSegment}
        allowDeselect={false}
      />
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
      {!!make.error && (
        <p className="bad" role="alert">
          {explain(make.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!name.trim() || !segment || make.isPending}>
          {t('campaign.write')}
        </button>
      </div>
    </form>
  )
}

import { Checkbox, MultiSelect, SegmentedControl, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery } from '@/api/queries'
import type { DestinationChange } from '@/api/types'
import { channels, explain } from '@/parts/parts'
import { useSession } from '@/session'
import { useView } from '@/view/view'

/** A destination before anything is entered. */
export const fresh: DestinationChange = { name: '', url: '', personal: 'masked', names: [], channels: [] }

const sights = ['hidden', 'masked', 'full'] as const

interface Props {
  value: DestinationChange
  save: { mutate: (d: DestinationChange) => void; isPending: boolean; error: unknown }
  close?: () => void
  go: string
}

interface Fields {
  d: DestinationChange
  set: (change: Partial<DestinationChange>) => void
}

/** What is sent where, and how much of customers goes along. */
export function DestinationForm({ value, save, close, go }: Props) {
  const { t } = useTranslation()
  const [d, setD] = useState<DestinationChange>(() => {
    const { name, url, personal, names, channels, statements, files, segments } = value
    return { name, url, personal, names, channels, statements, files, segments }
  })
  const fields = { d, set: (change: Partial<DestinationChange>) => setD({ ...d, ...change }) }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate({ ...d, name: d.name.trim() || (URL.canParse(d.url) ? new URL(d.url).host : ''), url: d.url.trim() })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <Address {...fields} />
      <What {...fields} />
      <Sight {...fields} />
      {!!save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        {close && (
          <button type="button" className="btn" onClick={close}>
            {t('common.cancel')}
          </button>
        )}
        <button type="submit" className="btn p" disabled={save.isPending}>
          {go}
        </button>
      </div>
    </form>
  )
}

function Address({ d, set }: Fields) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('outgoing.url')}
        placeholder="https://crm.example.vn/webhooks/cham"
        type="url"
        required
        value={d.url}
        onChange={(e) => set({ url: e.target.value })}
        data-autofocus
      />
      <TextInput
        label={t('common.name')}
        placeholder={t('outgoing.namePlace')}
        value={d.name}
        maxLength={200}
        onChange={(e) => set({ name: e.target.value })}
      />
    </>
  )
}

/** Which touches go there; nothing chosen is all. */
function What({ d, set }: Fields) {
  const { t } = useTranslation()
  const [view] = useView()
  const seen = useQuery(dimensionsQuery({ ...view, span: { ...view.span, from: undefined, to: undefined } }))
  return (
    <>
      <TagsInput
        label={t('outgoing.names')}
        placeholder={d.names?.length ? undefined : t('outgoing.every')}
        data={seen.data?.events.map((e) => e.value) ?? []}
        value={d.names ?? []}
        maxTags={100}
        onChange={(names) => set({ names })}
      />
      <MultiSelect
        label={t('outgoing.channels')}
        placeholder={d.channels?.length ? undefined : t('outgoing.every')}
        data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
        value={d.channels ?? []}
        onChange={(list) => set({ channels: list })}
      />
      <Checkbox
        label={t('outgoing.statements')}
        checked={!!d.statements}
        onChange={(e) => set({ statements: e.target.checked })}
      />
      <Checkbox label={t('outgoing.files')} checked={!!d.files} onChange={(e) => set({ files: e.target.checked })} />
      <Checkbox
        label={t('outgoing.segments')}
        checked={!!d.segments}
        onChange={(e) => set({ segments: e.target.checked })}
      />
    </>
  )
}

/** How much of customers goes along. */
function Sight({ d, set }: Fields) {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <fieldset className="sights">
      <legend>{t('outgoing.personal')}</legend>
      <SegmentedControl
        fullWidth
        aria-label={t('outgoing.personal')}
        value={d.personal ?? 'masked'}
        onChange={(v) => set({ personal: v as DestinationChange['personal'] })}
        data={sights.map((s) => ({ value: s, label: t(`outgoing.sight.${s}`) }))}
      />
      <p>{t(`outgoing.sightWhy.${d.personal ?? 'masked'}`, { business: session?.workspace?.name ?? '' })}</p>
    </fieldset>
  )
}

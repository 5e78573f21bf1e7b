import { Select, TagsInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { WorkspaceInfo } from '@/api/types'
import { useLang } from '@/i18n'
import { explain, Loaded } from '@/parts/parts'
import { useMay } from '@/session'

const common = ['VND', 'USD', 'EUR', 'JPY', 'KRW', 'CNY', 'THB', 'SGD', 'AUD', 'GBP']

/** The business: its name, and how its days and money are counted. */
export function WorkspaceForm() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => call(api.GET('/v1/workspace', { signal })),
  })
  return (
    <section className="card" aria-labelledby="ws">
      <div className="hd">
        <h2 id="ws">{t('settings.tab.workspace')}</h2>
      </div>
      <Loaded query={query} rows={4}>
        {(w) => <Form key={w.id} workspace={w} />}
      </Loaded>
    </section>
  )
}

function Form({ workspace }: { workspace: WorkspaceInfo }) {
  const { t } = useTranslation()
  const lang = useLang()
  const may = useMay('settings')
  const client = useQueryClient()
  const [form, setForm] = useState({
    name: workspace.name,
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    properties: workspace.properties,
  })
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const save = useMutation({
    mutationFn: () => call(api.PATCH('/v1/workspace', { body: { ...form, name: form.name.trim() } })),
    onSuccess: async () => {
      notifications.show({ message: t('settings.saved') })
      await client.invalidateQueries() // days, money and rules may have changed everywhere
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  const money = new Intl.DisplayNames(lang, { type: 'currency' })
  const zones = [...new Set([form.timeZone, 'Asia/Ho_Chi_Minh', 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        label={t('settings.ws.name')}
        value={form.name}
        onChange={(e) => set({ name: e.target.value })}
        maxLength={200}
        required
        disabled={!may}
      />
      <div className="pairs">
        <Select
          label={t('settings.ws.zone')}
          description={t('settings.ws.zoneAbout')}
          searchable
          allowDeselect={false}
          value={form.timeZone}
          onChange={(v) => v && set({ timeZone: v })}
          data={zones}
          disabled={!may}
        />
        <Select
          label={t('settings.ws.currency')}
          description={t('settings.ws.currencyAbout')}
          searchable
          allowDeselect={false}
          value={form.currency}
          onChange={(v) => v && set({ currency: v })}
          disabled={!may}
          data={[...new Set([form.currency, ...common])].map((c) => ({ value: c, label: `${c} · ${money.of(c)}` }))}
        />
      </div>
      <TagsInput
        label={t('settings.ws.properties')}
        description={t('settings.ws.propertiesAbout')}
        value={form.properties}
        onChange={(v) => set({ properties: v })}
        maxTags={8}
        disabled={!may}
        placeholder={form.properties.length < 8 ? t('settings.ws.propertiesHint') : ''}
        splitChars={[',']}
        acceptValueOnBlur
      />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may ? (
        <div>
          <button type="submit" className="btn p" disabled={save.isPending || !form.name.trim()}>
            {t('common.save')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </form>
  )
}

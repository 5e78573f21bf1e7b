import { NumberInput, Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import { type Channel } from '../campaigns/types'
import { below, Save, useFieldErrors, useSaved } from './ChannelParts'
import { useDepartments } from './Departments'

/** Who makes a campaign's calls, and how long a line stands on their list. */
export function CallForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [s, setS] = useState(kept.call ?? { days: 7 })
  const departments = useDepartments().data ?? []
  const saved = useSaved()
  const save = useMutation({ mutationFn: () => call(api.PUT('/v1/channels/call', { body: s })), onSuccess: saved })
  const { at, rest } = useFieldErrors(save.error, ['department', 'days'])
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-call">
      <fieldset className="chn" disabled={!may}>
        <Select
          label={t('channels.call.department')}
          description={t('channels.call.departmentHow')}
          inputWrapperOrder={below}
          allowDeselect={false}
          data={[
            { value: '', label: t('channels.call.anybody') },
            ...departments.map((d) => ({ value: d.id, label: d.name })),
          ]}
          value={s.department ?? ''}
          onChange={(v) => setS({ ...s, department: v || undefined })}
          error={at('department')}
        />
        <NumberInput
          label={t('channels.call.days')}
          description={t('channels.call.daysHow')}
          inputWrapperOrder={below}
          min={1}
          max={60}
          allowDecimal={false}
          hideControls
          w={220}
          value={s.days}
          onChange={(v) => setS({ ...s, days: Number(v) || 1 })}
          error={at('days')}
        />
      </fieldset>
      <Save pending={save.isPending} wrong={rest} />
    </form>
  )
}

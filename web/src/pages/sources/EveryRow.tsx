import { Autocomplete } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '@/format'
import { useNamedEvents, useNames } from '@/view/names'

/**
 * What happened in every row: the event is written and shown as the reader calls it, and kept under the name it is sent with.
 * What is being typed stands as it is typed until the field is left.
 */
export function EveryRow({ event, set }: { event?: string; set: (event?: string) => void }) {
  const { t } = useTranslation()
  const names = useNames()
  const known = useNamedEvents()
  const [typed, type] = useState<string | null>(null)
  const shown = names.event(event ?? '')
  const filter = ({ options, search }: { options: unknown[]; search: string }) =>
    (options as { label: string; value: string }[]).filter((o) =>
      plain(`${o.label} ${known.get(o.value)}`).includes(plain(search.trim())),
    ) as never
  return (
    <Autocomplete
      label={t('sources.map.eventAll')}
      description={event && shown !== event ? t('settings.names.own', { name: event }) : undefined}
      inputWrapperOrder={['label', 'input', 'description']}
      placeholder={names.event('Order Completed')}
      value={typed ?? shown}
      onChange={(said) => {
        type(said)
        set(known.get(said) ?? (said || undefined))
      }}
      onBlur={() => type(null)}
      data={[...known.keys()]}
      filter={filter}
      limit={100}
      maxDropdownHeight={280}
    />
  )
}

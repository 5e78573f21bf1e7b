import { Autocomplete } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { tagsQuery } from '@/api/queries'

/** A tag to be chosen of those there are, or written anew. */
export function TagInput({
  name,
  set,
  bare,
  optional,
}: {
  name: string
  set: (name: string) => void
  bare?: boolean
  /** What it is called where it may be left out. */
  optional?: string
}) {
  const { t } = useTranslation()
  const all = useQuery(tagsQuery).data ?? []
  const label = t('tags.name')
  return (
    <Autocomplete
      {...(bare ? { 'aria-label': label, size: 'xs' } : { label: optional ?? label, required: !optional })}
      placeholder={t('tags.place')}
      maxLength={40}
      limit={8}
      data={all.map((x) => x.name).filter((x) => x !== name)}
      value={name}
      onChange={set}
    />
  )
}

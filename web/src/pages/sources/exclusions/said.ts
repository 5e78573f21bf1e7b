import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Exclusion } from '@/api/types'
import { useNames } from '@/view/names'
import { sourcesQuery } from '../data'

/** A rule in one sentence. */
export function useSaid() {
  const { t } = useTranslation()
  const names = useNames()
  const sources = useQuery(sourcesQuery).data
  return (r: Pick<Exclusion, 'kind' | 'field' | 'values'>) => {
    const values = (r.values ?? []).map((v) =>
      r.kind === 'source' ? (sources?.find((s) => s.id === v)?.name ?? v) : v,
    )
    const field = r.kind === 'property' ? names.property(r.field ?? '') : r.field
    const key = values.length > 0 || r.kind === 'robots' ? r.kind : `${r.kind}Any`
    return t(`exclusions.said.${key}`, { field, values: values.join(', ') })
  }
}

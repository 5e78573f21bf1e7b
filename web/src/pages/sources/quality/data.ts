import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DataQuality, Finding } from '@/api/types'
import type { IconName } from '@/parts/Icon'
import { explain, type Tone } from '@/parts/parts'

export const qualityQuery = queryOptions({
  queryKey: ['quality'],
  queryFn: ({ signal }) => call(api.GET('/v1/data-quality', { signal })),
  refetchInterval: 60_000,
})

export const findingExamplesQuery = (id: string) =>
  queryOptions({
    queryKey: ['quality', id, 'examples'],
    queryFn: ({ signal }) => call(api.GET('/v1/data-quality/{id}/examples', { signal, params: { path: { id } } })),
  })

/** An act on findings answers all of them. */
export function useQualityAct<I>(act: (input: I) => Promise<DataQuality>, done?: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (state) => {
      client.setQueryData(qualityQuery.queryKey, state)
      done?.()
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

export type Standing = 'open' | 'dismissed' | 'closed'

export const standing = (f: Finding): Standing => (f.closed ? 'closed' : f.dismissed ? 'dismissed' : 'open')

/** How grave a kind of finding is: what is lost now, what is counted wrongly, what is written badly. */
export const looks: Record<string, { tone?: Tone; icon: IconName }> = {
  silence: { tone: 'pain', icon: 'nowifi' },
  eventGone: { tone: 'pain', icon: 'eyeoff' },
  refusals: { tone: 'pain', icon: 'x' },
  noContact: { tone: 'warn', icon: 'user' },
  noKeys: { tone: 'warn', icon: 'user' },
  propertyGone: { tone: 'warn', icon: 'list' },
  typeChanged: { tone: 'warn', icon: 'list' },
  nameTypo: { tone: 'warn', icon: 'edit' },
  zone: { tone: 'warn', icon: 'clock' },
  future: { tone: 'warn', icon: 'clock' },
  late: { icon: 'clock' },
  utmTemplate: { icon: 'link' },
  utmSpelling: { icon: 'link' },
  utmMedium: { icon: 'link' },
  utmPath: { icon: 'link' },
}

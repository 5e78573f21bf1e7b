import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DeliveryInfo, DestinationInfo } from '@/api/types'
import type { IconName } from '@/parts/Icon'
import { explain, type Tone } from '@/parts/parts'

const key = ['destinations']

export const destinationsQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => call(api.GET('/v1/destinations', { signal })),
  refetchInterval: 5000,
})

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, id, 'deliveries'],
    queryFn: ({ signal }) => call(api.GET('/v1/destinations/{id}/deliveries', { signal, params: { path: { id } } })),
    refetchInterval: 5000,
  })

/** How a destination stands, in one word: an on one that fails is failing, too. */
export type Standing = DestinationInfo['state'] | 'trying' | 'empty'

export function standing(d: DestinationInfo): Standing {
  if (d.state !== 'on') return d.state
  if (d.fails > 0) return 'trying'
  return d.lastOk ? 'on' : 'empty'
}

export const looks: Record<Standing, { tone?: Tone; icon: IconName }> = {
  on: { tone: 'good', icon: 'check' },
  empty: { tone: 'brand', icon: 'clock' },
  trying: { tone: 'warn', icon: 'alert' },
  failing: { tone: 'pain', icon: 'alert' },
  gone: { tone: 'pain', icon: 'x' },
  paused: { icon: 'pause' },
}

export const deliveryLooks: Record<DeliveryInfo['state'], { tone?: Tone; icon: IconName }> = {
  sent: { tone: 'good', icon: 'check' },
  waiting: { tone: 'brand', icon: 'clock' },
  failed: { tone: 'pain', icon: 'alert' },
}

/** An act on destinations: what is shown follows, and what went wrong is said, unless a form says it (here). */
export function useAct<I, O>(act: (input: I) => Promise<O>, done?: (answer: O) => void, here = false) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer) => {
      await client.invalidateQueries({ queryKey: key })
      done?.(answer)
    },
    onError: (e) => !here && notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

import { Checkbox } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { countOf } from './counts'
import type { Campaign, Recipient } from './types'

interface Props {
  campaign: Campaign
  /** Why those that are listed failed; for any reason without. */
  problem?: string
  shown: Recipient[]
  picked: string[]
  pick: (ids: string[]) => void
}

/** Sends again what failed: chosen people, or all for a reason. */
export function Again({ campaign: c, problem, shown, picked, pick }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const again = useAgain(c.id, () => pick([]))
  const all = problem ? (c.failed?.find((p) => p.problem === problem)?.count ?? 0) : countOf(c.counts, 'failed')
  if (all === 0) return null
  const [n, word] = picked.length > 0 ? [picked.length, 'some'] : [all, problem ? 'of' : 'all']
  const whole = shown.length > 0 && shown.every((r) => picked.includes(r.id))
  return (
    <div className="camp-b agn">
      <div className="row camp-wrap">
        <Checkbox
          label={t(whole ? 'campaign.again.none' : 'campaign.again.pickAll')}
          checked={whole}
          indeterminate={!whole && picked.length > 0}
          onChange={() => pick(whole ? [] : shown.slice(0, most).map((r) => r.id))}
        />
        <span className="sp" />
        <button
          type="button"
          className="btn o"
          disabled={again.isPending}
          onClick={() => again.mutate({ problem, messages: picked.length > 0 ? picked : undefined })}
        >
          <Icon name="loop" size="s" />
          {t(`campaign.again.${word}`, { n: f.num(n), count: n })}
        </button>
      </div>
      <p className="t3 sm">{t('campaign.again.how')}</p>
    </div>
  )
}

/** How many people can be chosen at once. */
const most = 1000

function useAgain(id: string, after: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { problem?: string; messages?: string[] }) =>
      call(api.POST('/v1/campaigns/{id}/again', { params: { path: { id } }, body })),
    onSuccess: (next) => {
      after()
      notifications.show({ message: t('campaign.again.done') })
      client.setQueryData(['campaign', id], next)
      void client.invalidateQueries({ queryKey: ['campaign', id, 'recipients'] })
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

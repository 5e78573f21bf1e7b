import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Confirm } from '@/parts/Confirm'
import { type Recipient } from './types'

type As = 'sent' | 'again'

/** Whether an unknown message left is a person's to say: it may come twice, or not at all. */
export function Settle({ campaign, item }: { campaign: string; item: Recipient }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [as, setAs] = useState<As>()
  const settle = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/campaigns/{id}/recipients/{message}/settle', {
          params: { path: { id: campaign, message: item.id } },
          body: { as: as! },
        }),
      ),
    onSuccess: async () => {
      setAs(undefined)
      await client.invalidateQueries({ queryKey: ['campaign', campaign] })
    },
  })
  return (
    <span className="row camp-wrap">
      {(['sent', 'again'] as const).map((a) => (
        <button
          key={a}
          type="button"
          className="link sm"
          aria-label={`${t(`campaign.settle.${a}`)}: ${item.name}`}
          onClick={() => setAs(a)}
        >
          {t(`campaign.settle.${a}`)}
        </button>
      ))}
      <Confirm
        opened={!!as}
        close={() => setAs(undefined)}
        title={t(`campaign.settle.${as ?? 'sent'}Title`)}
        go={t(`campaign.settle.${as ?? 'sent'}`)}
        act={settle}
      >
        <p>{t(`campaign.settle.${as ?? 'sent'}Sure`, { name: item.name })}</p>
      </Confirm>
    </span>
  )
}

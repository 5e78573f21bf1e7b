import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Judged } from '@/api/types'
import { Confirm } from '@/parts/Confirm'
import { useMay } from '@/session'

/** Takes an address off those that lead nowhere: whoever knows better says so, and it is recorded. */
export function WorksAgain({ customer, way }: { customer: number; way: Judged['way'] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = useMay('customers')
  const [asking, setAsking] = useState(false)
  const free = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/customers/{id}/reachable', { params: { path: { id: customer } }, body: { way } })),
    onSuccess: async () => {
      setAsking(false)
      await client.invalidateQueries({ queryKey: ['customer', customer, 'reach'] })
    },
  })
  if (!may) return null
  return (
    <>
      <button type="button" className="link sm" onClick={() => setAsking(true)}>
        {t('reach.again.go')}
      </button>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('reach.again.go')}
        go={t('reach.again.go')}
        act={free}
      >
        <p>{t('reach.again.sure', { way: t(`reach.by.${way}`) })}</p>
      </Confirm>
    </>
  )
}

import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CustomersChanged } from '@/api/types'
import { refreshCustomers } from './data'

/** After a merge, an undo or a split: stays with the customer asked about, whose number may be another now, and offers the other one. */
export function useChanged(shown: number) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const show = (id: number, replace = false) => navigate({ to: '/customers/$id', params: { id: String(id) }, replace })
  return async (message: string, { customers: [first, other] }: CustomersChanged) => {
    if (first !== undefined && first !== shown) await show(first, true)
    await refreshCustomers(client)
    notifications.show({
      message: (
        <>
          {message}{' '}
          {other !== undefined && (
            <button type="button" className="link" onClick={() => void show(other)}>
              {t('customers.seeOther')}
            </button>
          )}
        </>
      ),
      autoClose: other === undefined ? 4000 : 12_000,
    })
  }
}

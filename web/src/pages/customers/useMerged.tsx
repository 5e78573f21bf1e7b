import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { explain } from '@/parts/parts'
import { customerQuery, refreshCustomers } from './data'

/** After a merge: says so and offers to undo it. customer is the one that is left. */
export function useMerged() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return async (message: string, customer: number | undefined) => {
    await refreshCustomers(client)
    const profile =
      customer === undefined
        ? null
        : await client.fetchQuery({ ...customerQuery(customer), staleTime: 0 }).catch(() => null)
    const last = profile?.merges.find((m) => m.merge && !m.undoneAt)
    const undo = () =>
      void call(api.POST('/v1/merges/{id}/undo', { params: { path: { id: last!.id } } }))
        .then(() => {
          notifications.show({ message: t('customers.undo.done') })
          return refreshCustomers(client)
        })
        .catch((e: unknown) => notifications.show({ color: 'red', message: explain(e, t) }))
    const id = notifications.show({
      autoClose: 15_000,
      message: (
        <>
          {message}{' '}
          {last && (
            <button
              type="button"
              className="link"
              onClick={() => {
                notifications.hide(id)
                undo()
              }}
            >
              {t('common.undo')}
            </button>
          )}
        </>
      ),
    })
  }
}

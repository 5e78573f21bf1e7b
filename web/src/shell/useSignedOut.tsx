import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { forget, sessionQuery } from '@/session'
import { isTyping } from '@/typing'

const id = 'signed-out'

/**
 * A call answered 401: ask who is here; when nobody, go to sign-in and come back after. In the middle of a form the
 * page stays as it is: one signs in beside it, and goes on.
 */
export function useSignedOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { t } = useTranslation()
  useEffect(() => {
    let busy = false
    let waiting = false
    const onOut = async () => {
      if (busy) return
      busy = true
      const session = await call(api.GET('/v1/session')).catch(() => null)
      waiting = !!session && !session.user && isTyping()
      if (waiting) notifications.show({ id, message: <Beside />, color: 'yellow', autoClose: false })
      else await leave()
      busy = false
    }
    const leave = async () => {
      const back = location.pathname + location.search
      await forget(client)
      const session = await client.fetchQuery(sessionQuery).catch(() => null)
      if (!session || session.user) return
      notifications.show({ id, message: t('signIn.expired'), color: 'yellow' })
      await navigate({ to: '/sign-in', search: { to: back } })
    }
    const onBack = async () => {
      if (!waiting) return
      const now = await call(api.GET('/v1/session')).catch(() => null)
      if (!now?.user) return
      waiting = false
      notifications.hide(id)
      const known = client.getQueryData(sessionQuery.queryKey)
      if (known?.user?.id === now.user.id && known.workspace?.id === now.workspace?.id) await client.invalidateQueries()
      else await forget(client) // somebody else: nothing of the one before is shown
    }
    window.addEventListener('cham:signed-out', onOut)
    window.addEventListener('focus', onBack)
    return () => {
      window.removeEventListener('cham:signed-out', onOut)
      window.removeEventListener('focus', onBack)
    }
  }, [client, navigate, t])
}

/** The way to sign in without leaving a form. */
function Beside() {
  const { t } = useTranslation()
  return (
    <>
      {t('signIn.expiredTyping')}{' '}
      <a className="link" href="/sign-in" target="_blank" rel="noreferrer">
        {t('signIn.beside')}
      </a>
    </>
  )
}

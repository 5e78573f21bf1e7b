import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { reachable, useGone } from '@/api/reach'
import { Icon } from '@/parts/Icon'

/** Says over the page that the server is gone; when it is back, everything on the page is asked anew. */
export function Connection() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const gone = useGone()
  const was = useRef(false)
  useEffect(() => {
    if (was.current && !gone) void client.invalidateQueries()
    was.current = gone
  }, [gone, client])
  useEffect(() => {
    const ask = () => void reachable()
    window.addEventListener('offline', ask)
    return () => window.removeEventListener('offline', ask)
  }, [])
  return (
    <div role="status" className="gone-s">
      {gone && (
        <p className="gone-b">
          <Icon name="alert" size="s" />
          {t('common.offline')}
        </p>
      )}
    </div>
  )
}

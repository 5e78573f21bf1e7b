import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { isUnreached, reachable } from '@/api/reach'
import { Empty, Failed, Waiting } from '@/parts/parts'
import { useArrived } from './useArrived'

export function PageWaiting() {
  return (
    <div className="page">
      <Waiting rows={6} />
    </div>
  )
}

/** A page that could not be shown; when it was for want of the server, it comes by itself once that is back. */
export function PageFailed({ error, reset }: { error: unknown; reset?: () => void }) {
  useArrived()
  useEffect(() => {
    let here = true
    if (error instanceof ApiError && isUnreached(error.status)) void reachable().then(() => here && location.reload())
    return () => void (here = false)
  }, [error])
  return (
    <div className="page">
      <section className="card">
        <Failed error={error} retry={reset ?? (() => location.reload())} />
      </section>
    </div>
  )
}

export function PageMissing() {
  const { t } = useTranslation()
  useArrived()
  return (
    <div className="page">
      <section className="card">
        <Empty
          icon="search"
          title={t('common.missing')}
          action={
            <Link to="/" className="btn o">
              {t('common.toHome')}
            </Link>
          }
        />
      </section>
    </div>
  )
}

/** Names the browser tab. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Chạm` : 'Chạm'
  }, [title])
}

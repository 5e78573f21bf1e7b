import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import { mapQuery } from '@/api/queries'
import type { JourneyMap } from '@/api/types'
import { explain } from '@/parts/parts'
import { apply, type Action } from '../../maps/edit/actions'

/** Makes a finding part of the map at once, with a way back; what somebody else saved meanwhile stays. */
export function useAdopt(map: JourneyMap) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const save = async (action: Action) => {
    let current = client.getQueryData(mapQuery(map.id).queryKey) ?? map
    for (let tries = 0; ; tries++) {
      const applied = apply(current, action)
      if (!applied) throw new ApiError(409, t('journeys.reality.gone'))
      try {
        const saved = await call(api.PUT('/v1/maps/{id}', { params: { path: { id: map.id } }, body: applied.map }))
        client.setQueryData(mapQuery(map.id).queryKey, saved)
        for (const key of ['maps', 'overlay', 'query', 'home']) void client.invalidateQueries({ queryKey: [key] })
        return applied.inverse
      } catch (e) {
        if (tries > 0 || !(e instanceof ApiError) || e.status !== 409) throw e
        current = e.currentMap ?? (await call(api.GET('/v1/maps/{id}', { params: { path: { id: map.id } } })))
      }
    }
  }
  const failed = (e: unknown) => notifications.show({ message: explain(e, t), color: 'red' })
  return async (action: Action, said: string) => {
    try {
      const inverse = await save(action)
      const id = notifications.show({
        autoClose: 10_000,
        message: (
          <span className="row">
            {said}
            <span className="sp" />
            <button
              type="button"
              className="link"
              onClick={() => {
                notifications.hide(id)
                save(inverse).catch(failed)
              }}
            >
              {t('common.undo')}
            </button>
          </span>
        ),
      })
    } catch (e) {
      failed(e)
    }
  }
}
